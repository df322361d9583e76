package runtime

import (
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"
)

// Binding is a type of generated code that leads from a Go struct to its message.
type Binding[T any] interface{ Message() *Message[T] }

// Reflect returns p as a protobuf message. It does not allocate: the result is one pointer wide, and the rest is in
// its type. A nil p is an empty message that cannot be changed.
func Reflect[T any, B Binding[T]](p *T) protoreflect.Message { return reflected[T, B]{p} }

// reflected implements protoreflect.Message over a plain struct.
type reflected[T any, B Binding[T]] struct{ p *T }

func (r reflected[T, B]) message() *Message[T] {
	var b B
	return b.Message()
}

func (r reflected[T, B]) pointer() *T { return r.p }

func (r reflected[T, B]) view() boundView {
	m := r.message()
	m.resolve()
	return boundView{structView: m.view, p: unsafe.Pointer(r.p)}
}

func (r reflected[T, B]) goType() reflect.Type { return reflect.TypeFor[T]() }

func (r reflected[T, B]) at(p unsafe.Pointer) protoreflect.Message {
	return reflected[T, B]{(*T)(p)}
}

func (r reflected[T, B]) Descriptor() protoreflect.MessageDescriptor { return r.message().descriptor() }
func (r reflected[T, B]) Type() protoreflect.MessageType             { return messageType[T, B]{} }
func (r reflected[T, B]) New() protoreflect.Message                  { return reflected[T, B]{new(T)} }
func (r reflected[T, B]) Interface() protoreflect.ProtoMessage {
	if r.message().framed {
		return FrameOf[B](r.p)
	}
	return any(r.p).(protoreflect.ProtoMessage)
}
func (r reflected[T, B]) IsValid() bool                     { return r.p != nil }
func (r reflected[T, B]) ProtoMethods() *protoiface.Methods { return &r.message().methods }

func (r reflected[T, B]) Range(f func(protoreflect.FieldDescriptor, protoreflect.Value) bool) {
	r.view().Range(f)
}
func (r reflected[T, B]) Has(fd protoreflect.FieldDescriptor) bool { return r.view().Has(fd) }
func (r reflected[T, B]) Clear(fd protoreflect.FieldDescriptor)    { r.view().Clear(fd) }
func (r reflected[T, B]) Get(fd protoreflect.FieldDescriptor) protoreflect.Value {
	return r.view().Get(fd)
}
func (r reflected[T, B]) Set(fd protoreflect.FieldDescriptor, v protoreflect.Value) {
	r.view().Set(fd, v)
}
func (r reflected[T, B]) Mutable(fd protoreflect.FieldDescriptor) protoreflect.Value {
	return r.view().Mutable(fd)
}
func (r reflected[T, B]) NewField(fd protoreflect.FieldDescriptor) protoreflect.Value {
	return r.view().NewField(fd)
}
func (r reflected[T, B]) WhichOneof(od protoreflect.OneofDescriptor) protoreflect.FieldDescriptor {
	return r.view().WhichOneof(od)
}

func (r reflected[T, B]) GetUnknown() protoreflect.RawFields    { return r.view().getUnknown() }
func (r reflected[T, B]) SetUnknown(raw protoreflect.RawFields) { r.view().setUnknown(raw) }

// messageType implements protoreflect.MessageType.
type messageType[T any, B Binding[T]] struct{}

func (messageType[T, B]) New() protoreflect.Message  { return reflected[T, B]{new(T)} }
func (messageType[T, B]) Zero() protoreflect.Message { return reflected[T, B]{} }
func (messageType[T, B]) Descriptor() protoreflect.MessageDescriptor {
	var b B
	return b.Message().descriptor()
}
