package runtime

import (
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"
)

// Binding is a type of generated code that leads from a Go struct to its message.
type Binding[T any] interface{ Message() *Message[T] }

// Reflect returns p as a protobuf message. It does not allocate: the result is a pointer, and the rest is in its type. A
// nil p is an empty message that cannot be changed. What its Set cannot store is an error of proto.CheckInitialized.
func Reflect[B Binding[T], T any](p *T) protoreflect.Message {
	return (*reflected[T, B])(unsafe.Pointer(p))
}

// reflected implements protoreflect.Message over the memory of a plain struct. There is one for each message of a
// program, so it has only the methods that it needs.
type reflected[T any, B Binding[T]] struct{ value T }

func (r *reflected[T, B]) core() (*core, *byte) {
	var b B
	return &b.Message().core, (*byte)(unsafe.Pointer(r))
}

func (r *reflected[T, B]) at(p unsafe.Pointer) protoreflect.Message { return (*reflected[T, B])(p) }

func (r *reflected[T, B]) view() boundView {
	m, p := r.core()
	return m.viewOf(p)
}

func (r *reflected[T, B]) Descriptor() protoreflect.MessageDescriptor {
	m, _ := r.core()
	return m.descriptor()
}

func (r *reflected[T, B]) ProtoMethods() *protoiface.Methods {
	m, _ := r.core()
	return &m.methods
}

func (r *reflected[T, B]) Interface() protoreflect.ProtoMessage {
	p := (*T)(unsafe.Pointer(r))
	if m, _ := r.core(); m.framed {
		return FrameOf[B](p)
	}
	return any(p).(protoreflect.ProtoMessage)
}

func (r *reflected[T, B]) Type() protoreflect.MessageType { return messageType[T, B]{} }
func (r *reflected[T, B]) New() protoreflect.Message      { return new(reflected[T, B]) }
func (r *reflected[T, B]) IsValid() bool                  { return r != nil }

func (r *reflected[T, B]) Range(f func(protoreflect.FieldDescriptor, protoreflect.Value) bool) {
	r.view().Range(f)
}
func (r *reflected[T, B]) Has(fd protoreflect.FieldDescriptor) bool { return r.view().Has(fd) }
func (r *reflected[T, B]) Clear(fd protoreflect.FieldDescriptor)    { r.view().Clear(fd) }
func (r *reflected[T, B]) Get(fd protoreflect.FieldDescriptor) protoreflect.Value {
	return r.view().Get(fd)
}
func (r *reflected[T, B]) Set(fd protoreflect.FieldDescriptor, v protoreflect.Value) {
	r.view().Set(fd, v)
}
func (r *reflected[T, B]) Mutable(fd protoreflect.FieldDescriptor) protoreflect.Value {
	return r.view().Mutable(fd)
}
func (r *reflected[T, B]) NewField(fd protoreflect.FieldDescriptor) protoreflect.Value {
	return r.view().NewField(fd)
}
func (r *reflected[T, B]) WhichOneof(od protoreflect.OneofDescriptor) protoreflect.FieldDescriptor {
	return r.view().WhichOneof(od)
}

func (r *reflected[T, B]) GetUnknown() protoreflect.RawFields    { return r.view().getUnknown() }
func (r *reflected[T, B]) SetUnknown(raw protoreflect.RawFields) { r.view().setUnknown(raw) }

// viewOf returns the view of the struct at p.
func (m *core) viewOf(p *byte) boundView {
	m.resolve()
	return boundView{structView: m.view, p: unsafe.Pointer(p)}
}

// viewOf returns the view of a message.
func viewOf(n native) boundView {
	m, p := n.core()
	return m.viewOf(p)
}

// messageType implements protoreflect.MessageType.
type messageType[T any, B Binding[T]] struct{}

func (messageType[T, B]) New() protoreflect.Message  { return new(reflected[T, B]) }
func (messageType[T, B]) Zero() protoreflect.Message { return (*reflected[T, B])(nil) }
func (messageType[T, B]) Descriptor() protoreflect.MessageDescriptor {
	var b B
	return b.Message().core.descriptor()
}
