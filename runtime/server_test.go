package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/internal/calltest"
	"github.com/grpcgen/grpcgen/runtime"
)

func TestErrorKeepsMessagesBeforeIt(t *testing.T) {
	b := &behaviour{Server: func(context.Context, *msg) seq {
		return func(yield func(*msg, error) bool) {
			_ = yield(text("a"), nil) && yield(text("b"), nil) && yield(nil, status.Error(codes.DataLoss, "gone"))
		}
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		got, err := collect(c.Server(timeout(t), text("")))
		if !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("messages %v", got)
		}
		wantCode(t, err, codes.DataLoss)
	})
}

func TestPanicsAreContained(t *testing.T) {
	b := &behaviour{
		Unary:     func(context.Context, *msg) (*msg, error) { panic("secret") },
		Server:    func(context.Context, *msg) seq { return func(func(*msg, error) bool) { panic("secret") } },
		Client:    func(context.Context, seq) (*msg, error) { panic("secret") },
		Bidi:      func(context.Context, seq) seq { panic("secret") },
		Raw:       func(grpc.BidiStreamingServer[msg, msg]) error { panic("secret") },
		RawServer: func(*msg, grpc.ServerStreamingServer[msg]) error { panic("secret") },
		RawClient: func(grpc.ClientStreamingServer[msg, msg]) error { panic("secret") },
	}
	calls := map[string]func(context.Context, client) error{
		"Unary":  func(ctx context.Context, c client) error { _, err := c.Unary(ctx, text("")); return err },
		"Server": func(ctx context.Context, c client) error { _, err := collect(c.Server(ctx, text(""))); return err },
		"Client": func(ctx context.Context, c client) error { _, err := c.Client(ctx, words("a")); return err },
		"Bidi":   func(ctx context.Context, c client) error { _, err := collect(c.Bidi(ctx, words("a"))); return err },
		"Raw": func(ctx context.Context, c client) error {
			st, err := c.Raw(ctx)
			if err != nil {
				return err
			}
			_, err = st.Recv()
			return err
		},
		"RawServer": func(ctx context.Context, c client) error {
			st, err := c.RawServer(ctx, text(""))
			if err != nil {
				return err
			}
			_, err = st.Recv()
			return err
		},
		"RawClient": func(ctx context.Context, c client) error {
			st, err := c.RawClient(ctx)
			if err != nil {
				return err
			}
			_, err = st.CloseAndRecv()
			return err
		},
	}
	onBoth(t, b, func(t *testing.T, c client) {
		log := logged(t)
		for name, call := range calls {
			err := call(timeout(t), c)
			wantCode(t, err, codes.Internal)
			if strings.Contains(fmt.Sprint(err), "secret") {
				t.Errorf("%s: the client learns what the panic said: %v", name, err)
			}
			if !strings.Contains(log.String(), "method=/"+calltest.ServiceName+"/"+name+" ") {
				t.Errorf("%s: the log does not name the method", name)
			}
		}
		if n := strings.Count(log.String(), "panic=secret"); n != len(calls) {
			t.Errorf("%d panics in the log, want %d", n, len(calls))
		}
		if !strings.Contains(log.String(), "server_test.go") {
			t.Error("the log has no stack")
		}
	})
}

func TestNilsAreErrors(t *testing.T) {
	b := &behaviour{
		Unary:  func(context.Context, *msg) (*msg, error) { return nil, nil },
		Server: func(context.Context, *msg) seq { return nil },
		Client: func(context.Context, seq) (*msg, error) { return nil, nil },
		Bidi: func(context.Context, seq) seq {
			return func(yield func(*msg, error) bool) { yield(nil, nil) }
		},
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		_, err := c.Unary(ctx, text(""))
		wantCode(t, err, codes.Internal)
		_, err = collect(c.Server(ctx, text("")))
		wantCode(t, err, codes.Internal)
		_, err = c.Client(ctx, words())
		wantCode(t, err, codes.Internal)
		_, err = collect(c.Bidi(ctx, words()))
		wantCode(t, err, codes.Internal)
		_, err = c.Client(ctx, nil)
		wantCode(t, err, codes.InvalidArgument)
		_, err = collect(c.Bidi(ctx, nil))
		wantCode(t, err, codes.InvalidArgument)
	})
}

// The request iterator can be used once, by the handler and by the client.
func TestSingleUse(t *testing.T) {
	b := &behaviour{Bidi: func(_ context.Context, in seq) seq {
		return func(yield func(*msg, error) bool) {
			for m := range in {
				if !yield(m, nil) {
					return
				}
			}
			for _, err := range in {
				yield(nil, err)
			}
		}
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		answers := c.Bidi(timeout(t), words("a"))
		got, err := collect(answers)
		if !slices.Equal(got, []string{"a"}) {
			t.Errorf("messages %v", got)
		}
		wantCode(t, err, codes.FailedPrecondition)
		_, err = collect(answers)
		wantCode(t, err, codes.FailedPrecondition)
	})
}

