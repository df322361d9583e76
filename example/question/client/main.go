// Command client asks the question service three questions.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/grpcgen/grpcgen/example/question"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:50051", "`address` of the server")
	flag.Parse()
	if err := ask(*addr); err != nil {
		log.Fatal(err)
	}
}

func ask(addr string) error {
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for response, err := range question.NewQuestionControllerClient(conn).Stream(ctx, questions) {
		if err != nil {
			return err
		}
		fmt.Println("Server responded:", response)
	}
	return nil
}

// questions yields what the client wants to know.
func questions(yield func(string, error) bool) {
	for _, q := range []string{"Do you like gRPC ?", "Do you work ?", "Do you do something ?"} {
		if !yield(q, nil) {
			return
		}
	}
}
