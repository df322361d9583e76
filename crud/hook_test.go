package crud_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
)

func TestScope(t *testing.T) {
	type user struct{}
	var actions []string
	svc := service(t, newSpy(), config{Scope: func(ctx context.Context, action crud.Action, q *crud.Query) error {
		actions = append(actions, action.String())
		name, ok := ctx.Value(user{}).(string)
		if !ok {
			return status.Error(codes.Unauthenticated, "who are you?")
		}
		return q.And(crud.Or(crud.Cond("Owner", crud.Exact, name), crud.Cond("id", crud.Exact, 4)))
	}})
	_, err := svc.Retrieve(t.Context(), 1)
	refused(t, err, codes.Unauthenticated, "who are you?")
	ctx := context.WithValue(t.Context(), user{}, "ann")
	page, err := svc.List(ctx, &crud.ListRequest[Question]{Page: 1})
	if err != nil || len(page.Results) != 3 || page.Count != 3 {
		t.Errorf("the page is %+v, %v", page, err)
	}
	if _, err := svc.Retrieve(ctx, 1); err != nil {
		t.Error(err)
	}
	_, err = svc.Retrieve(ctx, 2)
	refused(t, err, codes.NotFound)
	_, err = svc.Update(ctx, &Question{ID: 2, QuestionText: "x"})
	refused(t, err, codes.NotFound)
	_, err = svc.PartialUpdate(ctx, &Question{ID: 2, QuestionText: "x"}, []string{"question_text"})
	refused(t, err, codes.NotFound)
	refused(t, svc.Destroy(ctx, 2), codes.NotFound)
	if got := strings.Join(actions, " "); got != "Retrieve List Retrieve Retrieve Update PartialUpdate Destroy" {
		t.Errorf("the scope was asked for %s", got)
	}
}

func TestScopeThatIsWrong(t *testing.T) {
	for _, test := range []crud.Condition{
		crud.Cond("nope", crud.Exact, 1), crud.Cond("Owner", crud.Exact, 1), crud.Cond("Owner", crud.Null, true), crud.Cond("id", crud.Exact, 1<<40),
		crud.Cond("id", crud.In, 1), crud.Cond("rank", crud.Null, 1), crud.Cond("id", crud.Exact, nil), crud.Or(crud.Cond("nope", crud.Exact, 1)),
	} {
		svc := service(t, newSpy(), config{Scope: func(_ context.Context, _ crud.Action, q *crud.Query) error { return q.And(test) }})
		_, err := svc.Retrieve(t.Context(), 1)
		refused(t, err, codes.Unknown)
		if status.Convert(err).Message() != "" || !strings.Contains(err.Error(), "Question") {
			t.Errorf("%+v: the client is told %q, and the error is %v", test, status.Convert(err).Message(), err)
		}
	}
	if err := new(crud.Query).And(); err == nil {
		t.Error("a query without a model can be narrowed")
	}
}

