package runtime_test

import (
	"context"
	"errors"
	"io"
	goruntime "runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/runtime"
)

func TestClientStreamAnsweredEarly(t *testing.T) {
	b := &behaviour{Client: func(_ context.Context, in seq) (*msg, error) {
		for m, err := range in {
			return m, err
		}
		return nil, errors.New("no request")
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		endless := func(yield func(*msg, error) bool) {
			for yield(text("first"), nil) {
			}
		}
		if out, err := c.Client(timeout(t), endless); err != nil || out.Value != "first" {
			t.Errorf("%v, %v", out, err)
		}
	})
}

func TestBreakCancelsTheCall(t *testing.T) {
	cancelled := make(chan struct{}, 4)
	forever := func(ctx context.Context) seq {
		return func(yield func(*msg, error) bool) {
			defer func() { cancelled <- struct{}{} }()
			if !yield(text("a"), nil) {
				return
			}
			<-ctx.Done()
			yield(nil, ctx.Err())
		}
	}
	b := &behaviour{
		Server: func(ctx context.Context, _ *msg) seq { return forever(ctx) },
		Bidi:   func(ctx context.Context, _ seq) seq { return forever(ctx) },
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		for _, s := range []seq{c.Server(ctx, text("")), c.Bidi(ctx, words("x"))} {
			for _, err := range s {
				if err != nil {
					t.Error(err)
				}
				break
			}
			select {
			case <-cancelled:
			case <-ctx.Done():
				t.Fatal("the handler was not cancelled")
			}
		}
	})
}

func TestCancelAndDeadline(t *testing.T) {
	hang := func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}
	b := &behaviour{
		Unary: func(ctx context.Context, _ *msg) (*msg, error) { return nil, hang(ctx) },
		Bidi: func(ctx context.Context, _ seq) seq {
			return func(yield func(*msg, error) bool) { yield(nil, hang(ctx)) }
		},
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		_, err := c.Unary(ctx, text(""))
		wantCode(t, err, codes.DeadlineExceeded)
		_, err = collect(c.Bidi(ctx, words("a")))
		wantCode(t, err, codes.DeadlineExceeded)
		ctx, cancel = context.WithCancel(context.Background())
		time.AfterFunc(20*time.Millisecond, cancel)
		_, err = collect(c.Bidi(ctx, words("a")))
		wantCode(t, err, codes.Canceled)
		_, err = c.Unary(ctx, text(""))
		wantCode(t, err, codes.Canceled)
	})
}

// A handler that hangs does not keep its client beyond the deadline.
func TestDeadlineAgainstDeafHandler(t *testing.T) {
	release := make(chan struct{})
	b := &behaviour{Unary: func(context.Context, *msg) (*msg, error) { <-release; return text(""), nil }}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		_, err := c.Unary(ctx, text(""))
		wantCode(t, err, codes.DeadlineExceeded)
		release <- struct{}{}
	})
}

func TestErrorOfTheRequestIterator(t *testing.T) {
	b := &behaviour{Bidi: echo, Client: func(_ context.Context, in seq) (*msg, error) {
		_, err := collect(in)
		return text(""), err
	}}
	mine := errors.New("the questions ran out")
	failing := func(yield func(*msg, error) bool) { _ = yield(text("a"), nil) && yield(nil, mine) }
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		if _, err := c.Client(ctx, failing); !errors.Is(err, mine) {
			t.Errorf("client stream: %v", err)
		}
		if _, err := collect(c.Bidi(ctx, failing)); !errors.Is(err, mine) {
			t.Errorf("bidi: %v", err)
		}
	})
}

func TestPanicOfTheRequestIterator(t *testing.T) {
	b := &behaviour{Bidi: echo, Client: func(_ context.Context, in seq) (*msg, error) {
		_, err := collect(in)
		return text(""), err
	}}
	panicking := func(yield func(*msg, error) bool) {
		yield(text("a"), nil)
		panic("mine")
	}
	onBoth(t, b, func(t *testing.T, c client) {
		log := logged(t)
		ctx := timeout(t)
		for name, call := range map[string]func(){
			"client": func() { _, _ = c.Client(ctx, panicking) },
			"bidi":   func() { _, _ = collect(c.Bidi(ctx, panicking)) },
		} {
			func() {
				defer func() {
					if v := recover(); v != "mine" {
						t.Errorf("%s: recovered %v", name, v)
					}
				}()
				call()
			}()
		}
		if strings.Count(log.String(), "panic=mine") != 2 || !strings.Contains(log.String(), "client_test.go") {
			t.Errorf("the stacks are not in the log: %s", log)
		}
	})
}

// A request iterator that blocks outlives its call, and nothing else does: its goroutine ends when its author says so.
func TestOnlyTheIteratorOutlivesItsCall(t *testing.T) {
	entered := make(chan struct{})
	b := &behaviour{Bidi: func(context.Context, seq) seq {
		<-entered
		return words("done")
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		release, left := make(chan struct{}), make(chan bool, 1)
		blocking := func(yield func(*msg, error) bool) {
			entered <- struct{}{}
			<-release
			left <- yield(text("late"), nil)
		}
		if got, err := collect(c.Bidi(timeout(t), blocking)); err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		close(release)
		if <-left {
			t.Error("the iterator went on after its call")
		}
	})
}

