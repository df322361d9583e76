package local_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/internal/calltest"
	"github.com/grpcgen/grpcgen/internal/local"
	"github.com/grpcgen/grpcgen/runtime"
)

// trace collects what happened, from several goroutines.
type trace struct {
	mu  sync.Mutex
	all []string
}

func (tr *trace) add(what string) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.all = append(tr.all, what)
}

// taken returns what happened since it was asked last.
func (tr *trace) taken() string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	all := strings.Join(tr.all, " ")
	tr.all = nil
	return all
}

func (tr *trace) unaryClient(name string) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, in, out any, cc *grpc.ClientConn, next grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		tr.add(name + ":" + method[len(calltest.ServiceName)+2:] + ":" + in.(*msg).Value)
		err := next(ctx, method, in, out, cc, opts...)
		tr.add(name + ":" + out.(*msg).Value)
		return err
	}
}

func (tr *trace) streamClient(name string) grpc.StreamClientInterceptor {
	return func(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, next grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
		tr.add(name + ":" + method[len(calltest.ServiceName)+2:])
		st, err := next(ctx, desc, cc, method, opts...)
		if err != nil {
			return nil, err
		}
		return tracedClient{st, tr, name}, nil
	}
}

func (tr *trace) unaryServer(name string) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, in any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		if _, ok := info.Server.(*behaviour); !ok {
			tr.add("no server")
		}
		tr.add(name + ":" + info.FullMethod[len(calltest.ServiceName)+2:] + ":" + in.(*msg).Value)
		out, err := next(ctx, in)
		tr.add(name + ":" + out.(*msg).Value)
		return out, err
	}
}

func (tr *trace) streamServer(name string) grpc.StreamServerInterceptor {
	return func(srv any, st grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) error {
		if _, ok := srv.(*behaviour); !ok {
			tr.add("no server")
		}
		shape := map[bool]string{true: "+", false: "-"}
		tr.add(name + ":" + info.FullMethod[len(calltest.ServiceName)+2:] + shape[info.IsClientStream] + shape[info.IsServerStream])
		err := next(srv, tracedServer{st, tr, name})
		tr.add(name + ":end")
		return err
	}
}

// tracedClient is a stream that an interceptor has wrapped.
type tracedClient struct {
	grpc.ClientStream
	*trace
	name string
}

func (s tracedClient) RecvMsg(m any) error {
	err := s.ClientStream.RecvMsg(m)
	s.add(s.name + ":" + m.(*msg).Value)
	return err
}

// tracedServer changes what it receives.
type tracedServer struct {
	grpc.ServerStream
	*trace
	name string
}

func (s tracedServer) RecvMsg(m any) error {
	err := s.ServerStream.RecvMsg(m)
	if err == nil {
		m.(*msg).Value += s.name
	}
	return err
}

func (tr *trace) interceptors() local.Interceptors {
	return local.Interceptors{
		UnaryClient:  []grpc.UnaryClientInterceptor{tr.unaryClient("c1"), tr.unaryClient("c2")},
		StreamClient: []grpc.StreamClientInterceptor{tr.streamClient("c1"), tr.streamClient("c2")},
		UnaryServer:  []grpc.UnaryServerInterceptor{tr.unaryServer("s1"), tr.unaryServer("s2")},
		StreamServer: []grpc.StreamServerInterceptor{tr.streamServer("s1"), tr.streamServer("s2")},
	}
}

// The first interceptor is the outermost, each kind has calls of its own, and streams can be wrapped.
func TestInterceptorsInOrder(t *testing.T) {
	var tr trace
	b := &behaviour{
		Unary: func(_ context.Context, in *msg) (*msg, error) { return text(in.Value + "!"), nil },
		Server: func(_ context.Context, in *msg) seq {
			return words(in.Value + "!")
		},
		Client: func(_ context.Context, in seq) (*msg, error) {
			all, err := collect(in)
			return text(strings.Join(all, "")), err
		},
		Bidi: echo,
	}
	calltest.OnBothWith(t, b, tr.interceptors(), func(t *testing.T, c client) {
		ctx := timeout(t)
		_, err := c.Unary(ctx, text("a"))
		if got, want := tr.taken(), "c1:Unary:a c2:Unary:a s1:Unary:a s2:Unary:a s2:a! s1:a! c2:a! c1:a!"; err != nil || got != want {
			t.Errorf("unary, %v:\n%s, want\n%s", err, got, want)
		}
		all, err := collect(c.Server(ctx, text("a")))
		if got, want := tr.taken(), "c1:Server c2:Server s1:Server-+ s2:Server-+ s2:end s1:end c2:as1s2! c1:as1s2! c2: c1:"; err != nil || !sameEvents(got, want) {
			t.Errorf("server stream %v, %v:\n%s, want\n%s", all, err, got, want)
		}
		_, err = c.Client(ctx, words("a", "b"))
		if got, want := tr.taken(), "c1:Client c2:Client s1:Client+- s2:Client+- s2:end s1:end c2:as1s2bs1s2 c1:as1s2bs1s2"; err != nil || !sameEvents(got, want) {
			t.Errorf("client stream, %v:\n%s, want\n%s", err, got, want)
		}
		_, err = collect(c.Bidi(ctx, words("a")))
		if got := tr.taken(); err != nil || !strings.Contains(got, "s1:Bidi++") || !strings.Contains(got, "c2:re: as1s2") {
			t.Errorf("bidi, %v:\n%s", err, got)
		}
	})
}

