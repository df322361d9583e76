package runtime

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"
)

// Marshal is grpcgen.Marshal.
func Marshal(v any) ([]byte, error) {
	if m, p := ownerOf(v); m != nil {
		if err := m.checkEncodable(p); err != nil {
			return nil, err
		}
		return m.fresh(p)
	}
	return Append(nil, v)
}

// Append is grpcgen.Append.
func Append(b []byte, v any) ([]byte, error) {
	m, err := messageOf(v)
	if err != nil {
		return b, err
	}
	if methods := m.ProtoMethods(); methods == nil || methods.Marshal == nil {
		return proto.MarshalOptions{}.MarshalAppend(b, m.Interface())
	}
	out, err := m.ProtoMethods().Marshal(protoiface.MarshalInput{Message: m, Buf: b})
	if err != nil {
		return b, err
	}
	return out.Buf, nil
}

// Unmarshal is grpcgen.Unmarshal.
func Unmarshal(b []byte, v any, options ...DecodeOption) error {
	o := decodeOptions(options)
	if m, p := ownerOf(v); m != nil {
		refusals.forget(unsafe.Pointer(p), m.goType.Size())
		m.zero(p)
		return m.decode(b, p, o)
	}
	m, err := messageOf(v)
	if err != nil {
		return err
	}
	if !m.IsValid() {
		return fmt.Errorf("grpcgen: cannot unmarshal into a nil %T", v)
	}
	n, ok := m.(native)
	if !ok {
		return proto.Unmarshal(b, m.Interface())
	}
	proto.Reset(m.Interface())
	c, p := n.core()
	return c.decode(b, p, o)
}

// As is grpcgen.As.
func As(v any, name protoreflect.FullName) (proto.Message, error) {
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer {
		return nil, notPointer(v)
	}
	if b := boundTo(p.Type().Elem(), name); b != nil {
		return b.message(p.UnsafePointer()), nil
	}
	return nil, fmt.Errorf("grpcgen: %T is not the message %s: %s", v, name, messagesOf(p.Type().Elem()))
}

// messageOf returns the one message that v is.
func messageOf(v any) (protoreflect.Message, error) {
	if m, ok := v.(protoreflect.ProtoMessage); ok && isMessage(m) {
		return m.ProtoReflect(), nil
	}
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer {
		return nil, notPointer(v)
	}
	all := allBound(p.Type().Elem())
	if len(all) != 1 {
		return nil, fmt.Errorf("grpcgen: %T cannot be encoded by itself: %s", v, messagesOf(p.Type().Elem()))
	}
	return all[0].message(p.UnsafePointer()).ProtoReflect(), nil
}

// isMessage reports whether the type of m is a message. A struct that embeds one has its ProtoReflect and is another
// type.
func isMessage(m protoreflect.ProtoMessage) bool {
	if p := reflect.ValueOf(m); p.Kind() == reflect.Pointer && p.IsNil() { // promotion would go through nil
		m = reflect.New(p.Type().Elem()).Interface().(protoreflect.ProtoMessage)
	}
	return reflect.TypeOf(m.ProtoReflect().Interface()) == reflect.TypeOf(m)
}

func notPointer(v any) error {
	if v == nil {
		return errors.New("grpcgen: nil is not a message")
	}
	return fmt.Errorf("grpcgen: %T is not a pointer to a message", v)
}

// messagesOf says what a Go type is in the schemas of this binary.
func messagesOf(t reflect.Type) string {
	var names []string
	for _, b := range allBound(t) {
		names = append(names, string(b.name))
	}
	slices.Sort(names)
	switch len(names) {
	case 0:
		return "it is in no schema of this binary: build its package with grpcgen"
	case 1:
		return "it is " + names[0]
	}
	return "it is each of " + strings.Join(names, ", ") + ": choose one with grpcgen.As"
}
