package socio

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/internal/cut"
	"github.com/grpcgen/grpcgen/internal/trailers"
)

// Text returns the text of a status as Django Socio has it: {"message": "...", "code": "not_found"}, and for what is wrong
// with fields {"field": {"message": "...", "code": "invalid"}}, a list of those where there are several. What is UNKNOWN
// has none.
func (Dialect) Text(f *crud.Failure) string {
	switch {
	case f.Code == codes.Unknown:
		return ""
	case len(f.Violations) > 0:
		return violations(f.Violations, reason(f))
	case f.Key != nil:
		return detail(fmt.Sprintf("%s: %v not found!", f.Model, f.Key), reason(f))
	case f.Code == codes.NotFound && f.Message == "not found":
		return detail("Not found.", reason(f))
	}
	return detail(f.Message, reason(f))
}

// reason returns the word that Django has for a failure.
func reason(f *crud.Failure) string {
	if conflict := (*crud.ConflictError)(nil); errors.As(f.Err, &conflict) {
		switch {
		case conflict.Kind == crud.Unique:
			return "unique"
		case conflict.Kind == crud.ForeignKey && f.Action == crud.DestroyAction:
			return "protected"
		case conflict.Kind == crud.ForeignKey:
			return "does_not_exist"
		}
		return "check"
	}
	switch f.Code {
	case codes.NotFound:
		return "not_found"
	case codes.InvalidArgument:
		return "invalid"
	case codes.PermissionDenied:
		return "permission_denied"
	case codes.Aborted:
		return "aborted"
	case codes.Canceled, codes.DeadlineExceeded:
		return "canceled"
	}
	return "error"
}

// violations spells what is wrong with each field, in the order in which they first appear.
func violations(all []crud.Violation, otherwise string) string {
	var names []string
	byName := map[string][]string{}
	for _, v := range all {
		name, code := v.Field, v.Code
		if name == "" {
			name = "non_field_errors"
		}
		if code == "" {
			code = otherwise
		}
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], detail(v.Message, code))
	}
	fields := make([]string, len(names))
	for i, name := range names {
		value := strings.Join(byName[name], ", ")
		if len(byName[name]) > 1 {
			value = "[" + value + "]"
		}
		fields[i] = quote(name) + ": " + value
	}
	return "{" + strings.Join(fields, ", ") + "}"
}

func detail(message, code string) string {
	return `{"message": ` + quote(message) + `, "code": ` + quote(code) + "}"
}

// quote spells a JSON string as Python's json.dumps does: in ASCII.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case strings.ContainsRune("\n\r\t\b\f", r):
			b.WriteString(map[rune]string{'\n': `\n`, '\r': `\r`, '\t': `\t`, '\b': `\b`, '\f': `\f`}[r])
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		}
	}
	return b.String() + `"`
}

// defaults are what Django Socio's exceptions say.
var defaults = map[codes.Code]struct{ message, code string }{
	codes.Internal:         {"A server error occurred.", "error"},
	codes.Unauthenticated:  {"Authentication credentials were not provided.", "not_authenticated"},
	codes.PermissionDenied: {"You do not have permission to perform this action.", "permission_denied"},
	codes.NotFound:         {"Not found.", "not_found"},
	codes.AlreadyExists:    {"Already exists.", "already_exist"},
	codes.InvalidArgument:  {"Invalid argument.", "invalid_argument"},
	codes.Unimplemented:    {"Unimplemented.", "unimplemented"},
}

// Error returns an error for clients of Django Socio, for hooks and handlers: what its exception for the code says, or
// message if it is not empty; what does not fit into trailers is cut off.
func Error(code codes.Code, message string) error {
	d, ok := defaults[code]
	if !ok {
		d.message, d.code = code.String(), "error"
	}
	if message != "" {
		d.message = message
	}
	return trailers.Fit(0, func(_, longest int) *status.Status {
		return status.New(code, detail(cut.Text(d.message, longest), d.code))
	}).Err()
}

// CodeOfHTTP returns the code of a gRPC status for the HTTP status of an exception, as Django Socio maps them.
func CodeOfHTTP(status int) codes.Code {
	switch status {
	case 400, 406, 411, 413, 414, 415, 417, 422, 431:
		return codes.InvalidArgument
	case 401, 511:
		return codes.Unauthenticated
	case 403, 451:
		return codes.PermissionDenied
	case 404, 410:
		return codes.NotFound
	case 405, 501, 505:
		return codes.Unimplemented
	case 408, 504:
		return codes.DeadlineExceeded
	case 409:
		return codes.Aborted
	case 412, 423, 424, 428:
		return codes.FailedPrecondition
	case 416:
		return codes.OutOfRange
	case 429, 507:
		return codes.ResourceExhausted
	case 500, 502:
		return codes.Internal
	case 503:
		return codes.Unavailable
	}
	return codes.Unknown
}
