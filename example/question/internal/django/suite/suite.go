// Package suite drives the whole application through stubs that protoc made of a .proto of Django Socio gRPC, over a
// socket, on both databases. The stubs know nothing of grpcgen.
package suite

import (
	"context"
	"testing"
	"time"

	"google.golang.org/grpc"
)

// Question is one as stubs of any version have it; an ID of 0 is none.
type Question struct {
	ID           int64
	QuestionText string
	PubDate      string
}

// Page is what List returns. Count is 0 in a version whose response has none.
type Page struct {
	Results []Question
	Count   int32
}

// Stub is what a version of the .proto gives a client, and how its messages travel.
type Stub interface {
	Create(context.Context, Question) (Question, error)
	Retrieve(ctx context.Context, id int64) (Question, error)
	Update(context.Context, Question) (Question, error)
	PartialUpdate(ctx context.Context, q Question, fields ...string) (Question, error)
	Destroy(ctx context.Context, id int64) error
	List(context.Context, ...grpc.CallOption) (Page, error)
	// Ask sends a question over Stream once the one before is answered.
	Ask(ctx context.Context, questions ...string) (answers []string, err error)
	// Counts reports whether a Page has a Count.
	Counts() bool
}

// Run runs all tests with the stubs that stub makes.
func Run(t *testing.T, stub func(grpc.ClientConnInterface) Stub) {
	for _, database := range []struct {
		name string
		url  func(*testing.T) string
	}{{"sqlite", sqlite}, {"postgres", postgres}} {
		t.Run(database.name, func(t *testing.T) {
			t.Run("table", func(t *testing.T) {
				url := database.url(t)
				migrate(t, database.name, url)
				within(t, serve(t, url), stub, taken)
			})
			for _, test := range []struct {
				name string
				run  func(*testing.T, *client)
			}{
				{"actions", actions},
				{"partial update", partialUpdate},
				{"stream", stream},
				{"wire", wire},
				{"filters", filters},
				{"pages", pages},
				{"errors", failures},
			} {
				t.Run(test.name, func(t *testing.T) {
					within(t, serve(t, database.url(t)), stub, test.run)
				})
			}
		})
	}
}

func within(t *testing.T, conn *grpc.ClientConn, stub func(grpc.ClientConnInterface) Stub, run func(*testing.T, *client)) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	run(t, &client{stub(conn), conn, ctx})
}

// client is the stub of a test, whose database has no question yet.
type client struct {
	Stub
	conn *grpc.ClientConn
	ctx  context.Context
}

// create stores questions, and returns them as they were stored.
func (c *client) create(t *testing.T, all ...Question) []Question {
	t.Helper()
	for i, q := range all {
		created, err := c.Create(c.ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		q.ID = created.ID
		if created.ID == 0 || created != q {
			t.Fatalf("created %+v, want %+v", created, q)
		}
		all[i] = created
	}
	return all
}

// same holds what a call returned against what it should have.
func same(t *testing.T, call string, got Question, err error, want Question) {
	t.Helper()
	if err != nil || got != want {
		t.Errorf("%s: %+v, %v, want %+v", call, got, err, want)
	}
}