// What the call options fill in is there when a loop has been left.
func TestOptionsAfterBreak(t *testing.T) {
	say := func(ctx context.Context, yield func(*msg, error) bool) {
		_ = grpc.SendHeader(ctx, metadata.Pairs("h", "1"))
		for yield(text("x"), nil) {
		}
	}
	b := &behaviour{
		Server: func(ctx context.Context, _ *msg) seq { return func(yield func(*msg, error) bool) { say(ctx, yield) } },
		Bidi:   func(ctx context.Context, _ seq) seq { return func(yield func(*msg, error) bool) { say(ctx, yield) } },
	}
	onBoth(t, b, func(t *testing.T, c client) {
		for range 20 {
			for name, start := range map[string]func(client) seq{
				"server": func(c client) seq { return c.Server(timeout(t), text("")) },
				"bidi":   func(c client) seq { return c.Bidi(timeout(t), words("a")) },
			} {
				var header metadata.MD
				for range start(client{Conn: c.Conn.With(grpc.Header(&header))}) {
					break
				}
				if !slices.Equal(header.Get("h"), []string{"1"}) {
					t.Errorf("%s: header %v", name, header)
				}
			}
		}
	})
}

func TestUnaryErrorHasNoMessage(t *testing.T) {
	b := &behaviour{Unary: func(context.Context, *msg) (*msg, error) { return text("x"), status.Error(codes.NotFound, "no") }}
	onBoth(t, b, func(t *testing.T, c client) {
		out, err := c.Unary(timeout(t), text(""))
		wantCode(t, err, codes.NotFound)
		if out != nil {
			t.Errorf("a message: %v", out)
		}
	})
}

// What an iterator does instead of yielding requests reaches the caller.
func TestOddRequests(t *testing.T) {
	b := &behaviour{Client: func(_ context.Context, in seq) (*msg, error) { _, err := collect(in); return text(""), err }}
	onBoth(t, b, func(t *testing.T, c client) {
		_, err := c.Client(timeout(t), failing(nil))
		wantCode(t, err, codes.InvalidArgument)
		if _, err := c.Client(timeout(t), failing(io.EOF)); !errors.Is(err, io.EOF) {
			t.Errorf("io.EOF of the iterator: %v", err)
		}
		_, err = c.Client(timeout(t), func(func(*msg, error) bool) { goruntime.Goexit() })
		wantCode(t, err, codes.Canceled)
		if err == nil || !strings.Contains(err.Error(), "Goexit") {
			t.Errorf("an iterator that ends its goroutine: %v", err)
		}
	})
}

// A panic that comes when the call has ended has no caller to go to: it is logged.
func TestLatePanicIsLogged(t *testing.T) {
	entered := make(chan struct{})
	b := &behaviour{Bidi: func(context.Context, seq) seq {
		<-entered
		return words()
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		log := logged(t)
		release := make(chan struct{})
		panicking := func(func(*msg, error) bool) {
			entered <- struct{}{}
			<-release
			panic("too late")
		}
		if _, err := collect(c.Bidi(timeout(t), panicking)); err != nil {
			t.Error(err)
		}
		close(release)
		for range 500 {
			if strings.Contains(log.String(), `panic="too late"`) && strings.Contains(log.String(), "client_test.go") {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("the log: %s", log)
	})
}

// fakeConn starts a stream whose order of events the test decides.
type fakeConn struct {
	grpc.ClientStream
	ctx  context.Context
	send func() error
	recv func(context.Context) error

	closed bool // by the half-close
}

func (c *fakeConn) Invoke(context.Context, string, any, any, ...grpc.CallOption) error { return nil }
func (c *fakeConn) NewStream(ctx context.Context, _ *grpc.StreamDesc, _ string, _ ...grpc.CallOption) (grpc.ClientStream, error) {
	c.ctx = ctx
	return c, nil
}
func (c *fakeConn) SendMsg(any) error { return c.send() }
func (c *fakeConn) RecvMsg(any) error { return c.recv(c.ctx) }
func (c *fakeConn) CloseSend() error  { c.closed = true; return nil }

// A request whose sending outlives the call is the last one that the iterator is asked for.
func TestIteratorIsNotEnteredAgain(t *testing.T) {
	sending, over := make(chan struct{}), make(chan struct{})
	cc := &fakeConn{
		send: func() error { close(sending); <-over; return nil },
		recv: func(context.Context) error { <-sending; return nil },
	}
	entered := make(chan bool, 1)
	requests := func(yield func(*msg, error) bool) { entered <- yield(text("a"), nil) }
	if _, err := (client{Conn: runtime.NewConn(cc)}).Client(timeout(t), requests); err != nil {
		t.Fatal(err)
	}
	close(over)
	if <-entered {
		t.Error("the iterator was entered after the call had ended")
	}
}

// An error of the iterator is what the caller gets, even when an answer arrives with it.
func TestIteratorErrorBeforeAnswer(t *testing.T) {
	mine := errors.New("mine")
	cc := &fakeConn{recv: func(ctx context.Context) error { <-ctx.Done(); return nil }}
	if _, err := (client{Conn: runtime.NewConn(cc)}).Client(timeout(t), failing(mine)); !errors.Is(err, mine) {
		t.Errorf("error %v", err)
	}
}

// Requests that end because the caller has cancelled are not the end of the requests.
func TestNoHalfCloseAfterCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cc := &fakeConn{recv: func(ctx context.Context) error { <-ctx.Done(); return status.FromContextError(ctx.Err()).Err() }}
		c := client{Conn: runtime.NewConn(cc)}
		for _, call := range []func(context.Context, seq) error{
			func(ctx context.Context, requests seq) error { _, err := c.Client(ctx, requests); return err },
			func(ctx context.Context, requests seq) error { _, err := collect(c.Bidi(ctx, requests)); return err },
		} {
			ctx, cancel := context.WithCancel(t.Context())
			wantCode(t, call(ctx, func(func(*msg, error) bool) { cancel() }), codes.Canceled)
		}
		synctest.Wait()
		if cc.closed {
			t.Error("the stream was half-closed")
		}
	})
}
