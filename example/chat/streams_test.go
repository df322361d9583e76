package chat_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/example/chat"
	"github.com/grpcgen/grpcgen/example/chat/chatapi"
)

// style is the chat as one of the two handler styles offers it, in the words of iterators.
type style struct {
	name    string
	history func(ctx context.Context, opts ...grpc.CallOption) iter.Seq2[*chatapi.Line, error]
	add     func(ctx context.Context, lines iter.Seq2[*chatapi.Line, error]) error
	talk    func(ctx context.Context, said iter.Seq2[*chatapi.Line, error]) iter.Seq2[*chatapi.Line, error]
}

func styles(conn grpc.ClientConnInterface) []style {
	client, raw := chatapi.NewChatServiceClient(conn), chatapi.NewRawChatServiceClient(conn)
	return []style{
		{
			name: "iterators",
			history: func(ctx context.Context, opts ...grpc.CallOption) iter.Seq2[*chatapi.Line, error] {
				return client.With(opts...).History(ctx, "tea")
			},
			add: func(ctx context.Context, lines iter.Seq2[*chatapi.Line, error]) error {
				_, err := client.Import(ctx, lines)
				return err
			},
			talk: client.Talk,
		},
		{
			name: "grpc-go streams",
			history: func(ctx context.Context, opts ...grpc.CallOption) iter.Seq2[*chatapi.Line, error] {
				return received(raw.With(opts...).History(ctx, &chatapi.RoomName{Name: "tea"}))
			},
			add: func(ctx context.Context, lines iter.Seq2[*chatapi.Line, error]) error {
				stream, err := raw.Import(ctx)
				if err != nil {
					return err
				}
				for line := range lines {
					if stream.Send(line) != nil {
						break // CloseAndRecv has the reason
					}
				}
				_, err = stream.CloseAndRecv()
				return err
			},
			talk: func(ctx context.Context, said iter.Seq2[*chatapi.Line, error]) iter.Seq2[*chatapi.Line, error] {
				stream, err := raw.Talk(ctx)
				if err == nil {
					go func() {
						for line := range said {
							if stream.Send(line) != nil {
								return // Recv has the reason
							}
						}
					}()
				}
				return received(stream, err)
			},
		},
	}
}

// received yields what a stream of grpc-go receives.
func received[S interface{ Recv() (*chatapi.Line, error) }](stream S, err error) iter.Seq2[*chatapi.Line, error] {
	return func(yield func(*chatapi.Line, error) bool) {
		for {
			var line *chatapi.Line
			if err == nil {
				line, err = stream.Recv()
			}
			if errors.Is(err, io.EOF) || !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// onEachStyle runs a test with the clients of both styles, over a socket and in memory.
func onEachStyle(t *testing.T, test func(t *testing.T, ctx context.Context, s style)) {
	t.Helper()
	for i, name := range []string{"iterators", "grpc-go streams"} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface) { test(t, ctx, styles(conn)[i]) })
		})
	}
}

// The header is there with the first message, status and trailer after the last.
func TestStatusAndTrailerAfterTheLastMessage(t *testing.T) {
	onEachStyle(t, func(t *testing.T, ctx context.Context, s style) {
		if err := s.add(ctx, said(line("Ada", "one"), line("Grace", "two"))); err != nil {
			t.Fatal(err)
		}
		var header, trailer metadata.MD
		var texts []string
		for l, err := range s.history(ctx, grpc.Header(&header), grpc.Trailer(&trailer)) {
			if err != nil {
				t.Fatal(err)
			}
			if trailer.Len() > 0 {
				t.Errorf("a trailer before the message %q", l.Text)
			}
			texts = append(texts, l.Text)
		}
		if !slices.Equal(texts, []string{"one", "two"}) {
			t.Errorf("history %q", texts)
		}
		if !slices.Equal(header.Get("room"), []string{"tea"}) || !slices.Equal(trailer.Get("lines"), []string{"2"}) {
			t.Errorf("header %v, trailer %v", header, trailer)
		}
	})
}

// A client stream is answered at the first bad line, while its client would go on for ever.
func TestAnsweredBeforeAllRequestsAreIn(t *testing.T) {
	onEachStyle(t, func(t *testing.T, ctx context.Context, s style) {
		err := s.add(ctx, func(yield func(*chatapi.Line, error) bool) {
			for n := 0; ; n++ {
				author := "Ada"
				if n == 3 {
					author = ""
				}
				if !yield(line(author, fmt.Sprint(n)), nil) {
					return
				}
			}
		})
		if status.Code(err) != codes.InvalidArgument || !strings.Contains(err.Error(), "a line needs an author") {
			t.Errorf("%v", err)
		}
	})
}

