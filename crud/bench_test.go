package crud_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"google.golang.org/grpc/metadata"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/socio"
)

// trivial is a store that costs nothing, so that what is measured is the package.
type trivial struct {
	row  Question
	rows []*Question
}

func (s *trivial) Create(_ context.Context, m *Question) error { m.ID = 1; return nil }
func (s *trivial) Retrieve(context.Context, *crud.Query, bool) (*Question, error) {
	return &s.row, nil
}
func (s *trivial) Update(context.Context, *Question, []*crud.Field) error { return nil }
func (s *trivial) Destroy(context.Context, *Question) error               { return nil }
func (s *trivial) List(context.Context, *crud.Query) ([]*Question, error) { return s.rows, nil }
func (s *trivial) Count(context.Context, *crud.Query) (int64, error)      { return 1000, nil }
func (s *trivial) Transaction(ctx context.Context, f func(context.Context) error) error {
	return f(ctx)
}
func (s *trivial) Stream(context.Context, *crud.Query) iter.Seq2[*Question, error] {
	return func(yield func(*Question, error) bool) {
		for _, row := range s.rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func BenchmarkActions(b *testing.B) {
	s := &trivial{row: Question{ID: 1000, QuestionText: "text"}}
	for i := range int32(101) {
		s.rows = append(s.rows, &Question{ID: 1000 + i, QuestionText: "text", PubDate: time.Unix(int64(i), 0)})
	}
	ctx := metadata.NewIncomingContext(b.Context(), metadata.Pairs(":authority", "localhost", "content-type", "application/grpc", "user-agent", "grpc-go"))
	for _, c := range []struct {
		name   string
		config config
	}{{"plain", config{}}, {"socio", config{Dialect: socio.Dialect{}}}} {
		c.config.Store = s
		model := crud.Must(crud.New(c.config))
		svc, streamer := crud.NewService(model), crud.NewStreamer(model)
		in := &Question{QuestionText: "text"}
		run := func(name string, f func() error) {
			b.Run(c.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := f(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("Create", func() error { _, err := svc.Create(ctx, in); return err })
		run("Retrieve", func() error { _, err := svc.Retrieve(ctx, 1000); return err })
		run("Update", func() error { _, err := svc.Update(ctx, in); return err })
		run("List", func() error { _, err := svc.List(ctx, &request{PageSize: 100}); return err })
		run("ListFiltered", func() error {
			_, err := svc.List(ctx, &request{PageSize: 100, OrderBy: []string{"-pub_date"}, Filter: crud.FilterOf[Question](crud.Cond("id", crud.Greater, int32(5)))})
			return err
		})
		run("Stream101", func() error {
			for _, err := range streamer.Stream(ctx, nil) {
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
}
