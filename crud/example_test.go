package crud_test

import (
	"context"
	"fmt"
	"log"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
)

// TaskService keeps tasks.
//
//grpc:service
type TaskService struct {
	crud.Service[Task, int64]
}

// Task is something to do.
type Task struct {
	ID    int64
	Title string `grpc:"search,sort,filter=exact|icontains"`
	Done  bool   `grpc:"filter=exact"`
	Owner string `grpc:"read_only"`
}

// "grpcgen build" writes this table into the generated code, from the tags of Task.
var _ = crud.NewFields[Task]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "title", Go: "Title", Kind: crud.Text, Sort: true, Search: true, Lookups: []crud.Lookup{crud.Exact, crud.IContains}},
	{Name: "done", Go: "Done", Kind: crud.Bool, Lookups: []crud.Lookup{crud.Exact}},
	{Name: "owner", Go: "Owner", Kind: crud.Text, ReadOnly: true},
})

type userKey struct{}

// A service of a model: each user has tasks, and sees those that are open or their own.
func Example() {
	store := memstore.Must(memstore.New[Task, int64]())
	model, err := crud.New(crud.Config[Task, int64]{
		Store: store,
		BeforeCreate: func(ctx context.Context, row *Task) error {
			row.Owner, _ = ctx.Value(userKey{}).(string)
			return nil
		},
		Scope: func(ctx context.Context, action crud.Action, q *crud.Query) error {
			return q.And(crud.Or(crud.Cond("done", crud.Exact, false), crud.Cond("owner", crud.Exact, ctx.Value(userKey{}))))
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	service := &TaskService{crud.NewService(model)}

	ann, bob := context.WithValue(context.Background(), userKey{}, "ann"), context.WithValue(context.Background(), userKey{}, "bob")
	for _, task := range []*Task{{Title: "write it"}, {Title: "serve it"}, {Title: "have a break", Done: true}} {
		if _, err := service.Create(ann, task); err != nil {
			log.Fatal(err)
		}
	}
	page, err := service.List(bob, &crud.ListRequest[Task]{OrderBy: []string{"-title"}})
	if err != nil {
		log.Fatal(err)
	}
	for _, task := range page.Results {
		fmt.Println(task.ID, task.Title, task.Owner)
	}
	_, err = service.Retrieve(bob, 3)
	fmt.Println(err)
	_, err = service.List(bob, &crud.ListRequest[Task]{OrderBy: []string{"owner"}})
	fmt.Println(err)
	// Output:
	// 1 write it ann
	// 2 serve it ann
	// crud: not found
	// order_by[0]: "owner" cannot be sorted by; allowed: title
}

// The generated code has a TaskFilter, whose fields are what the tags of Task allow. FilterOf needs none, for a service that
// is called in Go.
func ExampleFilterOf() {
	store := memstore.Must(memstore.New[Task, int64]())
	service := crud.NewService(crud.Must(crud.New(crud.Config[Task, int64]{Store: store})))
	ctx := context.Background()
	for _, title := range []string{"Write it", "Serve it", "Have a break"} {
		if _, err := service.Create(ctx, &Task{Title: title}); err != nil {
			log.Fatal(err)
		}
	}
	page, err := service.List(ctx, &crud.ListRequest[Task]{Filter: crud.FilterOf[Task](crud.Cond("title", crud.IContains, "IT"))})
	if err != nil {
		log.Fatal(err)
	}
	for _, task := range page.Results {
		fmt.Println(task.Title)
	}
	// Output:
	// Write it
	// Serve it
}

// A method Validate of a model returns all that is wrong with a row.
func ExampleInvalidError() {
	validate := func(task *Task) error {
		invalid := &crud.InvalidError{}
		if task.Title == "" {
			invalid.Add("title", "a task needs a title")
		}
		if task.Done && task.ID == 0 {
			invalid.Add("done", "a new task cannot be done")
		}
		return invalid.Err()
	}
	fmt.Println(validate(&Task{Title: "write it"}))
	fmt.Println(validate(&Task{Done: true}))
	// Output:
	// <nil>
	// title: a task needs a title; done: a new task cannot be done
}
