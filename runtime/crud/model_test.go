package crud_test

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/runtime/crud"
	"github.com/grpcgen/grpcgen/runtime/crud/memstore"
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
	return &spy{Store: memstore.Must[Question, int32](memstore.Unique("question_text"))}
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
	return crud.NewService(crud.Must(c))
}

// refused holds an error against a code, and against all that its text and its violations must contain.
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
	refused(t, err, codes.AlreadyExists, "one with this question_text already exists", "question_text: ")
	r := int32(-1)
	_, err = svc.Create(t.Context(), &Question{Rank: &r})
	refused(t, err, codes.InvalidArgument, "question_text: this field may not be blank", "rank: -1 is negative")
	_, err = svc.Create(t.Context(), nil)
	refused(t, err, codes.InvalidArgument, "there is no Question")
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
	store := memstore.Must[plain, int64]()
	svc := crud.NewService(crud.Must(crud.Config[plain, int64]{Store: noTransactions[plain, int64]{store}}))
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

func TestScope(t *testing.T) {
	type user struct{}
	var actions []string
	svc := service(t, newSpy(), config{Scope: func(ctx context.Context, action crud.Action, q *crud.Query) error {
		actions = append(actions, action.String())
		name, ok := ctx.Value(user{}).(string)
		if !ok {
			return status.Error(codes.Unauthenticated, "who are you?")
		}
		return q.Filter(crud.Or(crud.Cond("Owner", crud.Exact, name), crud.Cond("id", crud.Exact, 4)))
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
	for _, test := range []crud.Test{
		crud.Cond("nope", crud.Exact, 1), crud.Cond("Owner", crud.Exact, 1), crud.Cond("Owner", crud.Null, true), crud.Cond("id", crud.Exact, 1<<40),
		crud.Cond("id", crud.In, 1), crud.Cond("rank", crud.Null, 1), crud.Cond("id", crud.Exact, nil), crud.Or(crud.Cond("nope", crud.Exact, 1)),
	} {
		svc := service(t, newSpy(), config{Scope: func(_ context.Context, _ crud.Action, q *crud.Query) error { return q.Filter(test) }})
		_, err := svc.Retrieve(t.Context(), 1)
		refused(t, err, codes.Unknown)
		if status.Convert(err).Message() != "" || !strings.Contains(err.Error(), "Question") {
			t.Errorf("%+v: the client is told %q, and the error is %v", test, status.Convert(err).Message(), err)
		}
	}
	if err := new(crud.Query).Filter(); err == nil {
		t.Error("a query without a model can be narrowed")
	}
}

func TestLookup(t *testing.T) {
	svc := service(t, newSpy(), config{Lookup: func(_ context.Context, key int32, q *crud.Query) error {
		return q.Filter(crud.Cond("rank", crud.Exact, key))
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
	refused(t, err, codes.Aborted)
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
	model := crud.Must(config{Store: s})
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

func TestErrors(t *testing.T) {
	s := newSpy()
	svc := service(t, s, config{})
	for _, c := range []struct {
		err  error
		code codes.Code
		text string
	}{
		{errors.New("the password of the database is 1234"), codes.Unknown, ""},
		{context.Canceled, codes.Canceled, "context canceled"},
		{errors.Join(context.DeadlineExceeded), codes.DeadlineExceeded, "context deadline exceeded"},
		{status.Error(codes.ResourceExhausted, "slow down"), codes.ResourceExhausted, "slow down"},
		{&crud.ConflictError{Kind: crud.Unique, Err: errors.New("secret")}, codes.AlreadyExists, "already exists"},
		{&crud.ConflictError{Kind: crud.ForeignKey}, codes.FailedPrecondition, "it refers to what does not exist"},
		{&crud.ConflictError{Kind: crud.ForeignKey, Fields: []string{"owner"}}, codes.FailedPrecondition, "owner refers to what does not exist"},
		{&crud.ConflictError{Kind: crud.Check, Fields: []string{"rank"}}, codes.FailedPrecondition, "rank violates a constraint"},
		{&crud.ConflictError{Kind: crud.Check}, codes.FailedPrecondition, "it violates a constraint"},
		{crud.Invalid("rank", "too %s", "big"), codes.InvalidArgument, "rank: too big"},
		{crud.NotFound("no such %s", "thing"), codes.NotFound, "no such thing"},
		{crud.ErrNotFound, codes.NotFound, "not found"},
	} {
		s.err = c.err
		_, err := svc.Create(t.Context(), &Question{QuestionText: c.text + c.err.Error()})
		if got := status.Convert(err); got.Code() != c.code || got.Message() != c.text {
			t.Errorf("%v is %v: %q, want %v: %q", c.err, got.Code(), got.Message(), c.code, c.text)
		}
		if !errors.Is(err, c.err) && !strings.Contains(err.Error(), c.err.Error()) {
			t.Errorf("the cause of %v is lost", err)
		}
	}
	s.err = &crud.ConflictError{Kind: crud.ForeignKey, Fields: []string{"owner"}}
	refused(t, svc.Destroy(t.Context(), 1), codes.FailedPrecondition, "others refer to it")
	s.err = errors.New("interrupted")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := svc.Retrieve(ctx, 1)
	refused(t, err, codes.Canceled)
}

type checked struct {
	ID  int64
	err error
}

func (c checked) Validate(ctx context.Context) error { return c.err }

func TestValidate(t *testing.T) {
	svc := crud.NewCreator(crud.Must(crud.Config[checked, int64]{Store: memstore.Must[checked, int64]()}))
	for err, code := range map[error]codes.Code{
		errors.New("odd"): codes.InvalidArgument, status.Error(codes.PermissionDenied, "no"): codes.PermissionDenied,
		context.Canceled: codes.Canceled, error((*crud.InvalidError)(nil)): codes.OK, (&crud.InvalidError{}).Err(): codes.OK,
	} {
		if _, got := svc.Create(t.Context(), &checked{err: err}); status.Code(got) != code {
			t.Errorf("%v is %v, want %v", err, got, code)
		}
	}
}

func TestServiceWithoutAModel(t *testing.T) {
	var svc struct {
		crud.Service[Question, int32]
		crud.Streamer[Question, int32]
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
		"Question has no store", "the key of Question is ID, a int32, and not a string", "has nope, and there is no such field",
		"has secret, which is write_only", "10 rows by default, and 5 at most",
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
	crud.Must(crud.Config[Question, int32]{})
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
	svc := crud.NewService(crud.Must(crud.Config[nested, int64]{Store: joined{memstore.Must[nested, int64]()}}))
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
	store := memstore.Must[embedding, int64]()
	var was []string
	svc := crud.NewService(crud.Must(crud.Config[embedding, int64]{Store: store, BeforeUpdate: func(_ context.Context, old, row *embedding) error {
		was = append(was, old.Note)
		return nil
	}}))
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
