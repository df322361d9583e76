package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/internal/calltest"
	"github.com/grpcgen/grpcgen/internal/local"
	"github.com/grpcgen/grpcgen/runtime"
)

func TestShapes(t *testing.T) {
	b := &behaviour{
		Unary:  func(_ context.Context, in *msg) (*msg, error) { return text("hi " + in.Value), nil },
		Server: func(_ context.Context, in *msg) seq { return words(in.Value, in.Value+in.Value) },
		Client: func(_ context.Context, in seq) (*msg, error) {
			all, err := collect(in)
			return text(strings.Join(all, "+")), err
		},
		Bidi: echo,
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		if out, err := c.Unary(ctx, text("you")); err != nil || out.Value != "hi you" {
			t.Errorf("unary: %v, %v", out, err)
		}
		for range 2 { // ranging again is a new call
			if got, err := collect(c.Server(ctx, text("a"))); err != nil || !slices.Equal(got, []string{"a", "aa"}) {
				t.Errorf("server stream: %v, %v", got, err)
			}
		}
		if out, err := c.Client(ctx, words("a", "b", "c")); err != nil || out.Value != "a+b+c" {
			t.Errorf("client stream: %v, %v", out, err)
		}
		if out, err := c.Client(ctx, words()); err != nil || out.Value != "" {
			t.Errorf("empty client stream: %v, %v", out, err)
		}
		if got, err := collect(c.Bidi(ctx, words("x", "y"))); err != nil || !slices.Equal(got, []string{"re: x", "re: y"}) {
			t.Errorf("bidi: %v, %v", got, err)
		}
	})
}

