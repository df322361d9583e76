package crud_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"google.golang.org/grpc/codes"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
)

func TestCreate(t *testing.T) {
	s := newSpy()
	svc := service(t, s, config{})
	in := &Question{QuestionText: "new", Owner: "mallory"}
	row, err := svc.Create(t.Context(), in)
	if err != nil || row.ID != 5 || row.Owner != "" || row.QuestionText != "new" {
		t.Errorf("created is %+v, %v", row, err)
	}
	if in.ID != 0 || in.Owner != "mallory" {
		t.Errorf("the request became %+v", in)
	}
	s.did(t, "create")
	if row, err := svc.Create(t.Context(), &Question{ID: 77, QuestionText: "given"}); err != nil || row.ID != 77 {
		t.Errorf("created is %+v, %v", row, err)
	}
	_, err = svc.Create(t.Context(), &Question{QuestionText: "first"})
	refused(t, err, codes.AlreadyExists, "Question with this question_text already exists", "question_text: ")
	r := int32(-1)
	_, err = svc.Create(t.Context(), &Question{Rank: &r})
	refused(t, err, codes.InvalidArgument, "question_text: this field may not be blank", "rank: -1 is negative")
	_, err = svc.Create(t.Context(), nil)
	refused(t, err, codes.InvalidArgument, "the request has no Question")
}

func TestRetrieve(t *testing.T) {
	s := newSpy()
	svc := service(t, s, config{})
	if row, err := svc.Retrieve(t.Context(), 2); err != nil || row.QuestionText != "second" {
		t.Errorf("retrieved is %+v, %v", row, err)
	}
	s.did(t, "retrieve")
	_, err := svc.Retrieve(t.Context(), 99)
	refused(t, err, codes.NotFound, "Question 99 not found")
	if !errors.Is(err, crud.ErrNotFound) {
		t.Errorf("%v is not ErrNotFound", err)
	}
}

func TestUpdate(t *testing.T) {
	s := newSpy()
	svc := service(t, s, config{})
	row, err := svc.Update(t.Context(), &Question{ID: 2, QuestionText: "changed", Owner: "mallory"})
	if err != nil || !reflect.DeepEqual(row, &Question{ID: 2, QuestionText: "changed", Owner: "bob"}) {
		t.Errorf("updated is %+v, %v", row, err)
	}
	s.did(t, "begin; lock; update question_text,pub_date,rank,secret; commit")
	if again, _ := svc.Retrieve(t.Context(), 2); !reflect.DeepEqual(again, row) {
		t.Errorf("stored is %+v", again)
	}
	_, err = svc.Update(t.Context(), &Question{ID: 99, QuestionText: "x"})
	refused(t, err, codes.NotFound, "Question 99 not found")
	_, err = svc.Update(t.Context(), &Question{ID: 2})
	refused(t, err, codes.InvalidArgument, "question_text: this field may not be blank")
}

func TestPartialUpdate(t *testing.T) {
	s := newSpy()
	svc := service(t, s, config{})
	row, err := svc.PartialUpdate(t.Context(), &Question{ID: 2, QuestionText: "changed"}, []string{"question_text", "id", "question_text"})
	if err != nil || row.QuestionText != "changed" || *row.Rank != 1 || row.Owner != "bob" {
		t.Errorf("updated is %+v, %v", row, err)
	}
	s.did(t, "begin; lock; update question_text; commit")
	if row, err = svc.PartialUpdate(t.Context(), &Question{ID: 2}, []string{"rank"}); err != nil || row.Rank != nil {
		t.Errorf("updated is %+v, %v", row, err)
	}
	s.calls = nil
	if row, err = svc.PartialUpdate(t.Context(), &Question{ID: 2}, nil); err != nil || row.QuestionText != "changed" {
		t.Errorf("an update of no field gives %+v, %v", row, err)
	}
	s.did(t, "begin; lock; commit")
	_, err = svc.PartialUpdate(t.Context(), &Question{ID: 2}, []string{"owner", "nope"})
	refused(t, err, codes.InvalidArgument, `owner: "owner" cannot be updated; allowed: question_text, pub_date, rank, secret`, `nope: "nope" cannot`)
	s.did(t, "")
}

