// Command client holds a conversation over every shape of call, and prints it. It links the contract of the chat and
// none of the server's code.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/example/chat/chatapi"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:50052", "`address` of the server")
	flag.Parse()
	conn, err := grpc.NewClient(*addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	client := chatapi.NewChatServiceClient(conn)
	raw := chatapi.NewRawChatServiceClient(conn)
	for _, step := range []func() error{
		func() error { return clientStream(ctx, client) },
		func() error { return unary(ctx, client) },
		func() error { return serverStream(ctx, client) },
		func() error { return bidi(ctx, client, raw) },
		func() error { return failure(ctx, client) },
		func() error { return deadline(ctx, client) },
	} {
		if err := step(); err != nil {
			log.Fatal(err)
		}
	}
}

// clientStream sends two lines and gets one answer.
func clientStream(ctx context.Context, client chatapi.Chat) error {
	lines := func(yield func(*chatapi.Line, error) bool) {
		_ = yield(&chatapi.Line{Room: "tea", Author: "Ada", Text: "Is the kettle on?", At: time.Now()}, nil) &&
			yield(&chatapi.Line{Room: "tea", Author: "Grace", Text: "It is.", Mood: chatapi.MoodHappy, At: time.Now()}, nil)
	}
	added, err := client.Import(ctx, lines)
	fmt.Printf("client stream: the server added %d lines\n", added)
	return err
}

// unary asks for a room, and reads header and trailer.
func unary(ctx context.Context, client *chatapi.ChatServiceClient) error {
	var header, trailer metadata.MD
	room, err := client.With(grpc.Header(&header), grpc.Trailer(&trailer)).Describe(ctx, "tea")
	if err != nil {
		return err
	}
	fmt.Printf("unary: %q has %d lines by %d authors; header room=%v, trailer lines=%v\n",
		room.Name, room.Lines, len(room.Authors), header.Get("room"), trailer.Get("lines"))
	return nil
}

// serverStream reads a room's history.
func serverStream(ctx context.Context, client chatapi.Chat) error {
	for line, err := range client.History(ctx, "tea") {
		if err != nil {
			return err
		}
		fmt.Printf("server stream: %s: %s\n", line.Author, line.Text)
	}
	return nil
}

// bidi lets two people talk: one with an iterator, one with grpc-go's stream.
func bidi(ctx context.Context, client chatapi.Chat, raw *chatapi.RawChatServiceClient) error {
	grace, err := raw.Talk(ctx)
	if err != nil {
		return err
	}
	if err := grace.Send(&chatapi.Line{Room: "tea", Author: "Grace", Text: "(enters)"}); err != nil {
		return err
	}
	if err := entered(ctx, client); err != nil {
		return err
	}
	answers := make(chan string)
	said := func(yield func(*chatapi.Line, error) bool) {
		for _, text := range []string{"Milk?", "Sugar?"} {
			fmt.Println("bidi: Ada says:", text)
			if !yield(&chatapi.Line{Room: "tea", Author: "Ada", Text: text}, nil) {
				return
			}
			<-answers // Ada waits for an answer before she goes on
		}
	}
	go answer(grace)
	for line, err := range client.Talk(ctx, said) {
		if err != nil {
			return err
		}
		fmt.Printf("bidi: %s answers: %s\n", line.Author, line.Text)
		answers <- line.Text
	}
	return nil
}

// entered waits until Grace is in the room: the server has her line.
func entered(ctx context.Context, client chatapi.Chat) error {
	for {
		room, err := client.Describe(ctx, "tea")
		if err != nil || room.Latest.Author == "Grace" && room.Latest.Text == "(enters)" {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// answer answers each line that Grace hears.
func answer(grace grpc.BidiStreamingClient[chatapi.Line, chatapi.Line]) {
	for {
		line, err := grace.Recv()
		if err != nil {
			if !errors.Is(err, io.EOF) && status.Code(err) != codes.Canceled {
				log.Print(err)
			}
			return
		}
		if err := grace.Send(&chatapi.Line{Room: "tea", Author: "Grace", Text: line.Text + " Yes, please."}); err != nil {
			return
		}
	}
}

// failure asks for a room that nobody has been in.
func failure(ctx context.Context, client chatapi.Chat) error {
	_, err := client.Describe(ctx, "cellar")
	if status.Code(err) != codes.NotFound {
		return fmt.Errorf("describe a room that nobody has been in: %w", err)
	}
	fmt.Println("error:", status.Code(err), "-", status.Convert(err).Message())
	return nil
}

// deadline listens for half a second to a room where nobody talks.
func deadline(ctx context.Context, client chatapi.Chat) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second/2)
	defer cancel()
	silence := func(yield func(*chatapi.Line, error) bool) {
		yield(&chatapi.Line{Room: "attic", Author: "Ada", Text: "Anybody here?"}, nil)
		<-ctx.Done()
	}
	for _, err := range client.Talk(ctx, silence) {
		if status.Code(err) != codes.DeadlineExceeded {
			return fmt.Errorf("listen to a room where nobody talks: %w", err)
		}
		fmt.Println("deadline:", status.Code(err))
	}
	return nil
}
