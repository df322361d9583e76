package crud_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type Question struct {
	ID           int32     `grpc:"filter=exact|in|range,sort"`
	QuestionText string    `grpc:"filter=exact|icontains,sort,search"`
	PubDate      time.Time `grpc:"filter=range,sort"`
	Rank         *int32    `grpc:"filter=exact|null,sort"`
	Owner        string    `grpc:"read_only"`
	Secret       string    `grpc:"write_only"`
}

func (q *Question) Validate() error {
	invalid := &crud.InvalidError{}
	if q.QuestionText == "" {
		invalid.Add("question_text", "this field may not be blank")
	}
	if q.Rank != nil && *q.Rank < 0 {
		invalid.Add("rank", "%d is negative", *q.Rank)
	}
	return invalid
}

type config = crud.Config[Question, int32]

// spy counts what a store does, and has it fail.
type spy struct {
	*memstore.Store[Question, int32]
	calls    []string
	retry    int // so many transactions and writes fail first
	err      error
	streamed atomic.Int32
}

func (s *spy) note(call string) error {
	s.calls = append(s.calls, call)
	if s.err != nil {
		return s.err
	}
	if s.retry > 0 {
		s.retry--
		return crud.ErrRetry
	}
	return nil
}

func (s *spy) Create(ctx context.Context, m *Question) error {
	err := s.Store.Create(ctx, m)
	return errors.Join(err, s.note("create"))
}

func (s *spy) Update(ctx context.Context, m *Question, fields []*crud.Field) error {
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	if err := s.note("update " + strings.Join(names, ",")); err != nil {
		return err
	}
	return s.Store.Update(ctx, m, fields)
}

func (s *spy) Destroy(ctx context.Context, m *Question) error {
	if err := s.note("destroy"); err != nil {
		return err
	}
	return s.Store.Destroy(ctx, m)
}

func (s *spy) Retrieve(ctx context.Context, q *crud.Query, lock bool) (*Question, error) {
	call := "retrieve"
	if lock {
		call = "lock"
	}
	if err := s.note(call); err != nil {
		return nil, err
	}
	return s.Store.Retrieve(ctx, q, lock)
}

func (s *spy) List(ctx context.Context, q *crud.Query) ([]*Question, error) {
	if err := s.note("list"); err != nil {
		return nil, err
	}
	return s.Store.List(ctx, q)
}

func (s *spy) Count(ctx context.Context, q *crud.Query) (int64, error) {
	if err := s.note("count"); err != nil {
		return 0, err
	}
	return s.Store.Count(ctx, q)
}

func (s *spy) Stream(ctx context.Context, q *crud.Query) iter.Seq2[*Question, error] {
	return func(yield func(*Question, error) bool) {
		for row, err := range s.Store.Stream(ctx, q) {
			s.streamed.Add(1)
			if !yield(row, err) {
				return
			}
		}
	}
}

func (s *spy) Transaction(ctx context.Context, f func(context.Context) error) error {
	s.calls = append(s.calls, "begin")
	err := s.Store.Transaction(ctx, f)
	if err == nil {
		s.calls = append(s.calls, "commit")
	}
	return err
}

func (s *spy) did(t *testing.T, want string) {
	t.Helper()
	if got := strings.Join(s.calls, "; "); got != want {
		t.Errorf("the store was asked: %s\nwant: %s", got, want)
	}
	s.calls = nil
}

func newSpy() *spy {
	return &spy{Store: memstore.Must(memstore.New[Question, int32](memstore.Unique("question_text")))}
}

// service returns a service over a store with some questions.
func service(t *testing.T, s *spy, c config) crud.Service[Question, int32] {
	t.Helper()
	for i, text := range []string{"first", "second", "third", "fourth"} {
		q := &Question{QuestionText: text, PubDate: time.Unix(int64(i), 0).UTC(), Owner: "ann", Secret: "s"}
		if i%2 == 1 {
			r := int32(i)
			q.Rank, q.Owner = &r, "bob"
		}
		if err := s.Store.Create(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	c.Store = s
	return crud.NewService(crud.Must(crud.New(c)))
}

// refused checks an error against a code, and against all that its text and its violations must contain.
func refused(t *testing.T, err error, code codes.Code, contains ...string) {
	t.Helper()
	s, _ := status.FromError(err)
	if err == nil || s.Code() != code {
		t.Fatalf("the error is %v, want code %v", err, code)
	}
	text := s.Message()
	for _, d := range s.Details() {
		for _, v := range d.(*errdetails.BadRequest).FieldViolations {
			text += "\n" + v.Field + ": " + v.Description
		}
	}
	for _, want := range contains {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
}

func TestServiceWithoutAModel(t *testing.T) {
	var svc struct {
		crud.Service[Question, int32]
		crud.Streamer[Question]
	}
	_, create := svc.Create(t.Context(), nil)
	_, list := svc.List(t.Context(), nil)
	_, retrieve := svc.Retrieve(t.Context(), 1)
	_, update := svc.Update(t.Context(), nil)
	_, partial := svc.PartialUpdate(t.Context(), nil, nil)
	var stream error
	for _, err := range svc.Stream(t.Context(), nil) {
		stream = err
	}
	for _, err := range []error{create, list, retrieve, update, partial, svc.Destroy(t.Context(), 1), stream} {
		refused(t, err, codes.Internal, "crud.NewService")
	}
}

func TestNewReportsAllProblems(t *testing.T) {
	_, err := crud.New(crud.Config[Question, string]{DefaultOrder: []string{"nope", "-secret"}, DefaultPageSize: 10, MaxPageSize: 5})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"Question: the Config has no Store", "Question: the key is field ID of type int32, and the Config says string", "has nope, and there is no such field",
		"has secret, which is write_only", "DefaultPageSize is 10, which is more than MaxPageSize, 5",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not among the problems:\n%v", want, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("Must does not panic")
		}
	}()
	crud.Must(crud.New(crud.Config[Question, int32]{}))
}
