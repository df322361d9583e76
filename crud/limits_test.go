package crud_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
)

func TestMaxText(t *testing.T) {
	for _, c := range []struct{ set, most int }{{0, 1024}, {5, 5}} {
		svc := service(t, newSpy(), config{MaxText: c.set})
		for _, n := range []int{c.most, c.most + 1} {
			text := strings.Repeat("x", n)
			_, contains := svc.List(t.Context(), &crud.ListRequest[Question]{Filter: crud.FilterOf[Question](crud.Cond("question_text", crud.IContains, text))})
			_, search := svc.List(t.Context(), &crud.ListRequest[Question]{Search: text[:2] + " " + text[2:]})
			_, exact := svc.List(t.Context(), &crud.ListRequest[Question]{Filter: crud.FilterOf[Question](crud.Cond("question_text", crud.Exact, text))})
			if exact != nil {
				t.Error(exact)
			}
			if n == c.most {
				if contains != nil || search != nil {
					t.Errorf("%d bytes: %v, %v", n, contains, search)
				}
				continue
			}
			refused(t, contains, codes.InvalidArgument, "filter.question_text_icontains: ", "at most")
			refused(t, search, codes.InvalidArgument, "search: ", "at most")
		}
	}
}

type tagged struct {
	ID     int64
	TagIDs []int64
}

var _ = crud.NewFields[tagged]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "tag_ids", Go: "TagIDs", Kind: crud.Opaque, Keys: "Tags", Nullable: true},
})

func TestMaxKeys(t *testing.T) {
	for _, c := range []struct{ set, most int }{{0, 1000}, {2, 2}} {
		model := crud.Must(crud.New(crud.Config[tagged, int64]{Store: memstore.Must(memstore.New[tagged, int64]()), MaxKeys: c.set}))
		svc := crud.NewService(model)
		if _, err := svc.Create(t.Context(), &tagged{TagIDs: make([]int64, c.most)}); err != nil {
			t.Fatal(err)
		}
		many := &tagged{ID: 1, TagIDs: make([]int64, c.most+1)}
		_, create := svc.Create(t.Context(), many)
		_, update := svc.Update(t.Context(), many)
		_, partial := svc.PartialUpdate(t.Context(), many, []string{"tag_ids"})
		for _, err := range []error{create, update, partial} {
			refused(t, err, codes.InvalidArgument, "tag_ids: ", "keys are too many: at most")
		}
	}
}

// TestTimeout shows that a client which sets no deadline has that of the config, and one that does its own.
func TestTimeout(t *testing.T) {
	for _, c := range []struct {
		timeout time.Duration
		own     bool
		want    codes.Code
	}{{0, false, codes.OK}, {1, false, codes.DeadlineExceeded}, {1, true, codes.OK}, {time.Hour, false, codes.OK}} {
		wait := func(ctx context.Context, _ crud.Action, _ *crud.Query) error {
			if d, ok := ctx.Deadline(); ok && time.Until(d) < time.Minute {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}
		svc := service(t, newSpy(), config{Timeout: c.timeout, Scope: wait})
		ctx := t.Context()
		if c.own {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, time.Hour)
			defer cancel()
		}
		_, list := svc.List(ctx, nil)
		_, retrieve := svc.Retrieve(ctx, 1)
		_, update := svc.Update(ctx, &Question{ID: 1, QuestionText: "x"})
		for _, err := range []error{list, retrieve, update, svc.Destroy(ctx, 1)} {
			if status.Code(err) != c.want {
				t.Errorf("with %v: %v, want %v", c.timeout, err, c.want)
			}
		}
	}
}

func TestLimitsBelowZero(t *testing.T) {
	store := memstore.Must(memstore.New[tagged, int64]())
	for _, c := range []crud.Config[tagged, int64]{{MaxText: -1}, {MaxKeys: -1}, {MaxNested: -1}, {Timeout: -1}} {
		c.Store = store
		if _, err := crud.New(c); err == nil || !strings.Contains(err.Error(), "cannot be negative") {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
