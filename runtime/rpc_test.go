package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
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
	raw    func(grpc.BidiStreamingServer[msg, msg]) error
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

func TestShapes(t *testing.T) {
	b := &behaviour{
		unary:  func(_ context.Context, in *msg) (*msg, error) { return text("hi " + in.Value), nil },
		server: func(_ context.Context, in *msg) seq { return words(in.Value, in.Value+in.Value) },
		client: func(_ context.Context, in seq) (*msg, error) {
			all, err := collect(in)
			return text(strings.Join(all, "+")), err
		},
		bidi: echo,
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		if out, err := c.unary(ctx, text("you")); err != nil || out.Value != "hi you" {
			t.Errorf("unary: %v, %v", out, err)
		}
		for range 2 { // ranging again is a new call
			if got, err := collect(c.server(ctx, text("a"))); err != nil || !slices.Equal(got, []string{"a", "aa"}) {
				t.Errorf("server stream: %v, %v", got, err)
			}
		}
		if out, err := c.client(ctx, words("a", "b", "c")); err != nil || out.Value != "a+b+c" {
			t.Errorf("client stream: %v, %v", out, err)
		}
		if out, err := c.client(ctx, words()); err != nil || out.Value != "" {
			t.Errorf("empty client stream: %v, %v", out, err)
		}
		if got, err := collect(c.bidi(ctx, words("x", "y"))); err != nil || !slices.Equal(got, []string{"re: x", "re: y"}) {
			t.Errorf("bidi: %v, %v", got, err)
		}
	})
}

func TestPingPong(t *testing.T) {
	onBoth(t, &behaviour{bidi: echo}, func(t *testing.T, c client) {
		answers := make(chan string)
		questions := func(yield func(*msg, error) bool) {
			for i := range 50 {
				if !yield(text(fmt.Sprint(i)), nil) {
					return
				}
				if got := <-answers; got != fmt.Sprintf("re: %d", i) {
					t.Errorf("answer %d: %q", i, got)
				}
			}
		}
		n := 0
		for m, err := range c.bidi(timeout(t), questions) {
			if err != nil {
				t.Fatal(err)
			}
			answers <- m.Value
			n++
		}
		if n != 50 {
			t.Errorf("%d answers, want 50", n)
		}
	})
}

func TestHeadersAndTrailers(t *testing.T) {
	say := func(ctx context.Context) error {
		md, _ := metadata.FromIncomingContext(ctx)
		if err := grpc.SetHeader(ctx, metadata.Pairs("echo", strings.Join(md.Get("question"), ","))); err != nil {
			return err
		}
		return grpc.SetTrailer(ctx, metadata.Pairs("bye", "bye"))
	}
	b := &behaviour{
		unary: func(ctx context.Context, in *msg) (*msg, error) { return in, say(ctx) },
		server: func(ctx context.Context, in *msg) seq {
			if err := say(ctx); err != nil {
				return func(yield func(*msg, error) bool) { yield(nil, err) }
			}
			return words("a")
		},
		client: func(ctx context.Context, in seq) (*msg, error) {
			_, err := collect(in)
			return text(""), errors.Join(err, say(ctx))
		},
		bidi: func(ctx context.Context, in seq) seq {
			_ = say(ctx)
			return echo(ctx, in)
		},
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := metadata.AppendToOutgoingContext(timeout(t), "Question", "why")
		for name, call := range map[string]func(c client) error{
			"unary":  func(c client) error { _, err := c.unary(ctx, text("")); return err },
			"server": func(c client) error { _, err := collect(c.server(ctx, text(""))); return err },
			"client": func(c client) error { _, err := c.client(ctx, words("a")); return err },
			"bidi":   func(c client) error { _, err := collect(c.bidi(ctx, words("a"))); return err },
		} {
			var header, trailer metadata.MD
			if err := call(client{c.conn.With(grpc.Header(&header), grpc.Trailer(&trailer))}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if got := header.Get("echo"); !slices.Equal(got, []string{"why"}) {
				t.Errorf("%s: header %v", name, header)
			}
			if got := trailer.Get("bye"); !slices.Equal(got, []string{"bye"}) {
				t.Errorf("%s: trailer %v", name, trailer)
			}
		}
	})
}

func TestErrorKeepsMessagesBeforeIt(t *testing.T) {
	b := &behaviour{server: func(context.Context, *msg) seq {
		return func(yield func(*msg, error) bool) {
			_ = yield(text("a"), nil) && yield(text("b"), nil) && yield(nil, status.Error(codes.DataLoss, "gone"))
		}
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		got, err := collect(c.server(timeout(t), text("")))
		if !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("messages %v", got)
		}
		wantCode(t, err, codes.DataLoss)
	})
}