func TestDestroy(t *testing.T) {
	s := newSpy()
	svc := service(t, s, config{})
	if err := svc.Destroy(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	s.did(t, "destroy")
	refused(t, svc.Destroy(t.Context(), 2), codes.NotFound, "Question 2 not found")
}

// plain has nothing that an update needs the stored row for.
type plain struct {
	ID   int64
	Text string
}

func TestUpdateOfAPlainModelIsOneCall(t *testing.T) {
	store := memstore.Must(memstore.New[plain, int64]())
	svc := crud.NewService(crud.Must(crud.New(crud.Config[plain, int64]{Store: noTransactions[plain, int64]{store}})))
	if _, err := svc.Create(t.Context(), &plain{Text: "a"}); err != nil {
		t.Fatal(err)
	}
	if row, err := svc.Update(t.Context(), &plain{ID: 1, Text: "b"}); err != nil || row.Text != "b" {
		t.Errorf("updated is %+v, %v", row, err)
	}
	_, err := svc.Update(t.Context(), &plain{ID: 2})
	refused(t, err, codes.NotFound, "plain 2 not found")
}

type noTransactions[M, K any] struct{ crud.Store[M, K] }

func (noTransactions[M, K]) Transaction(context.Context, func(context.Context) error) error {
	return errors.New("a transaction")
}

type nested struct {
	ID        int64
	AuthorID  int64
	Author    *plain `grpc:"read_only"`
	CreatedAt string `grpc:"read_only"`
}

// joined fills what a database would join.
type joined struct{ crud.Store[nested, int64] }

func (s joined) Retrieve(ctx context.Context, q *crud.Query, lock bool) (*nested, error) {
	row, err := s.Store.Retrieve(ctx, q, lock)
	if err == nil {
		row.Author = &plain{ID: row.AuthorID}
	}
	return row, err
}

func TestNestedMessagesAreReadAgain(t *testing.T) {
	svc := crud.NewService(crud.Must(crud.New(crud.Config[nested, int64]{Store: joined{memstore.Must(memstore.New[nested, int64]())}})))
	row, err := svc.Create(t.Context(), &nested{AuthorID: 3, Author: &plain{Text: "forged"}})
	if err != nil || row.Author == nil || *row.Author != (plain{ID: 3}) {
		t.Errorf("created is %+v, %v", row, err)
	}
	row, err = svc.Update(t.Context(), &nested{ID: 1, AuthorID: 4})
	if err != nil || row.Author == nil || *row.Author != (plain{ID: 4}) {
		t.Errorf("updated is %+v, %v", row, err)
	}
}

type Base struct{ Note string }

type embedding struct {
	*Base
	ID    int64
	Stamp string `grpc:"read_only"`
}

func TestEmbeddedByPointer(t *testing.T) {
	store := memstore.Must(memstore.New[embedding, int64]())
	var was []string
	svc := crud.NewService(crud.Must(crud.New(crud.Config[embedding, int64]{Store: store, BeforeUpdate: func(_ context.Context, old, row *embedding) error {
		was = append(was, old.Note)
		return nil
	}})))
	in := &embedding{Base: &Base{"old"}}
	if _, err := svc.Create(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	row, err := svc.Update(t.Context(), &embedding{ID: 1, Base: &Base{"new"}})
	if err != nil || row.Note != "new" {
		t.Errorf("updated is %+v, %v", row, err)
	}
	if row, err = svc.Update(t.Context(), &embedding{ID: 1}); err != nil || row.Base != nil && row.Note != "" {
		t.Errorf("updated is %+v, %v", row, err)
	}
	if !reflect.DeepEqual(was, []string{"old", "new"}) {
		t.Errorf("the old rows are %v", was)
	}
}