// sameEvents compares in the order of each side: what the sides do at the same time is left to chance.
func sameEvents(got, want string) bool {
	side := func(events, of string) []string {
		return slices.DeleteFunc(strings.Fields(events), func(e string) bool { return !strings.HasPrefix(e, of) })
	}
	return slices.Equal(side(got, "c"), side(want, "c")) && slices.Equal(side(got, "s"), side(want, "s"))
}

// An interceptor can answer in the place of what it stands around.
func TestInterceptorsAnswer(t *testing.T) {
	called := 0
	b := &behaviour{
		Unary:  func(context.Context, *msg) (*msg, error) { called++; return text("handler"), nil },
		Server: func(context.Context, *msg) seq { called++; return words("handler") },
	}
	refused := errors.New("refused") // of the client, and not a status
	around := local.Interceptors{
		UnaryServer: []grpc.UnaryServerInterceptor{func(_ context.Context, in any, _ *grpc.UnaryServerInfo, _ grpc.UnaryHandler) (any, error) {
			switch in.(*msg).Value {
			case "nil":
				return nil, nil
			case "deny":
				return nil, status.Error(codes.PermissionDenied, "")
			}
			return text("server"), nil
		}},
		StreamServer: []grpc.StreamServerInterceptor{func(any, grpc.ServerStream, *grpc.StreamServerInfo, grpc.StreamHandler) error {
			return status.Error(codes.PermissionDenied, "")
		}},
		UnaryClient: []grpc.UnaryClientInterceptor{func(ctx context.Context, method string, in, out any, cc *grpc.ClientConn, next grpc.UnaryInvoker, opts ...grpc.CallOption) error {
			if in.(*msg).Value == "local" {
				out.(*msg).Value = "client"
				return nil
			}
			return next(ctx, method, in, out, cc, opts...)
		}},
		StreamClient: []grpc.StreamClientInterceptor{func(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, next grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
			if desc.ClientStreams {
				return nil, refused
			}
			return next(ctx, desc, cc, method, opts...)
		}},
	}
	calltest.OnBothWith(t, b, around, func(t *testing.T, c client) {
		ctx := timeout(t)
		for in, want := range map[string]string{"local": "client", "": "server", "nil": ""} {
			if out, err := c.Unary(ctx, text(in)); err != nil || out.Value != want {
				t.Errorf("%q: %v, %v", in, out, err)
			}
		}
		_, err := c.Unary(ctx, text("deny"))
		wantCode(t, err, codes.PermissionDenied)
		_, err = collect(c.Server(ctx, text("")))
		wantCode(t, err, codes.PermissionDenied)
		if _, err := collect(c.Bidi(ctx, words())); !errors.Is(err, refused) {
			t.Errorf("error %v", err)
		}
		if called > 0 {
			t.Error("a handler was called")
		}
	})
}

type userKey struct{}

// Interceptors pass on contexts, metadata and call options, and can call more than once.
func TestInterceptorsPassOn(t *testing.T) {
	b := &behaviour{Unary: func(ctx context.Context, in *msg) (*msg, error) {
		if in.Value == "flaky" && ctx.Value(userKey{}) != "second" {
			return nil, status.Error(codes.Unavailable, "")
		}
		return text(ctx.Value(userKey{}).(string)), nil
	}}
	var header metadata.MD
	around := local.Interceptors{
		UnaryClient: []grpc.UnaryClientInterceptor{func(ctx context.Context, method string, in, out any, cc *grpc.ClientConn, next grpc.UnaryInvoker, opts ...grpc.CallOption) error {
			_ = cc.Target()
			opts = append(opts, grpc.Header(&header))
			err := next(metadata.AppendToOutgoingContext(ctx, "user", "first"), method, in, out, cc, opts...)
			if status.Code(err) == codes.Unavailable {
				err = next(metadata.AppendToOutgoingContext(ctx, "user", "second"), method, in, out, cc, opts...)
			}
			return err
		}},
		UnaryServer: []grpc.UnaryServerInterceptor{func(ctx context.Context, in any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
			user := metadata.ValueFromIncomingContext(ctx, "user")
			if err := grpc.SetHeader(ctx, metadata.Pairs("seen", user[0])); err != nil {
				return nil, err
			}
			return next(context.WithValue(ctx, userKey{}, user[0]), in)
		}},
	}
	calltest.OnBothWith(t, b, around, func(t *testing.T, c client) {
		for in, want := range map[string]string{"": "first", "flaky": "second"} {
			out, err := c.Unary(timeout(t), text(in))
			if err != nil || out.Value != want || !slices.Equal(header.Get("seen"), []string{want}) {
				t.Errorf("%q: %v, %v, header %v", in, out, err, header)
			}
		}
	})
}

// Methods that are not there have no interceptors on the server, and those of the client.
func TestInterceptorsOfUnknownMethods(t *testing.T) {
	var tr trace
	calltest.OnBothWith(t, &behaviour{}, tr.interceptors(), func(t *testing.T, c client) {
		tr.taken()
		_, err := runtime.CallUnary[msg, msg](timeout(t), c.Conn, "/"+calltest.ServiceName+"/Nothing", text(""))
		wantCode(t, err, codes.Unimplemented)
		if got := tr.taken(); strings.Contains(got, "s1") || !strings.Contains(got, "c1:Nothing") {
			t.Error(got)
		}
	})
}
