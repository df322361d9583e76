package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"

	"connectrpc.com/connect"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"storj.io/drpc/drpcconn"
	"storj.io/drpc/drpcmux"
	"storj.io/drpc/drpcserver"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/bench/data"
	"github.com/grpcgen/grpcgen/bench/rival/convert"
	pb "github.com/grpcgen/grpcgen/bench/rival/pb"
	"github.com/grpcgen/grpcgen/bench/rival/pb/benchv1pbconnect"
	"github.com/grpcgen/grpcgen/bench/shape"
)

// stack is a client and a server in this process, with a socket between them.
type stack struct {
	name                      string
	small, medium, list, maps func() error
	pipe                      func() error // messagesPerPipe messages of a stream, sent while others are received
}

// messagesPerPipe is how many messages one operation on a stream takes.
const messagesPerPipe = 200

func listen() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	return l
}

// serve starts a server and returns a connection to it. Both live as long as the process.
func serve(register func(grpc.ServiceRegistrar), server []grpc.ServerOption, client ...grpc.CallOption) *grpc.ClientConn {
	s := grpc.NewServer(server...)
	register(s)
	l := listen()
	go func() { must(s.Serve(l)) }()
	conn, err := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(client...))
	must(err)
	return conn
}

var background = context.Background()

// unary is a call of one method with one message.
func unary[Req, Resp any, O any](method func(context.Context, *Req, ...O) (*Resp, error), in *Req) func() error {
	return func() error {
		_, err := method(background, in)
		return err
	}
}