// One side may be silent while the other speaks: Grace only listens, Ada only talks.
func TestDirectionsAreIndependent(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface) {
		client, raw := chatapi.NewChatServiceClient(conn), chatapi.NewRawChatServiceClient(conn)
		grace := enter(t, ctx, client, raw)
		ada, err := raw.Talk(ctx)
		if err != nil {
			t.Fatal(err)
		}
		const n = 50
		for i := range n {
			if err := ada.Send(line("Ada", fmt.Sprint(i))); err != nil {
				t.Fatal(err)
			}
		}
		for i := range n {
			if l, err := grace.Recv(); err != nil || l.Text != fmt.Sprint(i) {
				t.Fatalf("Grace hears %v, %v, want %d", l, err, i)
			}
		}
		for _, talk := range []grpc.BidiStreamingClient[chatapi.Line, chatapi.Line]{ada, grace} {
			if err := talk.CloseSend(); err != nil {
				t.Error(err)
			}
			if l, err := talk.Recv(); !errors.Is(err, io.EOF) {
				t.Errorf("after goodbye: %v, %v", l, err)
			}
		}
	})
}

// enter lets Grace talk in the room "tea", and returns once the server knows that she is there.
func enter(t *testing.T, ctx context.Context, client chatapi.Chat, raw *chatapi.RawChatServiceClient) grpc.BidiStreamingClient[chatapi.Line, chatapi.Line] {
	t.Helper()
	grace, err := raw.Talk(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := grace.Send(line("Grace", "enter")); err != nil {
		t.Fatal(err)
	}
	for {
		_, err := client.Describe(ctx, "tea")
		if err == nil {
			return grace
		}
		if status.Code(err) != codes.NotFound {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
}

// Deadline and cancellation end a call that has nothing to say.
func TestDeadlineAndCancellation(t *testing.T) {
	for want, limited := range map[codes.Code]func(context.Context) (context.Context, context.CancelFunc){
		codes.DeadlineExceeded: func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 50*time.Millisecond)
		},
		codes.Canceled: func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(50*time.Millisecond, cancel)
			return ctx, cancel
		},
	} {
		t.Run(want.String(), func(t *testing.T) {
			onEachStyle(t, func(t *testing.T, ctx context.Context, s style) {
				ctx, cancel := limited(ctx)
				defer cancel()
				over := make(chan struct{})
				defer close(over)
				silence := func(yield func(*chatapi.Line, error) bool) {
					yield(line("Ada", "Anybody here?"), nil)
					<-over
				}
				n := 0
				for l, err := range s.talk(ctx, silence) {
					if n++; status.Code(err) != want {
						t.Errorf("%v, %v", l, err)
					}
				}
				if n != 1 {
					t.Errorf("%d results, want the status alone", n)
				}
			})
		})
	}
}

// watched is a chat whose history is endless, and which tells how the context was when that handler ended.
type watched struct {
	*chat.Rooms
	ended chan error
}

func (w watched) History(ctx context.Context, name string) iter.Seq2[*chatapi.Line, error] {
	return func(yield func(*chatapi.Line, error) bool) {
		for n := 0; yield(line("Echo", fmt.Sprint(n)), nil); n++ {
		}
		<-ctx.Done() // so that it is seen whether anything tells the handler
		w.ended <- context.Cause(ctx)
	}
}

// A break in the client's loop cancels the call: the handler's context ends, and sending fails.
func TestBreakCancelsTheCall(t *testing.T) {
	ended := make(chan error, 1)
	serve := func(s grpc.ServiceRegistrar) {
		chatapi.RegisterChatServiceServer(s, watched{chat.NewRooms(), ended})
	}
	serveOnBoth(t, serve, func(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface) {
		n := 0
		for l, err := range chatapi.NewChatServiceClient(conn).History(ctx, "tea") {
			if err != nil || l.Text != fmt.Sprint(n) {
				t.Fatalf("%v, %v", l, err)
			}
			if n++; n == 3 {
				break
			}
		}
		select {
		case err := <-ended:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the handler's context: %v", err)
			}
		case <-ctx.Done():
			t.Error("the handler goes on")
		}
	})
}

// The client is the service: it can be served in turn, and a call passes through it with its status.
func TestClientIsTheService(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, back grpc.ClientConnInterface) {
		client := chatapi.NewChatServiceClient(grpcgen.Local(func(s grpc.ServiceRegistrar) {
			chatapi.RegisterChatServiceServer(s, chatapi.NewChatServiceClient(back))
		}))
		if added, err := client.Import(ctx, said(line("Ada", "one"))); err != nil || added != 1 {
			t.Errorf("import: %d, %v", added, err)
		}
		if _, err := client.Describe(ctx, "cellar"); status.Code(err) != codes.NotFound {
			t.Errorf("an empty room: %v", err)
		}
		for l, err := range client.Talk(ctx, said(line("", "Who am I?"))) {
			if status.Code(err) != codes.InvalidArgument {
				t.Errorf("a line without an author: %v, %v", l, err)
			}
		}
	})
	var raw any = chatapi.NewRawChatServiceClient(nil)
	if _, ok := raw.(chatapi.RawChatServiceServer); ok {
		t.Error("a client with grpc-go's stream signatures passes for the service")
	}
}
