package local_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/peer"

	"github.com/grpcgen/grpcgen/internal/calltest"
	"github.com/grpcgen/grpcgen/internal/local"
	"github.com/grpcgen/grpcgen/runtime"
)

type contextKey struct{}

// A handler gets the caller's deadline and metadata, and none of the values in its context.
func TestContext(t *testing.T) {
	defer goleak.VerifyNone(t)
	b := &behaviour{Unary: func(ctx context.Context, _ *msg) (*msg, error) {
		if ctx.Value(contextKey{}) != nil {
			t.Error("a value of the caller's context is there")
		}
		if _, ok := ctx.Deadline(); !ok {
			t.Error("the deadline is missing")
		}
		if p, ok := peer.FromContext(ctx); !ok || p.Addr.Network() != "local" {
			t.Error("the peer is missing")
		}
		name, _ := grpc.Method(ctx)
		return text(name), nil
	}}
	c := client{Conn: runtime.NewConn(local.New(b.Register, local.Interceptors{}))}
	ctx := context.WithValue(timeout(t), contextKey{}, "leak")
	var p peer.Peer
	finished := 0
	c.Conn = c.Conn.With(grpc.Peer(&p), grpc.OnFinish(func(error) { finished++ }))
	if out, err := c.Unary(ctx, text("")); err != nil || out.Value != "/"+calltest.ServiceName+"/Unary" {
		t.Errorf("%v, %v", out, err)
	}
	if p.Addr == nil || finished != 1 {
		t.Errorf("peer %v, finished %d times", p, finished)
	}
}

// Messages are copied: neither side sees what the other does to its own.
func TestCopies(t *testing.T) {
	var kept *msg
	b := &behaviour{Unary: func(_ context.Context, in *msg) (*msg, error) { kept = in; return in, nil }}
	in := text("mine")
	out, err := client{Conn: runtime.NewConn(local.New(b.Register, local.Interceptors{}))}.Unary(timeout(t), in)
	if err != nil {
		t.Fatal(err)
	}
	if kept == in || out == kept {
		t.Error("a message was shared")
	}
}

func TestSizes(t *testing.T) {
	b := &behaviour{Unary: func(_ context.Context, in *msg) (*msg, error) { return text(in.Value + in.Value), nil }}
	defer goleak.VerifyNone(t)
	ctx := context.Background() // nothing but the error ends these calls
	conn := runtime.NewConn(local.New(b.Register, local.Interceptors{}))
	_, err := client{Conn: conn.With(grpc.MaxCallSendMsgSize(10))}.Unary(ctx, text(strings.Repeat("x", 20)))
	wantCode(t, err, codes.ResourceExhausted)
	_, err = client{Conn: conn.With(grpc.MaxCallRecvMsgSize(10))}.Unary(ctx, text("123456"))
	wantCode(t, err, codes.ResourceExhausted)
	_, err = client{Conn: conn}.Unary(ctx, text(strings.Repeat("x", 5<<20)))
	wantCode(t, err, codes.ResourceExhausted)
}

// A writer waits for its reader: what is under way is bounded.
func TestFlowControl(t *testing.T) {
	sent := make(chan int, 1000)
	b := &behaviour{Server: func(context.Context, *msg) seq {
		return func(yield func(*msg, error) bool) {
			for i := range 1000 {
				if !yield(text("x"), nil) {
					return
				}
				sent <- i
			}
		}
	}}
	n := 0
	for _, err := range (client{Conn: runtime.NewConn(local.New(b.Register, local.Interceptors{}))}).Server(timeout(t), text("")) {
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			time.Sleep(50 * time.Millisecond)
			if len(sent) > 100 {
				t.Errorf("%d messages were sent to a reader that has read one", len(sent))
			}
		}
		n++
	}
	if n != 1000 {
		t.Errorf("%d messages", n)
	}
}

// Services of protoc-gen-go run over it as well.
func TestServesOtherServices(t *testing.T) {
	defer goleak.VerifyNone(t)
	conn := local.New(func(s grpc.ServiceRegistrar) { healthpb.RegisterHealthServer(s, health.NewServer()) }, local.Interceptors{})
	out, err := healthpb.NewHealthClient(conn).Check(timeout(t), &healthpb.HealthCheckRequest{})
	if err != nil || out.Status != healthpb.HealthCheckResponse_SERVING {
		t.Errorf("%v, %v", out, err)
	}
}

func TestRegistration(t *testing.T) {
	for name, register := range map[string]func(grpc.ServiceRegistrar){
		"twice": func(s grpc.ServiceRegistrar) { (&behaviour{}).Register(s); (&behaviour{}).Register(s) },
		"wrong type": func(s grpc.ServiceRegistrar) {
			s.RegisterService(&grpc.ServiceDesc{ServiceName: "x", HandlerType: (*error)(nil)}, struct{}{})
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			local.New(register, local.Interceptors{})
		}()
	}
}