// A handler that ignores the error of its requests cannot turn a broken stream into a good answer, and one that has an
// error of its own ends the call with that. Only a server can see this, since the client of a broken stream has gone:
// the stream is the handler's own.
func TestReceiveErrorIsRemembered(t *testing.T) {
	answer := func(own error) *behaviour {
		return &behaviour{
			Client: func(_ context.Context, in seq) (*msg, error) {
				for range in {
				}
				return text("all is well"), own
			},
			Bidi: func(_ context.Context, in seq) seq {
				return func(yield func(*msg, error) bool) {
					for range in {
					}
					if own != nil {
						yield(nil, own)
					}
				}
			},
		}
	}
	for name, desc := range map[string]grpc.StreamDesc{
		"client": runtime.ClientStream("Client", func(b *behaviour, ctx context.Context, in seq) (*msg, error) { return b.Client(ctx, in) }),
		"bidi":   runtime.BidiStream("Bidi", func(b *behaviour, ctx context.Context, in seq) seq { return b.Bidi(ctx, in) }),
	} {
		t.Run(name, func(t *testing.T) {
			st := &fakeServerStream{recv: func() error { return status.Error(codes.DataLoss, "broken") }}
			wantCode(t, desc.Handler(answer(nil), st), codes.DataLoss)
			wantCode(t, desc.Handler(answer(status.Error(codes.NotFound, "own")), st), codes.NotFound)
			if st.sent > 0 {
				t.Error("an answer was sent")
			}
		})
	}
}

// fakeServerStream is a stream without a client.
type fakeServerStream struct {
	grpc.ServerStream
	recv func() error
	sent int
}

func (s *fakeServerStream) Context() context.Context { return context.Background() }
func (s *fakeServerStream) RecvMsg(any) error        { return s.recv() }
func (s *fakeServerStream) SendMsg(any) error        { s.sent++; return nil }

// A request that arrives when the handler has returned is not given to what still ranges.
func TestRequestUnderWayAtTheEnd(t *testing.T) {
	waiting, arrive := make(chan struct{}), make(chan struct{})
	st := &fakeServerStream{recv: func() error {
		close(waiting)
		<-arrive
		return nil
	}}
	got := make(chan error, 2)
	desc := runtime.ClientStream("Client", func(_ string, _ context.Context, in seq) (*msg, error) {
		go func() {
			for _, err := range in {
				got <- err
			}
			close(got)
		}()
		<-waiting
		return text(""), nil
	})
	if err := desc.Handler("", st); err != nil {
		t.Fatal(err)
	}
	close(arrive)
	wantCode(t, <-got, codes.Canceled)
	if err, more := <-got; more {
		t.Errorf("a second pair: %v", err)
	}
}

// The first error that a handler yields is the end of the call, with what came with it.
func TestFirstErrorEndsTheCall(t *testing.T) {
	went := make(chan bool, 2)
	b := &behaviour{Server: func(context.Context, *msg) seq {
		return func(yield func(*msg, error) bool) {
			went <- yield(text("not sent"), status.Error(codes.NotFound, "first"))
		}
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		got, err := collect(c.Server(timeout(t), text("")))
		wantCode(t, err, codes.NotFound)
		if len(got) > 0 || <-went {
			t.Errorf("the call went on: %q", got)
		}
	})
}

func TestUnaryInterceptor(t *testing.T) {
	log := logged(t)
	desc := runtime.UnaryMethod(calltest.ServiceName, "Unary", func(s string, _ context.Context, in *msg) (*msg, error) {
		if in.Value == "panic" {
			panic("secret")
		}
		return text(s + in.Value), nil
	})
	decode := func(m any) error { m.(*msg).Value = "b"; return nil }
	out, err := desc.Handler("a", context.Background(), decode, func(ctx context.Context, in any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		if info.FullMethod != "/"+calltest.ServiceName+"/Unary" || info.Server != "a" || in.(*msg).Value != "b" {
			t.Errorf("info %+v, request %v", info, in)
		}
		if _, err := h(ctx, text("panic")); status.Code(err) != codes.Internal {
			t.Errorf("the interceptor sees %v", err)
		}
		return h(ctx, text("c"))
	})
	if err != nil || out.(*msg).Value != "ac" {
		t.Errorf("%v, %v", out, err)
	}
	if !strings.Contains(log.String(), "secret") {
		t.Error("the panic is not in the log")
	}
	mine := errors.New("mine")
	if _, err := desc.Handler("a", context.Background(), func(any) error { return mine }, nil); err != mine {
		t.Errorf("a request that cannot be decoded: %v", err)
	}
}

func TestRequestsAfterTheCall(t *testing.T) {
	kept := make(chan seq, 1)
	b := &behaviour{Client: func(_ context.Context, in seq) (*msg, error) {
		kept <- in
		return text(""), nil
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		if _, err := c.Client(timeout(t), words("a")); err != nil {
			t.Fatal(err)
		}
		got, err := collect(<-kept)
		if len(got) > 0 {
			t.Errorf("a request after the call: %v", got)
		}
		wantCode(t, err, codes.Canceled)
	})
}

func TestErrorsAreStatus(t *testing.T) {
	b := &behaviour{Unary: func(_ context.Context, in *msg) (*msg, error) {
		return nil, map[string]error{
			"plain":   errors.New("plain"),
			"status":  status.Error(codes.NotFound, "no"),
			"wrapped": fmt.Errorf("wrapped: %w", status.Error(codes.Aborted, "no")),
			"context": context.DeadlineExceeded,
		}[in.Value]
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		for name, want := range map[string]codes.Code{
			"plain": codes.Unknown, "status": codes.NotFound, "wrapped": codes.Aborted, "context": codes.DeadlineExceeded,
		} {
			_, err := c.Unary(timeout(t), text(name))
			wantCode(t, err, want)
		}
	})
}
