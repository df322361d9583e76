package crud

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Failure is why an action failed, as far as a client is told.
type Failure struct {
	Code       codes.Code
	Model      string
	Key        any    // of what was not found; nil if it was not asked for by its key
	Message    string // for people
	Reason     string // for programs: "not_found", "unique", "invalid"
	Violations []Violation
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

var errNoModel = status.Error(codes.Internal, "crud: the service has no model: make it with crud.NewService, or the function of what it embeds")

// fail returns the error of an action for a client. What it does not know is UNKNOWN without its text, which is logged.
func (m *Model[M, K]) fail(ctx context.Context, action Action, key any, err error) error {
	if _, ok := err.(hasStatus); ok {
		return err
	}
	if s := hasStatus(nil); errors.As(err, &s) { // what it is wrapped in is not for clients
		return &failed{status: s.GRPCStatus(), cause: err}
	}
	f := failureOf(ctx, action, err)
	f.Model = m.name
	if key != nil && errors.Is(err, ErrNotFound) && f.Message == "" {
		f.Key, f.Message = key, fmt.Sprintf("%s %v not found", m.name, key)
	}
	if f.Code == codes.NotFound && f.Message == "" {
		f.Message = "not found"
	}
	if f.Code == codes.Unknown {
		slog.ErrorContext(ctx, "grpcgen: an action failed", "model", m.name, "action", action.String(), "error", err.Error())
	}
	text := f.Message
	if m.dialect != nil {
		text = m.dialect.Text(f)
	}
	return &failed{status: withViolations(status.New(f.Code, text), f.Violations), cause: err}
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

func failureOf(ctx context.Context, action Action, err error) *Failure {
	var invalid *InvalidError
	var conflict *ConflictError
	var missing notFound
	switch {
	case errors.As(err, &missing):
		return &Failure{Code: codes.NotFound, Message: string(missing), Reason: "not_found"}
	case errors.As(err, &invalid):
		return &Failure{Code: codes.InvalidArgument, Message: invalid.Error(), Reason: "invalid", Violations: invalid.Violations}
	case errors.As(err, &conflict):
		return conflictFailure(action, conflict)
	case errors.Is(err, ErrNotFound):
		return &Failure{Code: codes.NotFound, Reason: "not_found"}
	case errors.Is(err, ErrRetry) && ctx.Err() == nil:
		return &Failure{Code: codes.Aborted, Message: "another transaction stood in the way: try again", Reason: "aborted"}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
	case ctx.Err() != nil: // what a database says when it is interrupted is its own
		err = ctx.Err()
	default:
		return &Failure{Code: codes.Unknown, Reason: "error"}
	}
	s := status.FromContextError(err)
	if s.Code() == codes.Unknown { // wrapped
		s = status.FromContextError(unwrapContext(err))
	}
	return &Failure{Code: s.Code(), Message: s.Message(), Reason: "canceled"}
}

func unwrapContext(err error) error {
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	return context.DeadlineExceeded
}

// conflictFailure says which fields of a row the database refused.
func conflictFailure(action Action, e *ConflictError) *Failure {
	f := &Failure{Code: codes.FailedPrecondition}
	fields := strings.Join(e.Fields, ", ")
	switch {
	case e.Kind == Unique:
		f.Code, f.Reason, f.Message = codes.AlreadyExists, "unique", "already exists"
		if fields != "" {
			f.Message = "one with this " + fields + " already exists"
		}
	case e.Kind == ForeignKey && action == DestroyAction:
		f.Reason, f.Message = "protected", "others refer to it"
	case e.Kind == ForeignKey:
		f.Reason, f.Message = "does_not_exist", "it refers to what does not exist"
		if fields != "" {
			f.Message = fields + " refers to what does not exist"
		}
	default:
		f.Reason, f.Message = "check", "it violates a constraint"
		if fields != "" {
			f.Message = fields + " violates a constraint"
		}
	}
	if action != DestroyAction {
		for _, field := range e.Fields {
			f.Violations = append(f.Violations, Violation{Field: field, Message: f.Message, Code: f.Reason})
		}
	}
	return f
}