func TestClientStreamAnsweredEarly(t *testing.T) {
	b := &behaviour{client: func(_ context.Context, in seq) (*msg, error) {
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
		if out, err := c.client(timeout(t), endless); err != nil || out.Value != "first" {
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
		server: func(ctx context.Context, _ *msg) seq { return forever(ctx) },
		bidi:   func(ctx context.Context, _ seq) seq { return forever(ctx) },
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		for _, s := range []seq{c.server(ctx, text("")), c.bidi(ctx, words("x"))} {
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
		unary: func(ctx context.Context, _ *msg) (*msg, error) { return nil, hang(ctx) },
		bidi: func(ctx context.Context, _ seq) seq {
			return func(yield func(*msg, error) bool) { yield(nil, hang(ctx)) }
		},
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		_, err := c.unary(ctx, text(""))
		wantCode(t, err, codes.DeadlineExceeded)
		_, err = collect(c.bidi(ctx, words("a")))
		wantCode(t, err, codes.DeadlineExceeded)
		ctx, cancel = context.WithCancel(context.Background())
		time.AfterFunc(20*time.Millisecond, cancel)
		_, err = collect(c.bidi(ctx, words("a")))
		wantCode(t, err, codes.Canceled)
		_, err = c.unary(ctx, text(""))
		wantCode(t, err, codes.Canceled)
	})
}

// A handler that hangs does not keep its client beyond the deadline.
func TestDeadlineAgainstDeafHandler(t *testing.T) {
	release := make(chan struct{})
	b := &behaviour{unary: func(context.Context, *msg) (*msg, error) { <-release; return text(""), nil }}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		_, err := c.unary(ctx, text(""))
		wantCode(t, err, codes.DeadlineExceeded)
		release <- struct{}{}
	})
}

func TestPanicsAreContained(t *testing.T) {
	b := &behaviour{
		unary:  func(context.Context, *msg) (*msg, error) { panic("secret") },
		server: func(context.Context, *msg) seq { return func(func(*msg, error) bool) { panic("secret") } },
		client: func(context.Context, seq) (*msg, error) { panic("secret") },
		bidi:   func(context.Context, seq) seq { panic("secret") },
		raw:    func(grpc.BidiStreamingServer[msg, msg]) error { panic("secret") },
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		_, unary := c.unary(ctx, text(""))
		_, server := collect(c.server(ctx, text("")))
		_, clientErr := c.client(ctx, words("a"))
		_, bidi := collect(c.bidi(ctx, words("a")))
		st, err := runtime.OpenBidiStream[msg, msg](ctx, c.conn, "/"+service+"/Raw")
		if err != nil {
			t.Fatal(err)
		}
		_, raw := st.Recv()
		for name, err := range map[string]error{"unary": unary, "server": server, "client": clientErr, "bidi": bidi, "raw": raw} {
			wantCode(t, err, codes.Internal)
			if strings.Contains(fmt.Sprint(err), "secret") {
				t.Errorf("%s: the client learns what the panic said: %v", name, err)
			}
		}
	})
}

func TestNilsAreErrors(t *testing.T) {
	b := &behaviour{
		unary:  func(context.Context, *msg) (*msg, error) { return nil, nil },
		server: func(context.Context, *msg) seq { return nil },
		client: func(context.Context, seq) (*msg, error) { return nil, nil },
		bidi: func(context.Context, seq) seq {
			return func(yield func(*msg, error) bool) { yield(nil, nil) }
		},
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		_, err := c.unary(ctx, text(""))
		wantCode(t, err, codes.Internal)
		_, err = collect(c.server(ctx, text("")))
		wantCode(t, err, codes.Internal)
		_, err = c.client(ctx, words())
		wantCode(t, err, codes.Internal)
		_, err = collect(c.bidi(ctx, words()))
		wantCode(t, err, codes.Internal)
		_, err = c.client(ctx, nil)
		wantCode(t, err, codes.InvalidArgument)
		_, err = collect(c.bidi(ctx, nil))
		wantCode(t, err, codes.InvalidArgument)
	})
}

// The request iterator can be used once, by the handler and by the client.
func TestSingleUse(t *testing.T) {
	b := &behaviour{bidi: func(_ context.Context, in seq) seq {
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
		answers := c.bidi(timeout(t), words("a"))
		got, err := collect(answers)
		if !slices.Equal(got, []string{"a"}) {
			t.Errorf("messages %v", got)
		}
		wantCode(t, err, codes.FailedPrecondition)
		_, err = collect(answers)
		wantCode(t, err, codes.FailedPrecondition)
	})
}

// A handler that ignores the error of its requests cannot turn a broken stream into a good answer.
func TestReceiveErrorIsRemembered(t *testing.T) {
	answered := make(chan error, 1)
	b := &behaviour{client: func(_ context.Context, in seq) (*msg, error) {
		for range in {
		}
		return text("all is well"), nil
	}}
	// Only a server can see this: the client of a broken stream has gone. So the stream is the handler's own.
	st := &brokenStream{ctx: context.Background()}
	desc := runtime.ClientStream("Client", func(b *behaviour, ctx context.Context, in seq) (*msg, error) { return b.client(ctx, in) })
	answered <- desc.Handler(b, st)
	wantCode(t, <-answered, codes.DataLoss)
	if st.sent {
		t.Error("an answer was sent")
	}
}

