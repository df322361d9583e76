package grpcgen

import (
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/runtime"
)

// Marshal returns the wire format of what v points to: a struct or any other type that is a message of a built package,
// types of other modules and instances of generic types included, or a message of protoc-gen-go.
//
// It is an error if v is not such a pointer, if its type is several messages (see [As]), and if a value has no proto
// form. A struct that is two messages because it has fields tagged read_only or write_only is encoded as that of
// responses. Marshal is safe for concurrent use as long as nobody changes v.
func Marshal(v any) ([]byte, error) { return runtime.Marshal(v) }

// Append appends the wire format of what v points to to b and returns the extended slice. Its errors are those of
// [Marshal]; b is then returned as it was.
func Append(b []byte, v any) ([]byte, error) { return runtime.Append(b, v) }

// Unmarshal replaces what v points to with the message that b encodes: nothing of the old value is left. v is a pointer
// as [Marshal] takes it. If b cannot be decoded, the error is a [*DecodeError], or protobuf-go's own for a message of
// protoc-gen-go, to which options do not apply, and v may have been changed in part. The result shares no memory with b.
func Unmarshal(b []byte, v any, options ...DecodeOption) error {
	return runtime.Unmarshal(b, v, options...)
}

// As returns what v points to as the message with the given full name, without copying it: the proto.Message reads and
// changes *v. It is for types that are several messages, where the name says which one is meant. A type of another module,
// or an instance of a generic type, is a message of every package that uses it. A struct with fields tagged read_only or
// write_only is one message in responses and another in requests. All other types can be given to [Marshal] and
// [Unmarshal] as they are.
//
// It is an error if v is not a pointer, and if its type is not the message of that name.
func As(v any, name protoreflect.FullName) (proto.Message, error) { return runtime.As(v, name) }