func TestPingPong(t *testing.T) {
	onBoth(t, &behaviour{Bidi: echo}, func(t *testing.T, c client) {
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
		for m, err := range c.Bidi(timeout(t), questions) {
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
		Unary: func(ctx context.Context, in *msg) (*msg, error) { return in, say(ctx) },
		Server: func(ctx context.Context, in *msg) seq {
			if err := say(ctx); err != nil {
				return func(yield func(*msg, error) bool) { yield(nil, err) }
			}
			return words("a")
		},
		Client: func(ctx context.Context, in seq) (*msg, error) {
			_, err := collect(in)
			return text(""), errors.Join(err, say(ctx))
		},
		Bidi: func(ctx context.Context, in seq) seq {
			_ = say(ctx)
			return echo(ctx, in)
		},
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := metadata.AppendToOutgoingContext(timeout(t), "Question", "why")
		for name, call := range map[string]func(c client) error{
			"unary":  func(c client) error { _, err := c.Unary(ctx, text("")); return err },
			"server": func(c client) error { _, err := collect(c.Server(ctx, text(""))); return err },
			"client": func(c client) error { _, err := c.Client(ctx, words("a")); return err },
			"bidi":   func(c client) error { _, err := collect(c.Bidi(ctx, words("a"))); return err },
		} {
			var header, trailer metadata.MD
			if err := call(client{Conn: c.Conn.With(grpc.Header(&header), grpc.Trailer(&trailer))}); err != nil {
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

// Both sides push at any time: the handler answers before it has read, and the client asks before it has listened.
func TestDuplex(t *testing.T) {
	const n, size = 40, 100_000
	big := strings.Repeat("x", size)
	b := &behaviour{Bidi: func(_ context.Context, in seq) seq {
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
		for m, err := range c.Bidi(timeout(t), questions) {
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
			"/" + calltest.ServiceName + "/Nothing": "unknown method Nothing for service " + calltest.ServiceName,
			"/no.Such/Thing":                        "unknown service no.Such",
			"/a/no.Such/Thing":                      "unknown service a/no.Such",
			"/nothing":                              `malformed method name: "/nothing"`,
		} {
			_, err := runtime.CallUnary[msg](timeout(t), c.Conn, method, text(""))
			wantCode(t, err, codes.Unimplemented)
			if s, _ := status.FromError(err); s.Message() != want {
				t.Errorf("message %q, want %q", s.Message(), want)
			}
		}
	})
}

// The server may speak before it listens.
func TestServerFirst(t *testing.T) {
	b := &behaviour{Bidi: func(_ context.Context, in seq) seq {
		return func(yield func(*msg, error) bool) {
			if !yield(text("who?"), nil) {
				return
			}
			for m, err := range in {
				yield(m, err)
				return
			}
		}
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		asked := make(chan struct{})
		var got []string
		for m, err := range c.Bidi(timeout(t), func(yield func(*msg, error) bool) {
			<-asked
			yield(text("me"), nil)
		}) {
			if err != nil {
				t.Fatal(err)
			}
			if got = append(got, m.Value); len(got) == 1 {
				close(asked)
			}
		}
		if !slices.Equal(got, []string{"who?", "me"}) {
			t.Errorf("got %q", got)
		}
	})
}

// A client that has asked everything still hears every answer.
func TestClientEndsEarly(t *testing.T) {
	b := &behaviour{Bidi: func(_ context.Context, in seq) seq {
		return func(yield func(*msg, error) bool) {
			all, err := collect(in)
			for i := range 100 {
				if !yield(text(fmt.Sprint(len(all), "/", i)), err) {
					return
				}
			}
		}
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		got, err := collect(c.Bidi(timeout(t), words("a", "b")))
		if err != nil || len(got) != 100 || got[99] != "2/99" {
			t.Errorf("%d answers, %v", len(got), err)
		}
	})
}

// A server may end the call while its client still asks.
func TestServerEndsEarly(t *testing.T) {
	refused := status.Error(codes.ResourceExhausted, "enough")
	b := &behaviour{
		Bidi:   func(context.Context, seq) seq { return failing(refused) },
		Client: func(context.Context, seq) (*msg, error) { return nil, refused },
	}
	onBoth(t, b, func(t *testing.T, c client) {
		endless := func(yield func(*msg, error) bool) {
			for yield(text(strings.Repeat("x", 10_000)), nil) {
			}
		}
		_, err := collect(c.Bidi(timeout(t), endless))
		wantCode(t, err, codes.ResourceExhausted)
		_, err = c.Client(timeout(t), endless)
		wantCode(t, err, codes.ResourceExhausted)
	})
}

// Handlers and clients with grpc-go's stream types.
func TestGRPCStreams(t *testing.T) {
	b := &behaviour{
		Raw: func(st grpc.BidiStreamingServer[msg, msg]) error {
			for {
				m, err := st.Recv()
				if err == io.EOF {
					return nil
				}
				if err := errors.Join(err, st.Send(m)); err != nil {
					return err
				}
			}
		},
		RawServer: func(in *msg, st grpc.ServerStreamingServer[msg]) error { return errors.Join(st.Send(in), st.Send(in)) },
		RawClient: func(st grpc.ClientStreamingServer[msg, msg]) error {
			m, err := st.Recv()
			return errors.Join(err, st.SendAndClose(m))
		},
	}
	onBoth(t, b, func(t *testing.T, c client) {
		ctx := timeout(t)
		bidi, err := c.Raw(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(bidi.Send(text("a")), bidi.CloseSend()); err != nil {
			t.Error(err)
		}
		wantMessages(t, bidi.Recv, "a")
		server, err := c.RawServer(ctx, text("b"))
		if err != nil {
			t.Fatal(err)
		}
		wantMessages(t, server.Recv, "b", "b")
		client, err := c.RawClient(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := client.Send(text("c")); err != nil {
			t.Error(err)
		}
		if m, err := client.CloseAndRecv(); err != nil || m.Value != "c" {
			t.Errorf("client stream: %v, %v", m, err)
		}
	})
}

// wantMessages receives to the end of a stream.
func wantMessages(t *testing.T, recv func() (*msg, error), want ...string) {
	t.Helper()
	for _, w := range want {
		if m, err := recv(); err != nil || m.Value != w {
			t.Errorf("received %v, %v, want %q", m, err, w)
		}
	}
	if _, err := recv(); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}

func TestMap(t *testing.T) {
	if runtime.Map(nil, (*msg).GetValue) != nil {
		t.Error("nil does not stay nil")
	}
	mine := errors.New("mine")
	in := func(yield func(*msg, error) bool) {
		_ = yield(text("a"), nil) && yield(text("b"), mine) && yield(text("c"), nil)
	}
	var got []string
	for s, err := range runtime.Map(in, (*msg).GetValue) {
		if got = append(got, s); err != nil && (err != mine || s != "") {
			t.Errorf("pair %q, %v", s, err)
		}
	}
	if !slices.Equal(got, []string{"a", "", "c"}) {
		t.Errorf("got %q", got)
	}
	for range runtime.Map(in, (*msg).GetValue) {
		break // must not enter the loop again
	}
}

// Two clients made from one do not write to the same options.
func TestWithSharesNothing(t *testing.T) {
	b := &behaviour{Unary: func(ctx context.Context, in *msg) (*msg, error) {
		return in, grpc.SetHeader(ctx, metadata.Pairs("n", in.Value))
	}}
	conn := runtime.NewConn(local.New(b.Register, local.Interceptors{})).With(make([]grpc.CallOption, 0, 8)...)
	var base, one, two metadata.MD
	parent := conn.With(grpc.Header(&base), grpc.EmptyCallOption{}, grpc.EmptyCallOption{})
	first, second := client{Conn: parent.With(grpc.Header(&one))}, client{Conn: parent.With(grpc.Header(&two))}
	for name, c := range map[string]client{"1": first, "2": second} {
		if _, err := c.Unary(timeout(t), text(name)); err != nil {
			t.Fatal(err)
		}
	}
	if one.Get("n")[0] != "1" || two.Get("n")[0] != "2" {
		t.Errorf("headers %v and %v", one, two)
	}
}