type brokenStream struct {
	grpc.ServerStream
	ctx  context.Context
	sent bool
}

func (s *brokenStream) Context() context.Context { return s.ctx }
func (s *brokenStream) RecvMsg(any) error        { return status.Error(codes.DataLoss, "broken") }
func (s *brokenStream) SendMsg(any) error        { s.sent = true; return nil }

func TestRequestsAfterTheCall(t *testing.T) {
	kept := make(chan seq, 1)
	b := &behaviour{client: func(_ context.Context, in seq) (*msg, error) {
		kept <- in
		return text(""), nil
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		if _, err := c.client(timeout(t), words("a")); err != nil {
			t.Fatal(err)
		}
		got, err := collect(<-kept)
		if len(got) > 0 {
			t.Errorf("a request after the call: %v", got)
		}
		wantCode(t, err, codes.Canceled)
	})
}

func TestErrorOfTheRequestIterator(t *testing.T) {
	b := &behaviour{bidi: echo, client: func(_ context.Context, in seq) (*msg, error) {
		_, err := collect(in)
		return text(""), err
	}}
	mine := errors.New("the questions ran out")
	failing := func(yield func(*msg, error) bool) { _ = yield(text("a"), nil) && yield(nil, mine) }
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		if _, err := c.client(ctx, failing); !errors.Is(err, mine) {
			t.Errorf("client stream: %v", err)
		}
		if _, err := collect(c.bidi(ctx, failing)); !errors.Is(err, mine) {
			t.Errorf("bidi: %v", err)
		}
	})
}

func TestPanicOfTheRequestIterator(t *testing.T) {
	b := &behaviour{bidi: echo, client: func(_ context.Context, in seq) (*msg, error) {
		_, err := collect(in)
		return text(""), err
	}}
	panicking := func(yield func(*msg, error) bool) {
		yield(text("a"), nil)
		panic("mine")
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		for name, call := range map[string]func(){
			"client": func() { _, _ = c.client(ctx, panicking) },
			"bidi":   func() { _, _ = collect(c.bidi(ctx, panicking)) },
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
	})
}

// A request iterator that blocks outlives its call, and nothing else does: its goroutine ends when its author says so.
func TestOnlyTheIteratorOutlivesItsCall(t *testing.T) {
	b := &behaviour{bidi: func(context.Context, seq) seq { return words("done") }}
	onBoth(t, b, func(t *testing.T, c client) {
		release, left := make(chan struct{}), make(chan bool)
		blocking := func(yield func(*msg, error) bool) {
			<-release
			left <- yield(text("late"), nil)
		}
		if got, err := collect(c.bidi(timeout(t), blocking)); err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		close(release)
		if <-left {
			t.Error("the iterator went on after its call")
		}
	})
}

// Both sides push at any time: the handler answers before it has read, and the client asks before it has listened.
func TestDuplex(t *testing.T) {
	const n, size = 40, 100_000
	big := strings.Repeat("x", size)
	b := &behaviour{bidi: func(_ context.Context, in seq) seq {
		return func(yield func(*msg, error) bool) {
			var received int
			var wg sync.WaitGroup
			wg.Go(func() {
				for _, err := range in {
					if err != nil {
						return
					}
					received++
				}
			})
			for range n {
				if !yield(text(big), nil) {
					break
				}
			}
			wg.Wait()
			yield(text(fmt.Sprint(received)), nil)
		}
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		questions := func(yield func(*msg, error) bool) {
			for range n {
				if !yield(text(big), nil) {
					return
				}
			}
		}
		first := true
		var last string
		count := 0
		for m, err := range c.bidi(timeout(t), questions) {
			if err != nil {
				t.Fatal(err)
			}
			if first {
				time.Sleep(20 * time.Millisecond) // a slow listener
				first = false
			}
			last = m.Value
			count++
		}
		if count != n+1 || last != fmt.Sprint(n) {
			t.Errorf("%d messages, the last %.20q", count, last)
		}
	})
}

func TestUnimplemented(t *testing.T) {
	onBoth(t, &behaviour{}, func(t *testing.T, c client) {
		for method, want := range map[string]string{
			"/" + service + "/Nothing": "unknown method Nothing for service " + service,
			"/no.Such/Thing":           "unknown service no.Such",
		} {
			_, err := runtime.CallUnary[msg, msg](timeout(t), c.conn, method, text(""))
			wantCode(t, err, codes.Unimplemented)
			if s, _ := status.FromError(err); s.Message() != want {
				t.Errorf("message %q, want %q", s.Message(), want)
			}
		}
	})
}

func TestErrorsAreStatus(t *testing.T) {
	b := &behaviour{unary: func(_ context.Context, in *msg) (*msg, error) {
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
			_, err := c.unary(timeout(t), text(name))
			wantCode(t, err, want)
		}
	})
}
