package crud

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/internal/cut"
)

// ErrNotFound is what a Store returns when no row matches: NOT_FOUND.
var ErrNotFound = errors.New("crud: not found")

// NotFound returns an error that is ErrNotFound, with a message for the client.
func NotFound(format string, args ...any) error { return notFound(fmt.Sprintf(format, args...)) }

type notFound string

func (e notFound) Error() string        { return string(e) }
func (e notFound) Is(target error) bool { return target == ErrNotFound }

// ErrOutOfScope is that a row, as it was written, is not one that the caller may write: PERMISSION_DENIED. A Store returns it
// for a scope of its own.
var ErrOutOfScope = errors.New("crud: the row that was written is outside of the scope")

// ErrRetry is what a Store returns when a transaction conflicted with another one and may succeed if it is tried again: a
// serialization failure, a deadlock, a database that is locked. The action is tried again, Config.Retries times; then it is
// ABORTED.
var ErrRetry = errors.New("crud: the transaction conflicted with another one")

// ErrUnavailable is what a Store returns when its database cannot be reached, or cannot do its work for now: it is stopped, or
// starts, or takes no more connections, or cannot be written to. The action is UNAVAILABLE. An error that is ErrRetry as well
// says that nothing was done, or nothing that lasts, and the action is tried again before that.
var ErrUnavailable = errors.New("crud: the database is not available")

// ConflictKind is the kind of a constraint of a database.
type ConflictKind uint8

// The kinds of constraints.
const (
	Unique     ConflictKind = iota // ALREADY_EXISTS
	ForeignKey                     // FAILED_PRECONDITION
	Check                          // FAILED_PRECONDITION
)

func (k ConflictKind) String() string {
	return [...]string{"unique", "foreign key", "check"}[min(k, Check)]
}

// ConflictError is what a Store returns when a constraint of the database refuses a row.
type ConflictError struct {
	Kind   ConflictKind
	Fields []string // proto names of the fields that the constraint is about, as far as they are known
	Err    error    // what the database said, which clients are not told
}

func (e *ConflictError) Error() string {
	text := "crud: a " + e.Kind.String() + " constraint is violated"
	if len(e.Fields) > 0 {
		text += " by " + strings.Join(e.Fields, ", ")
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *ConflictError) Unwrap() error { return e.Err }

// UnreadableError is what a Store returns when a row holds what its struct or a message cannot, which another program wrote: a time
// that is infinite, a text that is not UTF-8. It is DATA_LOSS, and names the row, so that somebody can mend it.
type UnreadableError struct {
	Key   any    // of the row; nil if it is the key that cannot be read
	Field string // proto name; empty if clients do not know it
	Err   error  // what is wrong, which clients are not told
}

func (e *UnreadableError) Error() string {
	text := "crud: the row of a key that cannot be read"
	if e.Key != nil {
		text = fmt.Sprintf("crud: the row of the key %v", e.Key)
	}
	if e.Field != "" {
		text += ", field " + e.Field
	}
	return text + ": " + e.Err.Error()
}

func (e *UnreadableError) Unwrap() error { return e.Err }

// explain is the message for clients.
func (e *UnreadableError) explain(model string) string {
	text := "a " + model
	if e.Key != nil {
		text = model + " " + cut.Text(fmt.Sprint(e.Key), 64)
	}
	text += " cannot be read: "
	if e.Field != "" {
		return text + e.Field + " has a value that cannot be sent"
	}
	return text + "it has a value that cannot be sent"
}

// Violation says what is wrong with a field of a request.
type Violation struct {
	Field   string // proto name; empty if it is about more than one
	Message string
	Code    string // a word for programs, which a Dialect may pass on; may be empty
}

// InvalidError says what is wrong with a request, all of it: INVALID_ARGUMENT, with a google.rpc.BadRequest. A method
// Validate of a model and a hook return it.
type InvalidError struct{ Violations []Violation }

// Invalid returns an InvalidError about a field.
func Invalid(field, format string, args ...any) *InvalidError {
	e := &InvalidError{}
	e.Add(field, format, args...)
	return e
}

// Add appends a violation.
func (e *InvalidError) Add(field, format string, args ...any) {
	e.Violations = append(e.Violations, Violation{Field: cut.Text(field, 256), Message: cut.Reason(fmt.Sprintf(format, args...), "")})
}

// Err returns e, or nil if it has no violations.
func (e *InvalidError) Err() error {
	if len(e.Violations) == 0 {
		return nil
	}
	return e
}

func (e *InvalidError) Error() string {
	texts := make([]string, len(e.Violations))
	for i, v := range e.Violations {
		texts[i] = v.Message
		if v.Field != "" {
			texts[i] = v.Field + ": " + v.Message
		}
	}
	return strings.Join(texts, "; ")
}

// invalidError returns what a method Validate says as an InvalidError, unless it has a status of its own.
func invalidError(err error) error {
	if err == nil {
		return nil
	}
	var e *InvalidError
	if errors.As(err, &e) {
		if e == nil || len(e.Violations) == 0 {
			return nil
		}
		return err
	}
	if _, ok := status.FromError(err); ok || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return Invalid("", "%v", err)
}
