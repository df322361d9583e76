package runtime

import (
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// DecodeError says which field of a message cannot be decoded, and why.
type DecodeError struct {
	Message protoreflect.FullName // the message that was decoded
	Field   string                // path of proto names from there to the field, such as "lines.price"; empty for the message itself
	Reason  string                // in words, such as "invalid UTF-8 in a string"

	panicked bool // the fault is not the sender's
}

// Error says all of it.
func (e *DecodeError) Error() string {
	where := string(e.Message)
	if e.Field != "" {
		where += "." + e.Field
	}
	return "grpcgen: cannot decode " + where + ": " + e.Reason
}

// A path has so many levels of messages at most: a client can nest thousands.
const (
	firstLevels = 8
	lastLevels  = 4
)

// newDecodeError names the fields that a failure has the numbers of. A field that the message does not know keeps its
// number.
func newDecodeError(desc protoreflect.MessageDescriptor, failure *wire.DecodeError) *DecodeError {
	e := &DecodeError{Message: desc.FullName(), Reason: failure.Reason, panicked: failure.Panic != nil}
	path := make([]string, len(failure.Path))
	for i, number := range failure.Path {
		path[i] = strconv.Itoa(number)
		if desc == nil {
			continue
		}
		fd := desc.Fields().ByNumber(protoreflect.FieldNumber(number))
		if desc = nil; fd != nil {
			path[i], desc = string(fd.Name()), fd.Message()
		}
	}
	if len(path) > firstLevels+lastLevels {
		path = slices.Replace(path, firstLevels, len(path)-lastLevels, "..")
	}
	e.Field = strings.Join(path, ".")
	logPanic(e, failure.Panic)
	return e
}

// logPanic logs what a panic said, which its error does not tell: clients see that.
func logPanic(err error, p *wire.PanicError) {
	if p != nil {
		slog.Error(err.Error(), "panic", p.Value, "stack", string(p.Stack))
	}
}