func TestLookup(t *testing.T) {
	svc := service(t, newSpy(), config{Lookup: func(_ context.Context, key int32, q *crud.Query) error {
		return q.And(crud.Cond("rank", crud.Exact, key))
	}})
	if row, err := svc.Retrieve(t.Context(), 3); err != nil || row.ID != 4 {
		t.Errorf("retrieved is %+v, %v", row, err)
	}
	if err := svc.Destroy(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	_, err := svc.Retrieve(t.Context(), 3)
	refused(t, err, codes.NotFound, "Question 3 not found")
}

func TestHooks(t *testing.T) {
	var told []string
	one := func(name string) func(context.Context, *Question) error {
		return func(_ context.Context, row *Question) error {
			told = append(told, name+" "+row.QuestionText)
			row.Owner = "hook"
			return nil
		}
	}
	two := func(name string) func(context.Context, *Question, *Question) error {
		return func(_ context.Context, old, row *Question) error {
			told = append(told, name+" "+old.QuestionText+" to "+row.QuestionText)
			row.Owner = "hook of update"
			return nil
		}
	}
	s := newSpy()
	svc := service(t, s, config{
		BeforeCreate: one("before"), AfterCreate: one("after"), BeforeUpdate: two("before"), AfterUpdate: two("after"),
		BeforeDestroy: one("before destroy"), AfterDestroy: one("after destroy"),
	})
	if row, err := svc.Create(t.Context(), &Question{QuestionText: "new"}); err != nil || row.Owner != "hook" {
		t.Errorf("created is %+v, %v", row, err)
	}
	s.did(t, "begin; create; commit")
	if _, err := svc.PartialUpdate(t.Context(), &Question{ID: 5, QuestionText: "newer"}, []string{"question_text"}); err != nil {
		t.Fatal(err)
	}
	s.did(t, "begin; lock; update question_text,owner; commit")
	if row, _ := svc.Retrieve(t.Context(), 5); row.Owner != "hook of update" {
		t.Errorf("stored is %+v", row)
	}
	if err := svc.Destroy(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	want := "before new; after new; before new to newer; after new to newer; before destroy newer; after destroy newer"
	if got := strings.Join(told, "; "); got != want {
		t.Errorf("the hooks were told %s\nwant %s", got, want)
	}
}

type labelled struct {
	ID     int32
	Labels map[string]string `grpc:"read_only"`
	Rank   *int32
}

// TestHookWritesInPlace shows that what a hook writes into a map or behind a pointer is stored, and is not in the old row.
func TestHookWritesInPlace(t *testing.T) {
	rank := int32(1)
	s := memstore.Must(memstore.New[labelled, int32]())
	if err := s.Create(t.Context(), &labelled{Labels: map[string]string{}, Rank: &rank}); err != nil {
		t.Fatal(err)
	}
	attempts := 0
	svc := crud.NewService(crud.Must(crud.New(crud.Config[labelled, int32]{Store: s, BeforeUpdate: func(_ context.Context, old, row *labelled) error {
		row.Labels["by"] += "hook"
		*row.Rank += 10
		if len(old.Labels) != 0 || *old.Rank != 1 {
			t.Errorf("old is %v, %d", old.Labels, *old.Rank)
		}
		if attempts++; attempts == 1 {
			return crud.ErrRetry
		}
		return nil
	}})))
	sent := int32(5)
	if _, err := svc.PartialUpdate(t.Context(), &labelled{ID: 1, Rank: &sent}, []string{"rank"}); err != nil {
		t.Fatal(err)
	}
	row, err := svc.Retrieve(t.Context(), 1)
	if err != nil || row.Labels["by"] != "hook" || *row.Rank != 15 || sent != 5 {
		t.Errorf("stored is %v, %d, sent %d; %v", row.Labels, *row.Rank, sent, err)
	}
}

func TestHookThatFailsUndoesTheWrite(t *testing.T) {
	denied := status.Error(codes.PermissionDenied, "no")
	fail := func(context.Context, *Question) error { return denied }
	svc := service(t, newSpy(), config{
		AfterCreate: fail, AfterDestroy: fail, AfterUpdate: func(context.Context, *Question, *Question) error { return denied },
	})
	_, err := svc.Create(t.Context(), &Question{QuestionText: "new"})
	refused(t, err, codes.PermissionDenied, "no")
	_, err = svc.Update(t.Context(), &Question{ID: 1, QuestionText: "new"})
	refused(t, err, codes.PermissionDenied, "no")
	refused(t, svc.Destroy(t.Context(), 1), codes.PermissionDenied, "no")
	page, err := svc.List(t.Context(), nil)
	if err != nil || len(page.Results) != 4 || page.Results[0].QuestionText != "first" {
		t.Errorf("left are %+v, %v", page, err)
	}
}

func TestRetry(t *testing.T) {
	s := newSpy()
	svc := service(t, s, config{Retries: 2, BeforeCreate: func(context.Context, *Question) error { return nil }})
	s.retry = 2
	if row, err := svc.Create(t.Context(), &Question{QuestionText: "new"}); err != nil || row.ID != 7 {
		t.Errorf("created is %+v, %v", row, err) // the store has used two keys
	}
	s.did(t, "begin; create; begin; create; begin; create; commit")
	s.retry = 3
	_, err := svc.Retrieve(t.Context(), 1)
	refused(t, err, codes.Aborted, "try again")
	s.did(t, "retrieve; retrieve; retrieve")
	s.retry = 1
	if err := svc.Destroy(t.Context(), 1); err != nil {
		t.Error(err)
	}
	s.retry = 1
	if _, err := svc.PartialUpdate(t.Context(), &Question{ID: 2, QuestionText: "x"}, []string{"question_text"}); err != nil {
		t.Error(err)
	}
	s.retry = 1
	if _, err := svc.List(t.Context(), nil); err != nil {
		t.Error(err)
	}
	never := service(t, newSpyThatRetries(), config{Retries: -1})
	_, err = never.Retrieve(t.Context(), 1)
	refused(t, err, codes.Aborted)
	s.retry = 1 << 30
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err = svc.Retrieve(ctx, 1)
	refused(t, err, codes.DeadlineExceeded)
}

func newSpyThatRetries() *spy {
	s := newSpy()
	s.retry = 1
	return s
}

// What a hook does with another service fails with the transaction, which is then tried again as a whole.
func TestRetryOfWhatAHookDoes(t *testing.T) {
	inner := newSpy()
	other := service(t, inner, config{})
	s := newSpy()
	svc := service(t, s, config{BeforeCreate: func(ctx context.Context, row *Question) error {
		_, err := other.Retrieve(ctx, 1)
		return err
	}})
	inner.retry = 1
	if _, err := svc.Create(t.Context(), &Question{QuestionText: "new"}); err != nil {
		t.Fatal(err)
	}
	s.did(t, "begin; begin; create; commit")
	inner.did(t, "retrieve; retrieve")
}

func TestTransactionOfAModel(t *testing.T) {
	s := newSpy()
	model := crud.Must(crud.New(config{Store: s}))
	svc := crud.NewService(model)
	s.retry = 1
	err := model.Transaction(t.Context(), func(ctx context.Context) error {
		_, err := svc.Create(ctx, &Question{QuestionText: "a"})
		return err
	})
	if n, _ := s.Store.Count(t.Context(), model.Fields().Query()); err != nil || n != 1 {
		t.Errorf("%d rows were made, %v", n, err)
	}
	s.did(t, "begin; create; begin; create; commit")
}

// Writers wait for one another, so that none works on a row that is old.
func TestConcurrentUpdates(t *testing.T) {
	svc := crud.NewService(crud.Must(crud.New(config{Store: memstore.Must(memstore.New[Question, int32]()), BeforeUpdate: func(_ context.Context, old, row *Question) error {
		n := int32(1)
		if old.Rank != nil {
			n += *old.Rank
		}
		row.Rank = &n
		return nil
	}})))
	if _, err := svc.Create(t.Context(), &Question{QuestionText: "counted"}); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if _, err := svc.PartialUpdate(t.Context(), &Question{ID: 1}, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if row, err := svc.Retrieve(t.Context(), 1); err != nil || *row.Rank != 160 {
		t.Errorf("160 updates give %+v, %v", row, err)
	}
}
