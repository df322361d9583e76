package runtime

import (
	"errors"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// A decode error is found by its type, whichever way the message was decoded.
func TestDecodeErrorsHaveAType(t *testing.T) {
	bad := []byte("\x0a\x02a\xff")
	for name, err := range map[string]error{
		"Unmarshal":       Unmarshal(bad, new(holder)),
		"proto.Unmarshal": proto.Unmarshal(bad, new(holder)),
	} {
		var e *DecodeError
		if !errors.As(err, &e) || *e != (DecodeError{Message: "holder.Holder", Field: "text", Reason: "invalid UTF-8 in a string"}) {
			t.Errorf("%s: %#v", name, err)
			continue
		}
		if want := "grpcgen: cannot decode holder.Holder.text: invalid UTF-8 in a string"; err.Error() != want {
			t.Errorf("%s: %q, want %q", name, err, want)
		}
	}
}

func TestDecodeErrorPaths(t *testing.T) {
	desc := new(descriptorpb.FileDescriptorProto).ProtoReflect().Descriptor()
	for _, test := range []struct {
		path []int
		want string
	}{
		{nil, ""},
		{[]int{4, 2, 3}, "message_type.field.number"},
		{[]int{4, 99}, "message_type.99"},
		{[]int{4, 99, 1}, "message_type.99.1"},
		{[]int{1, 2}, "name.2"},
	} {
		if got := newDecodeError(desc, &wire.DecodeError{Path: test.path}).Field; got != test.want {
			t.Errorf("%v: %q, want %q", test.path, got, test.want)
		}
	}
}
