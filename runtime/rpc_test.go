package runtime_test

import (
	"context"
	"iter"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/grpcgen/grpcgen/runtime"
)

type msg = wrapperspb.StringValue

func text(s string) *msg { return wrapperspb.String(s) }

type seq = iter.Seq2[*msg, error]

// words yields messages without an error.
func words(all ...string) seq {
	return func(yield func(*msg, error) bool) {
		for _, w := range all {
			if !yield(text(w), nil) {
				return
			}
		}
	}
}

// behaviour is a service whose handlers a test sets.
type behaviour struct {
	unary  func(context.Context, *msg) (*msg, error)
	server func(context.Context, *msg) seq
	client func(context.Context, seq) (*msg, error)
	bidi   func(context.Context, seq) seq

	raw       func(grpc.BidiStreamingServer[msg, msg]) error
	rawServer func(*msg, grpc.ServerStreamingServer[msg]) error
	rawClient func(grpc.ClientStreamingServer[msg, msg]) error
}

const service = "test.v1.Behaviour"

func (b *behaviour) register(s grpc.ServiceRegistrar) {
	s.RegisterService(&grpc.ServiceDesc{
		ServiceName: service, HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{
			runtime.UnaryMethod(service, "Unary", func(b *behaviour, ctx context.Context, in *msg) (*msg, error) { return b.unary(ctx, in) }),
		},
		Streams: []grpc.StreamDesc{
			runtime.ServerStream("Server", func(b *behaviour, ctx context.Context, in *msg) seq { return b.server(ctx, in) }),
			runtime.ClientStream("Client", func(b *behaviour, ctx context.Context, in seq) (*msg, error) { return b.client(ctx, in) }),
			runtime.BidiStream("Bidi", func(b *behaviour, ctx context.Context, in seq) seq { return b.bidi(ctx, in) }),
			runtime.GenericBidiStream("Raw", func(b *behaviour, st grpc.BidiStreamingServer[msg, msg]) error { return b.raw(st) }),
			runtime.GenericServerStream("RawServer", func(b *behaviour, in *msg, st grpc.ServerStreamingServer[msg]) error { return b.rawServer(in, st) }),
			runtime.GenericClientStream("RawClient", func(b *behaviour, st grpc.ClientStreamingServer[msg, msg]) error { return b.rawClient(st) }),
		},
	}, b)
}

// client calls the service.
type client struct{ conn runtime.Conn }

func (c client) unary(ctx context.Context, in *msg) (*msg, error) {
	return runtime.CallUnary[msg, msg](ctx, c.conn, "/"+service+"/Unary", in)
}

func (c client) server(ctx context.Context, in *msg) seq {
	return runtime.CallServerStream[msg, msg](ctx, c.conn, "/"+service+"/Server", in)
}

func (c client) client(ctx context.Context, in seq) (*msg, error) {
	return runtime.CallClientStream[msg, msg](ctx, c.conn, "/"+service+"/Client", in)
}

func (c client) bidi(ctx context.Context, in seq) seq {
	return runtime.CallBidiStream[msg, msg](ctx, c.conn, "/"+service+"/Bidi", in)
}

func (c client) raw(ctx context.Context) (grpc.BidiStreamingClient[msg, msg], error) {
	return runtime.OpenBidiStream[msg, msg](ctx, c.conn, "/"+service+"/Raw")
}

func (c client) rawServer(ctx context.Context, in *msg) (grpc.ServerStreamingClient[msg], error) {
	return runtime.OpenServerStream[msg, msg](ctx, c.conn, "/"+service+"/RawServer", in)
}

func (c client) rawClient(ctx context.Context) (grpc.ClientStreamingClient[msg, msg], error) {
	return runtime.OpenClientStream[msg, msg](ctx, c.conn, "/"+service+"/RawClient")
}

// failing yields an error only.
func failing(err error) seq { return func(yield func(*msg, error) bool) { yield(nil, err) } }

// collect ranges over a sequence to its end.
func collect(s seq) (got []string, err error) {
	for m, e := range s {
		if e != nil {
			return got, e
		}
		got = append(got, m.Value)
	}
	return got, nil
}

// onBoth runs a test over a socket and in memory. No goroutine may be left behind.
func onBoth(t *testing.T, b *behaviour, test func(t *testing.T, c client)) {
	t.Helper()
	t.Run("socket", func(t *testing.T) {
		defer goleak.VerifyNone(t)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		srv := grpc.NewServer()
		b.register(srv)
		served := make(chan error, 1)
		go func() { served <- srv.Serve(listener) }()
		cc, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		test(t, client{runtime.NewConn(cc)})
		_ = cc.Close()
		srv.Stop()
		<-served
	})
	t.Run("local", func(t *testing.T) {
		defer goleak.VerifyNone(t)
		test(t, client{runtime.NewConn(runtime.Local(b.register))})
	})
}

// logged collects what the default logger says during a test.
func logged(t *testing.T) *logBuffer {
	old, buf := slog.Default(), new(logBuffer)
	slog.SetDefault(slog.New(slog.NewTextHandler(buf, nil)))
	t.Cleanup(func() { slog.SetDefault(old) })
	return buf
}

type logBuffer struct {
	mu  sync.Mutex
	all strings.Builder
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

func timeout(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func wantCode(t *testing.T, err error, code codes.Code) {
	t.Helper()
	if status.Code(err) != code {
		t.Errorf("error %v, want code %v", err, code)
	}
}

func echo(_ context.Context, in seq) seq {
	return func(yield func(*msg, error) bool) {
		for m, err := range in {
			if err != nil || !yield(text("re: "+m.Value), nil) {
				return
			}
		}
	}
}
