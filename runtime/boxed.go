package runtime

import (
	"fmt"
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// boxedMessage is a message held by an interface, as a pointer to its struct: nil is absent.
type boxedMessage struct {
	messageTypeView
	box reflect.Type // the interface
}

// newBoxedMessage finds the struct of the message that the interface t holds.
func newBoxedMessage(t reflect.Type, fd protoreflect.FieldDescriptor) element {
	name := fd.Message().FullName()
	held := boundAs(name, t)
	if held == nil {
		panic(fmt.Sprintf("grpcgen: no type that %s can hold is the message %s: build its package with grpcgen", t, name))
	}
	return boxedMessage{messageTypeView: newMessageType(held, name), box: t}
}

// boundAs returns the type that is the message of that name, and whose pointer implements an interface, or nil.
func boundAs(name protoreflect.FullName, i reflect.Type) reflect.Type {
	bound.RLock()
	defer bound.RUnlock()
	for t, all := range bound.types {
		for _, b := range all {
			if b.name == name && reflect.PointerTo(t).Implements(i) {
				return t
			}
		}
	}
	return nil
}

// held returns the address of the struct in the interface at p; nil if that is empty, or holds something else, which
// cannot be sent.
func (e boxedMessage) held(p unsafe.Pointer) unsafe.Pointer {
	v := valueAt(e.box, p)
	if v.IsNil() || v.Elem().Type() != reflect.PointerTo(e.t) {
		return nil
	}
	return v.Elem().UnsafePointer()
}

func (e boxedMessage) hold(p, m unsafe.Pointer) { valueAt(e.box, p).Set(reflect.NewAt(e.t, m)) }

func (e boxedMessage) isZero(p unsafe.Pointer) bool             { return e.held(p) == nil }
func (e boxedMessage) load(p unsafe.Pointer) protoreflect.Value { return e.message(e.held(p)) }
func (e boxedMessage) equal(a, b unsafe.Pointer) bool           { return e.equalAt(e.held(a), e.held(b)) }

func (e boxedMessage) store(p unsafe.Pointer, v protoreflect.Value) error {
	e.hold(p, e.structOf(v))
	return nil
}

func (e boxedMessage) mutable(p unsafe.Pointer) protoreflect.Value {
	if e.held(p) == nil {
		e.hold(p, e.create())
	}
	return e.load(p)
}

func (e boxedMessage) merge(dst, src unsafe.Pointer) {
	if e.held(dst) == nil {
		e.hold(dst, e.create())
	}
	e.bound(e.held(dst)).merge(e.bound(e.held(src)))
}
