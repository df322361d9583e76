package chat_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/example/chat"
	"github.com/grpcgen/grpcgen/example/chat/chatapi"
)

func register(s grpc.ServiceRegistrar) {
	rooms := chat.NewRooms()
	chatapi.RegisterChatServiceServer(s, rooms)
	chatapi.RegisterRawChatServiceServer(s, chat.Raw{Rooms: rooms})
}

// onBoth runs a test over a socket and in memory, each with rooms of its own.
func onBoth(t *testing.T, test func(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface)) {
	t.Helper()
	serveOnBoth(t, register, test)
}

// serveOnBoth is onBoth for other services. No goroutine may be left behind.
func serveOnBoth(t *testing.T, register func(grpc.ServiceRegistrar), test func(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	t.Run("socket", func(t *testing.T) {
		defer goleak.VerifyNone(t)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		srv := grpc.NewServer()
		register(srv)
		served := make(chan error, 1)
		go func() { served <- srv.Serve(listener) }()
		conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			_ = conn.Close()
			srv.Stop()
			<-served
		}()
		test(t, ctx, conn)
	})
	t.Run("local", func(t *testing.T) {
		defer goleak.VerifyNone(t)
		test(t, ctx, grpcgen.Local(register))
	})
}

func line(author, text string) *chatapi.Line {
	return &chatapi.Line{Room: "tea", Author: author, Text: text, Mood: chatapi.MoodHappy, At: time.Unix(1700000000, 5).UTC()}
}

// said yields lines.
func said(lines ...*chatapi.Line) func(func(*chatapi.Line, error) bool) {
	return func(yield func(*chatapi.Line, error) bool) {
		for _, l := range lines {
			if !yield(l, nil) {
				return
			}
		}
	}
}

func TestIterators(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface) {
		client := chatapi.NewChatServiceClient(conn)
		if added, err := client.Import(ctx, said(line("Ada", "one"), line("Grace", "two"))); err != nil || added != 2 {
			t.Fatalf("import: %d, %v", added, err)
		}
		var header, trailer metadata.MD
		room, err := client.With(grpc.Header(&header), grpc.Trailer(&trailer)).Describe(ctx, "tea")
		if err != nil || room.Lines != 2 || room.Authors["Ada"] != 1 || *room.Latest != *line("Grace", "two") {
			t.Errorf("describe: %+v, %v", room, err)
		}
		if !slices.Equal(header.Get("room"), []string{"tea"}) || !slices.Equal(trailer.Get("lines"), []string{"2"}) {
			t.Errorf("header %v, trailer %v", header, trailer)
		}
		var texts []string
		for l, err := range client.History(ctx, "tea") {
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, l.Text)
		}
		if !slices.Equal(texts, []string{"one", "two"}) {
			t.Errorf("history %q", texts)
		}
		_, err = client.Describe(ctx, "cellar")
		if status.Code(err) != codes.NotFound {
			t.Errorf("an empty room: %v", err)
		}
	})
}

// Two talk: both push at any time, and each hears only the other.
func TestDuplex(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface) {
		client, raw := chatapi.NewChatServiceClient(conn), chatapi.NewRawChatServiceClient(conn)
		grace := enter(t, ctx, client, raw)
		goOn, over := make(chan struct{}), make(chan struct{})
		questions := func(yield func(*chatapi.Line, error) bool) {
			if !yield(line("Ada", "0"), nil) {
				return
			}
			<-goOn
			_ = yield(line("Ada", "1"), nil) && yield(line("Ada", "2"), nil)
			<-over
		}
		answered := make(chan error, 1)
		go func() { answered <- answer(grace) }()
		var heard []string
		for l, err := range client.Talk(ctx, questions) {
			if err != nil {
				t.Fatal(err)
			}
			heard = append(heard, l.Author+" "+l.Text)
			if len(heard) == 2 {
				close(goOn)
			}
			if len(heard) == 3 {
				break // which cancels the call
			}
		}
		close(over)
		if want := []string{"Grace first", "Grace second", "Grace third"}; !slices.Equal(heard, want) {
			t.Errorf("Ada hears %q, want %q", heard, want)
		}
		if err := <-answered; err != nil {
			t.Error(err)
		}
		if err := grace.CloseSend(); err != nil {
			t.Error(err)
		}
		if _, err := grace.Recv(); !errors.Is(err, io.EOF) {
			t.Errorf("the end: %v", err)
		}
	})
}

// answer says two lines after the first one that it hears, and one more after the next two.
func answer(talk grpc.BidiStreamingClient[chatapi.Line, chatapi.Line]) error {
	for _, round := range []struct{ hear, say []string }{
		{hear: []string{"0"}, say: []string{"first", "second"}},
		{hear: []string{"1", "2"}, say: []string{"third"}},
	} {
		for _, want := range round.hear {
			if l, err := talk.Recv(); err != nil || l.Author != "Ada" || l.Text != want {
				return fmt.Errorf("Grace hears %v, %v, want %s", l, err, want)
			}
		}
		for _, text := range round.say {
			if err := talk.Send(line("Grace", text)); err != nil {
				return err
			}
		}
	}
	return nil
}

func TestGRPCStreams(t *testing.T) {
	onBoth(t, func(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface) {
		client := chatapi.NewRawChatServiceClient(conn)
		in, err := client.Import(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 3 {
			if err := in.Send(line("Ada", fmt.Sprint(n))); err != nil {
				t.Fatal(err)
			}
		}
		if room, err := in.CloseAndRecv(); err != nil || room.Lines != 3 {
			t.Errorf("import: %v, %v", room, err)
		}
		out, err := client.History(ctx, &chatapi.RoomName{Name: "tea"})
		if err != nil {
			t.Fatal(err)
		}
		for n := range 3 {
			if l, err := out.Recv(); err != nil || l.Text != fmt.Sprint(n) {
				t.Errorf("history: %v, %v", l, err)
			}
		}
		if _, err := out.Recv(); !errors.Is(err, io.EOF) {
			t.Errorf("the end of the history: %v", err)
		}
	})
}

// The client links the contract, and nothing of the server.
func TestClientLinksNoServer(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./client").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	const module = "github.com/grpcgen/grpcgen/example/"
	if !slices.Contains(deps, module+"chat/chatapi") {
		t.Error("the client does not link the contract")
	}
	for _, forbidden := range []string{module + "chat", module + "chat/server"} {
		if slices.Contains(deps, forbidden) {
			t.Errorf("the client links %s", forbidden)
		}
	}
	for _, dep := range deps {
		if strings.HasPrefix(dep, "golang.org/x/tools/") || strings.Contains(dep, "grpcgen/parser") || strings.Contains(dep, "grpcgen/emitter") {
			t.Errorf("the client links the generator: %s", dep)
		}
	}
}
