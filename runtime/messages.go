package runtime

import (
	"fmt"
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// native is a message that lives in a Go struct of the user's.
type native interface {
	protoreflect.Message
	core() (*core, *byte)                     // and the address of the struct
	at(p unsafe.Pointer) protoreflect.Message // the message of the same type in the struct at p
}

// newMessageElement returns the element of a struct, or of a pointer to one, that is a message.
func newMessageElement(t reflect.Type, fd protoreflect.FieldDescriptor) element {
	if e := newProtocElement(t, fd); e != nil {
		return e
	}
	if t.Kind() == reflect.Interface && boundTo(t, fd.Message().FullName()) == nil {
		return newBoxedMessage(t, fd)
	}
	if t.Kind() == reflect.Pointer {
		return messagePointer{newMessageType(t.Elem(), fd.Message().FullName())}
	}
	return messageValue{newMessageType(t, fd.Message().FullName())}
}

// messageTypeView is the message type of a field as the view of another message reaches it.
type messageTypeView struct {
	t    reflect.Type
	zero native // a nil message
}

// newMessageType finds what a Go type is as the message of that name.
func newMessageType(t reflect.Type, name protoreflect.FullName) messageTypeView {
	if b := boundTo(t, name); b != nil {
		return messageTypeView{t: t, zero: b.message(nil).ProtoReflect().(native)}
	}
	panic(fmt.Sprintf("grpcgen: %s is not the message %s: build its package with grpcgen", t, name))
}

// bound gives the struct at p, which may be nil, its view.
func (m messageTypeView) bound(p unsafe.Pointer) boundView {
	return boundView{structView: viewOf(m.zero).structView, p: p}
}

func (m messageTypeView) message(p unsafe.Pointer) protoreflect.Value {
	return protoreflect.ValueOfMessage(m.zero.at(p))
}

func (m messageTypeView) create() unsafe.Pointer    { return reflect.New(m.t).UnsafePointer() }
func (m messageTypeView) none() protoreflect.Value  { return m.message(nil) }
func (m messageTypeView) fresh() protoreflect.Value { return m.message(m.create()) }
func (m messageTypeView) equalAt(a, b unsafe.Pointer) bool {
	return m.bound(a).equal(m.bound(b))
}

// structOf returns the struct of a message of this type, and panics on any other and on nil.
func (m messageTypeView) structOf(v protoreflect.Value) unsafe.Pointer {
	msg := v.Message()
	if w, ok := msg.(writeBack); ok {
		msg = w.Message
	}
	n, ok := msg.(native)
	if !ok || viewOf(n).goType != m.t {
		panic(fmt.Sprintf("grpcgen: a %T is not a *%s", v.Message().Interface(), m.t))
	}
	p := viewOf(n).p
	if p == nil {
		panic(fmt.Sprintf("grpcgen: a nil *%s cannot be set", m.t))
	}
	return p
}

// messageValue is a message held by value: absent when it encodes to nothing.
type messageValue struct{ messageTypeView }

func (e messageValue) isZero(p unsafe.Pointer) bool                { return e.bound(p).isEmpty() }
func (e messageValue) load(p unsafe.Pointer) protoreflect.Value    { return e.message(p) }
func (e messageValue) mutable(p unsafe.Pointer) protoreflect.Value { return e.message(p) }
func (e messageValue) merge(dst, src unsafe.Pointer)               { e.bound(dst).merge(e.bound(src)) }
func (e messageValue) equal(a, b unsafe.Pointer) bool              { return e.equalAt(a, b) }
func (e messageValue) store(p unsafe.Pointer, v protoreflect.Value) error {
	from := e.structOf(v)
	valueAt(e.t, p).Set(valueAt(e.t, from))
	refusals.carry(from, e.t.Size(), p)
	return nil
}

// messagePointer is a message held by pointer: nil is absent.
type messagePointer struct{ messageTypeView }

func (e messagePointer) store(p unsafe.Pointer, v protoreflect.Value) error {
	*pointerAt(p) = e.structOf(v)
	return nil
}

func (e messagePointer) isZero(p unsafe.Pointer) bool { return *pointerAt(p) == nil }
func (e messagePointer) load(p unsafe.Pointer) protoreflect.Value {
	return e.message(*pointerAt(p))
}
func (e messagePointer) equal(a, b unsafe.Pointer) bool {
	return e.equalAt(*pointerAt(a), *pointerAt(b))
}

func (e messagePointer) mutable(p unsafe.Pointer) protoreflect.Value {
	if *pointerAt(p) == nil {
		*pointerAt(p) = e.create()
	}
	return e.load(p)
}

func (e messagePointer) merge(dst, src unsafe.Pointer) {
	if *pointerAt(dst) == nil {
		*pointerAt(dst) = e.create()
	}
	e.bound(*pointerAt(dst)).merge(e.bound(*pointerAt(src)))
}