// ours is a stack of grpcgen.
func ours(name string, server []grpc.ServerOption, client ...grpc.CallOption) stack {
	conn := serve(func(s grpc.ServiceRegistrar) { shape.RegisterBenchServer(s, &shape.Echo{}) }, server, client...)
	c := shape.NewBenchClient(conn)
	small, medium, list, maps := data.NewSmall(), data.NewMedium(), data.NewList(), data.NewMaps()
	return stack{
		name:   name,
		small:  func() error { _, err := c.EchoSmall(background, small); return err },
		medium: func() error { _, err := c.EchoMedium(background, medium); return err },
		list:   func() error { _, err := c.EchoList(background, list); return err },
		maps:   func() error { _, err := c.EchoMaps(background, maps); return err },
		pipe: func() error {
			requests := func(yield func(*shape.Small, error) bool) {
				for range messagesPerPipe {
					if !yield(small, nil) {
						return
					}
				}
			}
			for _, err := range c.StreamSmall(background, requests) {
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// theirs is a stack of protoc-gen-go's stubs.
func theirs(name string, service pb.BenchServer) stack {
	conn := serve(func(s grpc.ServiceRegistrar) { pb.RegisterBenchServer(s, service) }, nil)
	c := pb.NewBenchClient(conn)
	small := convert.SmallTo(data.NewSmall())
	return stack{
		name:   name,
		small:  unary(c.EchoSmall, small),
		medium: unary(c.EchoMedium, convert.MediumTo(data.NewMedium())),
		list:   unary(c.EchoList, convert.ListTo(data.NewList())),
		maps:   unary(c.EchoMaps, convert.MapsTo(data.NewMaps())),
		pipe: func() error {
			st, err := c.StreamSmall(background)
			if err != nil {
				return err
			}
			go func() {
				for range messagesPerPipe {
					if st.Send(small) != nil {
						return
					}
				}
				_ = st.CloseSend()
			}()
			for {
				if _, err := st.Recv(); errors.Is(err, io.EOF) {
					return nil
				} else if err != nil {
					return err
				}
			}
		},
	}
}

// converting is protoc-gen-go's stubs with hand-written conversion on both sides.
func converting() stack {
	conn := serve(func(s grpc.ServiceRegistrar) { pb.RegisterBenchServer(s, convertingEcho{}) }, nil)
	c := pb.NewBenchClient(conn)
	medium, list, maps := data.NewMedium(), data.NewList(), data.NewMaps()
	return stack{
		name: "protoc-gen-go + conversion",
		medium: func() error {
			out, err := c.EchoMedium(background, convert.MediumTo(medium))
			if err == nil {
				sink = convert.MediumFrom(out)
			}
			return err
		},
		list: func() error {
			out, err := c.EchoList(background, convert.ListTo(list))
			if err == nil {
				sink = convert.ListFrom(out)
			}
			return err
		},
		maps: func() error {
			out, err := c.EchoMaps(background, convert.MapsTo(maps))
			if err == nil {
				sink = convert.MapsFrom(out)
			}
			return err
		},
	}
}

// echo is protoc-gen-go's service.
type echo struct{ pb.UnimplementedBenchServer }

func (echo) EchoSmall(_ context.Context, m *pb.Small) (*pb.Small, error)    { return m, nil }
func (echo) EchoMedium(_ context.Context, m *pb.Medium) (*pb.Medium, error) { return m, nil }
func (echo) EchoList(_ context.Context, m *pb.List) (*pb.List, error)       { return m, nil }
func (echo) EchoMaps(_ context.Context, m *pb.Maps) (*pb.Maps, error)       { return m, nil }
func (echo) StreamSmall(st grpc.BidiStreamingServer[pb.Small, pb.Small]) error {
	for {
		m, err := st.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = st.Send(m)
		}
		if err != nil {
			return err
		}
	}
}

type convertingEcho struct{ echo }

func (convertingEcho) EchoMedium(_ context.Context, m *pb.Medium) (*pb.Medium, error) {
	return convert.MediumTo(convert.MediumFrom(m)), nil
}

func (convertingEcho) EchoList(_ context.Context, m *pb.List) (*pb.List, error) {
	return convert.ListTo(convert.ListFrom(m)), nil
}

func (convertingEcho) EchoMaps(_ context.Context, m *pb.Maps) (*pb.Maps, error) {
	return convert.MapsTo(convert.MapsFrom(m)), nil
}

// connectEcho is connect-go's service.
type connectEcho struct {
	benchv1pbconnect.UnimplementedBenchHandler
}

func (connectEcho) EchoSmall(_ context.Context, r *connect.Request[pb.Small]) (*connect.Response[pb.Small], error) {
	return connect.NewResponse(r.Msg), nil
}

func (connectEcho) EchoMedium(_ context.Context, r *connect.Request[pb.Medium]) (*connect.Response[pb.Medium], error) {
	return connect.NewResponse(r.Msg), nil
}

func (connectEcho) EchoList(_ context.Context, r *connect.Request[pb.List]) (*connect.Response[pb.List], error) {
	return connect.NewResponse(r.Msg), nil
}

func (connectEcho) EchoMaps(_ context.Context, r *connect.Request[pb.Maps]) (*connect.Response[pb.Maps], error) {
	return connect.NewResponse(r.Msg), nil
}

func connectStack() stack {
	mux := http.NewServeMux()
	mux.Handle(benchv1pbconnect.NewBenchHandler(connectEcho{}))
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	l := listen()
	go func() { must((&http.Server{Handler: mux, Protocols: protocols}).Serve(l)) }()
	c := benchv1pbconnect.NewBenchClient(
		&http.Client{Transport: &http.Transport{Protocols: protocols, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13}}},
		"http://"+l.Addr().String(), connect.WithGRPC())
	return stack{
		name:   "connect-go",
		small:  connectCall(c.EchoSmall, convert.SmallTo(data.NewSmall())),
		medium: connectCall(c.EchoMedium, convert.MediumTo(data.NewMedium())),
		list:   connectCall(c.EchoList, convert.ListTo(data.NewList())),
		maps:   connectCall(c.EchoMaps, convert.MapsTo(data.NewMaps())),
	}
}

func connectCall[T any](method func(context.Context, *connect.Request[T]) (*connect.Response[T], error), in *T) func() error {
	return func() error {
		_, err := method(background, connect.NewRequest(in))
		return err
	}
}

// drpcEcho is drpc's service, whose unary methods are those of protoc-gen-go's.
type drpcEcho struct {
	pb.DRPCBenchUnimplementedServer
}

func (drpcEcho) EchoSmall(_ context.Context, m *pb.Small) (*pb.Small, error)    { return m, nil }
func (drpcEcho) EchoMedium(_ context.Context, m *pb.Medium) (*pb.Medium, error) { return m, nil }
func (drpcEcho) EchoList(_ context.Context, m *pb.List) (*pb.List, error)       { return m, nil }
func (drpcEcho) EchoMaps(_ context.Context, m *pb.Maps) (*pb.Maps, error)       { return m, nil }

func drpcStack() stack {
	mux := drpcmux.New()
	must(pb.DRPCRegisterBench(mux, &drpcEcho{}))
	l := listen()
	go func() { must(drpcserver.New(mux).Serve(background, l)) }()
	conn, err := net.Dial("tcp", l.Addr().String())
	must(err)
	c := pb.NewDRPCBenchClient(drpcconn.New(conn))
	small, medium := convert.SmallTo(data.NewSmall()), convert.MediumTo(data.NewMedium())
	list, maps := convert.ListTo(data.NewList()), convert.MapsTo(data.NewMaps())
	return stack{
		name:   "drpc",
		small:  func() error { _, err := c.EchoSmall(background, small); return err },
		medium: func() error { _, err := c.EchoMedium(background, medium); return err },
		list:   func() error { _, err := c.EchoList(background, list); return err },
		maps:   func() error { _, err := c.EchoMaps(background, maps); return err },
	}
}

func stacks() []stack {
	return []stack{
		theirs("protoc-gen-go", echo{}),
		ours("grpcgen", nil),
		ours("grpcgen, opt-in codec", []grpc.ServerOption{grpcgen.ServerOption()}, grpcgen.CallOption()),
		converting(), connectStack(), drpcStack(),
	}
}

// rpcRaces returns a race for each message.
func rpcRaces() []namedRace {
	all := stacks()
	race := func(name string, pick func(stack) func() error, per float64) namedRace {
		r := namedRace{part: "rpc", shape: name, per: per, byCPU: true}
		for _, s := range all {
			if call := pick(s); call != nil {
				r.contenders = append(r.contenders, contender{name: s.name, op: func() { must(call()) }})
			}
		}
		return r
	}
	return []namedRace{
		race("small", func(s stack) func() error { return s.small }, 1),
		race("medium", func(s stack) func() error { return s.medium }, 1),
		race("list", func(s stack) func() error { return s.list }, 1),
		race("maps", func(s stack) func() error { return s.maps }, 1),
		race("small stream", func(s stack) func() error { return s.pipe }, messagesPerPipe),
	}
}
