package crud_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
)

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
		{&crud.ConflictError{Kind: crud.Unique, Err: errors.New("secret")}, codes.AlreadyExists, "Question already exists"},
		{&crud.ConflictError{Kind: crud.ForeignKey}, codes.FailedPrecondition, "Question references a row that does not exist"},
		{&crud.ConflictError{Kind: crud.ForeignKey, Fields: []string{"owner"}}, codes.FailedPrecondition, "owner references a row that does not exist"},
		{&crud.ConflictError{Kind: crud.Check, Fields: []string{"rank"}}, codes.FailedPrecondition, "rank violates a constraint"},
		{&crud.ConflictError{Kind: crud.Check}, codes.FailedPrecondition, "Question violates a constraint"},
		{crud.Invalid("rank", "too %s", "big"), codes.InvalidArgument, "rank: too big"},
		{crud.NotFound("no such %s", "thing"), codes.NotFound, "no such thing"},
		{crud.ErrNotFound, codes.NotFound, "not found"},
		{fmt.Errorf("host secret: %w", crud.ErrUnavailable), codes.Unavailable, "the database is not available; try again later"},
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
	refused(t, svc.Destroy(t.Context(), 1), codes.FailedPrecondition, "Question is still referenced by other rows")
	s.err = errors.New("interrupted")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := svc.Retrieve(ctx, 1)
	refused(t, err, codes.Canceled)
}

// TestLog shows what is logged: what clients are not told of the database.
func TestLog(t *testing.T) {
	var log strings.Builder
	defer slog.SetDefault(slog.Default())
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	s := newSpy()
	svc := service(t, s, config{})
	for err, logged := range map[error]bool{
		errors.New("odd"): true, fmt.Errorf("odd: %w", crud.ErrUnavailable): true, fmt.Errorf("odd: %w", context.DeadlineExceeded): true,
		fmt.Errorf("odd: %w", crud.ErrNotFound): false, crud.Invalid("rank", "odd"): false,
	} {
		log.Reset()
		s.err = err
		if _, got := svc.Retrieve(t.Context(), 1); got == nil || strings.Contains(log.String(), "odd") != logged {
			t.Errorf("the log of %v is %q", err, log.String())
		}
	}
}

// TestBoundedAttempts shows that an action is tried again as often as its config says.
func TestBoundedAttempts(t *testing.T) {
	s := newSpy()
	svc := service(t, s, config{Retries: 2})
	s.err, s.calls = errors.Join(crud.ErrUnavailable, crud.ErrRetry), nil
	_, err := svc.Retrieve(t.Context(), 1)
	refused(t, err, codes.Unavailable)
	s.did(t, "retrieve; retrieve; retrieve")
	s.err = crud.ErrUnavailable
	_, err = svc.Retrieve(t.Context(), 1)
	refused(t, err, codes.Unavailable)
	s.did(t, "retrieve")
}

type checked struct {
	ID  int64
	err error
}

func (c checked) Validate(ctx context.Context) error { return c.err }

func TestValidate(t *testing.T) {
	svc := crud.NewCreator(crud.Must(crud.New(crud.Config[checked, int64]{Store: memstore.Must(memstore.New[checked, int64]())})))
	for err, code := range map[error]codes.Code{
		errors.New("odd"): codes.InvalidArgument, status.Error(codes.PermissionDenied, "no"): codes.PermissionDenied,
		context.Canceled: codes.Canceled, error((*crud.InvalidError)(nil)): codes.OK, (&crud.InvalidError{}).Err(): codes.OK,
	} {
		if _, got := svc.Create(t.Context(), &checked{err: err}); status.Code(got) != code {
			t.Errorf("%v is %v, want %v", err, got, code)
		}
	}
}
