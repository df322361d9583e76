package crud

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/internal/cut"
	"github.com/grpcgen/grpcgen/internal/trailers"
)

// Failure is what a client is told of why an action failed.
type Failure struct {
	Code       codes.Code
	Action     Action
	Model      string
	Key        any    // of what was not found; nil if it was not asked for by its key
	Message    string // for people
	Violations []Violation
	Err        error // the cause, which clients are not told
}

// failed is an error of an action: the client gets its status, and the log its cause.
type failed struct {
	status *status.Status
	cause  error
}

// hasStatus is an error that says what a client is told.
type hasStatus interface {
	error
	GRPCStatus() *status.Status
}

func (e *failed) Error() string              { return e.cause.Error() }
func (e *failed) Unwrap() error              { return e.cause }
func (e *failed) GRPCStatus() *status.Status { return e.status }

var errNoModel = status.Error(codes.Internal, "crud: the service has no model: initialize it with crud.NewService, or the constructor of the type it embeds")

// fail returns the error of an action for a client.
func (m *Model[M, K]) fail(ctx context.Context, action Action, key any, err error) error {
	return fail(ctx, m.dialect, &Failure{Action: action, Model: m.name, Key: key, Err: err})
}

// fail returns the error for a failure of which the code, the message and the violations are not known yet. One that it
// does not know is UNKNOWN without its text. What clients are not told of the database is logged.
func fail(ctx context.Context, dialect Dialect, f *Failure) error {
	if _, ok := f.Err.(hasStatus); ok {
		return f.Err
	}
	if s := hasStatus(nil); errors.As(f.Err, &s) { // what it is wrapped in is not for clients
		return &failed{status: s.GRPCStatus(), cause: f.Err}
	}
	f.explain(ctx)
	switch late := f.Code == codes.DeadlineExceeded && ctx.Err() == nil; {
	case late, f.Code == codes.Unknown, f.Code == codes.Unavailable, f.Code == codes.DataLoss:
		slog.ErrorContext(ctx, "grpcgen: an action failed", "model", f.Model, "action", f.Action.String(), "error", f.Err.Error())
	}
	return &failed{status: f.status(dialect), cause: f.Err}
}

// status returns what a client is told: as many violations as there is room for, and how many there are besides.
func (f *Failure) status(dialect Dialect) *status.Status {
	all := f.Violations
	return trailers.Fit(min(len(all), MaxViolations), func(kept, longest int) *status.Status {
		told := *f
		told.Violations = shortened(all[:kept:kept], longest)
		told.Message = cut.Text(told.Message, longest)
		if kept < len(all) {
			left := Violation{Message: fmt.Sprintf("left out: %d more", len(all)-kept)}
			told.Message = cut.Text((&InvalidError{told.Violations}).Error(), longest) + "; " + left.Message
			told.Violations = append(told.Violations, left)
		}
		text := told.Message
		if dialect != nil {
			text = dialect.Text(&told)
		}
		return withViolations(status.New(f.Code, text), told.Violations)
	})
}

// shortened returns violations with texts of a length, which are UTF-8, as details must be.
func shortened(all []Violation, longest int) []Violation {
	short := func(s string) string { return strings.ToValidUTF8(cut.Text(s, longest), "\uFFFD") }
	all = slices.Clone(all)
	for i, v := range all {
		all[i] = Violation{Field: short(v.Field), Message: short(v.Message), Code: short(v.Code)}
	}
	return all
}

func withViolations(s *status.Status, all []Violation) *status.Status {
	if len(all) == 0 {
		return s
	}
	bad := &errdetails.BadRequest{}
	for _, v := range all {
		bad.FieldViolations = append(bad.FieldViolations, &errdetails.BadRequest_FieldViolation{Field: v.Field, Description: v.Message})
	}
	if with, err := s.WithDetails(bad); err == nil {
		return with
	}
	return s
}

// explain says why an action failed.
func (f *Failure) explain(ctx context.Context) {
	key := f.Key
	f.Key = nil
	var invalid *InvalidError
	var conflict *ConflictError
	var missing notFound
	var unreadable *UnreadableError
	switch err := f.Err; {
	case errors.As(err, &missing):
		f.Code, f.Message = codes.NotFound, string(missing)
	case errors.As(err, &invalid):
		f.Code, f.Message, f.Violations = codes.InvalidArgument, invalid.Error(), invalid.Violations
	case errors.As(err, &conflict):
		f.explainConflict(conflict)
	case errors.Is(err, ErrNotFound) && key != nil:
		f.Code, f.Key = codes.NotFound, shortKey(key)
		f.Message = fmt.Sprintf("%s %v not found", f.Model, f.Key)
	case errors.Is(err, ErrNotFound):
		f.Code, f.Message = codes.NotFound, "not found"
	case errors.Is(err, ErrTooManyNested):
		f.Code, f.Message = codes.ResourceExhausted, "there are too many nested rows for one answer"
		if f.Action == ListAction {
			f.Message += "; ask for a smaller page"
		}
	case errors.As(err, &unreadable):
		f.Code, f.Message = codes.DataLoss, unreadable.explain(f.Model)
	case errors.Is(err, ErrOutOfScope):
		f.Code, f.Message = codes.PermissionDenied, fmt.Sprintf("this %s would be outside of what the caller may write", f.Model)
	case ctx.Err() != nil: // what a database says when it is interrupted is its own
		f.explainContext(ctx.Err())
	case errors.Is(err, ErrUnavailable):
		f.Code, f.Message = codes.Unavailable, "the database is not available; try again later"
	case errors.Is(err, ErrRetry):
		f.Code, f.Message = codes.Aborted, "the transaction conflicted with another one; try again"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		f.explainContext(err)
	default:
		f.Code = codes.Unknown
	}
}

// shortKey returns a key whose text is not long.
func shortKey(key any) any {
	text := fmt.Sprint(key)
	if short := cut.Input(text); short != text {
		return short
	}
	return key
}

// explainContext says that a context has ended.
func (f *Failure) explainContext(err error) {
	s := status.FromContextError(unwrapContext(err)) // what a database says of it is its own
	f.Code, f.Message = s.Code(), s.Message()
}

func unwrapContext(err error) error {
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	return context.DeadlineExceeded
}

// explainConflict says which fields of a row the database refused.
func (f *Failure) explainConflict(e *ConflictError) {
	f.Code = codes.FailedPrecondition
	what := strings.Join(e.Fields, ", ")
	if what == "" {
		what = f.Model
	}
	switch {
	case e.Kind == Unique && len(e.Fields) > 0:
		f.Code, f.Message = codes.AlreadyExists, fmt.Sprintf("%s with this %s already exists", f.Model, what)
	case e.Kind == Unique:
		f.Code, f.Message = codes.AlreadyExists, what+" already exists"
	case e.Kind == ForeignKey && f.Action == DestroyAction:
		f.Message = f.Model + " is still referenced by other rows"
	case e.Kind == ForeignKey:
		f.Message = what + " references a row that does not exist"
	default:
		f.Message = what + " violates a constraint"
	}
	if f.Action != DestroyAction {
		for _, field := range e.Fields {
			f.Violations = append(f.Violations, Violation{Field: field, Message: f.Message})
		}
	}
}
