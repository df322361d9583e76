package runtime

import (
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// ProtoCodec returns the codec of a message of protoc-gen-go of protobuf-go.
func ProtoCodec[T any, P interface {
	*T
	proto.Message
}]() Codec[T] {
	return Codec[T]{
		Size: func(m *T) int { return proto.Size(P(m)) },
		Put: func(b []byte, i int, m *T) int {
			size := proto.Size(P(m))
			start := i - size
			out, err := proto.MarshalOptions{UseCachedSize: true}.MarshalAppend(b[start:start:i], P(m))
			if err != nil {
				wire.Refuse(err)
			}
			return i - len(out)
		},
		Read: func(d *wire.Decoder, b []byte, m *T) int {
			if err := (proto.UnmarshalOptions{Merge: true, DiscardUnknown: d.DiscardUnknown}).Unmarshal(b, P(m)); err != nil {
				return d.Refuse(err)
			}
			return 0
		},
	}
}

// newProtocElement returns the element of a message of protoc-gen-go, or of a pointer to one; nil for other types.
func newProtocElement(t reflect.Type, fd protoreflect.FieldDescriptor) element {
	base := t
	if t.Kind() == reflect.Pointer {
		base = t.Elem()
	}
	if boundTo(base, fd.Message().FullName()) != nil {
		return nil
	}
	if _, ok := reflect.Zero(reflect.PointerTo(base)).Interface().(proto.Message); !ok {
		return nil
	}
	if t.Kind() == reflect.Pointer {
		return protocPointer{protocType{base}}
	}
	return protocValue{protocType{base}}
}

// protocType is a struct of protoc-gen-go.
type protocType struct{ t reflect.Type }

func (e protocType) at(p unsafe.Pointer) proto.Message {
	return reflect.NewAt(e.t, p).Interface().(proto.Message)
}

func (e protocType) value(p unsafe.Pointer) protoreflect.Value {
	return protoreflect.ValueOfMessage(e.at(p).ProtoReflect())
}

func (e protocType) none() protoreflect.Value  { return e.value(nil) }
func (e protocType) fresh() protoreflect.Value { return e.value(reflect.New(e.t).UnsafePointer()) }

// protocValue is such a struct held by value: absent when it encodes to nothing.
type protocValue struct{ protocType }

func (e protocValue) isZero(p unsafe.Pointer) bool                { return proto.Size(e.at(p)) == 0 }
func (e protocValue) load(p unsafe.Pointer) protoreflect.Value    { return e.value(p) }
func (e protocValue) mutable(p unsafe.Pointer) protoreflect.Value { return e.value(p) }
func (e protocValue) merge(dst, src unsafe.Pointer)               { proto.Merge(e.at(dst), e.at(src)) }
func (e protocValue) equal(a, b unsafe.Pointer) bool              { return proto.Equal(e.at(a), e.at(b)) }
func (e protocValue) store(p unsafe.Pointer, v protoreflect.Value) error {
	proto.Reset(e.at(p))
	proto.Merge(e.at(p), v.Message().Interface())
	return nil
}

// protocPointer is such a struct held by pointer: nil is absent.
type protocPointer struct{ protocType }

func (e protocPointer) isZero(p unsafe.Pointer) bool             { return *pointerAt(p) == nil }
func (e protocPointer) load(p unsafe.Pointer) protoreflect.Value { return e.value(*pointerAt(p)) }
func (e protocPointer) equal(a, b unsafe.Pointer) bool {
	return proto.Equal(e.at(*pointerAt(a)), e.at(*pointerAt(b)))
}

func (e protocPointer) store(p unsafe.Pointer, v protoreflect.Value) error {
	*pointerAt(p) = reflect.ValueOf(v.Message().Interface()).Convert(reflect.PointerTo(e.t)).UnsafePointer()
	return nil
}

func (e protocPointer) mutable(p unsafe.Pointer) protoreflect.Value {
	if *pointerAt(p) == nil {
		*pointerAt(p) = reflect.New(e.t).UnsafePointer()
	}
	return e.load(p)
}

func (e protocPointer) merge(dst, src unsafe.Pointer) {
	e.mutable(dst)
	proto.Merge(e.at(*pointerAt(dst)), e.at(*pointerAt(src)))
}
