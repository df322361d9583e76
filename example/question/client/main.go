// Command client asks the question service three questions, and keeps some there for a while.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/example/question"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:50051", "`address` of the server")
	flag.Parse()
	if err := run(*addr); err != nil {
		log.Fatal(err)
	}
}

func run(addr string) error {
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client := question.NewQuestionControllerClient(conn)
	if err := ask(ctx, client); err != nil {
		return err
	}
	return keep(ctx, client)
}

var questions = []string{"Do you like gRPC ?", "Do you work ?", "Do you do something ?"}

// ask asks them all over one stream.
func ask(ctx context.Context, client *question.QuestionControllerClient) error {
	asked := func(yield func(string, error) bool) {
		for _, q := range questions {
			if !yield(q, nil) {
				return
			}
		}
	}
	for response, err := range client.Stream(ctx, asked) {
		if err != nil {
			return err
		}
		fmt.Println("Server responded:", response)
	}
	return nil
}

// keep stores them, looks at them, changes one, and removes all.
func keep(ctx context.Context, client *question.QuestionControllerClient) error {
	day := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	var kept []*question.Question
	for i, text := range questions {
		q, err := client.Create(ctx, &question.Question{QuestionText: text, PubDate: day.AddDate(0, 0, i)})
		if err != nil {
			return err
		}
		show("Created", q)
		kept = append(kept, q)
	}
	q := kept[0]
	q.QuestionText = "Do you love gRPC ?"
	if err := shown("Updated")(client.Update(ctx, q)); err != nil {
		return err
	}
	later := &question.Question{ID: q.ID, PubDate: day.AddDate(1, 0, 0)}
	if err := shown("Partially updated")(client.PartialUpdate(ctx, later, []string{"pub_date"})); err != nil {
		return err
	}
	if err := shown("Retrieved")(client.Retrieve(ctx, q.ID)); err != nil {
		return err
	}
	if err := list(ctx, client); err != nil {
		return err
	}
	for _, q := range kept {
		if err := client.Destroy(ctx, q.ID); err != nil {
			return err
		}
	}
	_, err := client.Retrieve(ctx, q.ID)
	fmt.Println("Destroyed all. Retrieve:", err)
	return nil
}

func show(what string, q *question.Question) {
	fmt.Printf("%s: %d %q of %s\n", what, q.ID, q.QuestionText, q.PubDate.Format(time.RFC3339))
}

// shown shows what a call returned.
func shown(what string) func(*question.Question, error) error {
	return func(q *question.Question, err error) error {
		if err == nil {
			show(what, q)
		}
		return err
	}
}

// list asks for those that contain a word, the latest first, two to a page.
func list(ctx context.Context, client *question.QuestionControllerClient) error {
	ctx = metadata.AppendToOutgoingContext(ctx,
		"filters", `{"search": "you", "ordering": "-pub_date"}`,
		"pagination", `{"page": 1, "page_size": 2}`)
	page, err := client.List(ctx, &crud.ListRequest[question.Question]{})
	if err != nil {
		return err
	}
	fmt.Printf("The last %d of %d:\n", len(page.Results), page.Count)
	for _, q := range page.Results {
		show("  Listed", q)
	}
	return nil
}
