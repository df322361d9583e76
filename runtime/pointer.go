package runtime

import (
	"fmt"
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// pointerElement holds an element of a list, or a value of a map, behind a pointer. A nil one cannot be sent, and has no
// value to give.
type pointerElement struct {
	t    reflect.Type // what the pointer points to
	elem element
}

func (e *pointerElement) isZero(p unsafe.Pointer) bool { return *pointerAt(p) == nil }

func (e *pointerElement) load(p unsafe.Pointer) protoreflect.Value {
	if *pointerAt(p) == nil {
		panic(fmt.Sprintf("grpcgen: a nil *%s has no value: remove it from the slice or the map", e.t))
	}
	return e.elem.load(*pointerAt(p))
}

func (e *pointerElement) store(p unsafe.Pointer, v protoreflect.Value) error {
	to := reflect.New(e.t).UnsafePointer()
	if err := e.elem.store(to, v); err != nil {
		return err
	}
	*pointerAt(p) = to
	return nil
}

func (e *pointerElement) mutable(p unsafe.Pointer) protoreflect.Value {
	if *pointerAt(p) == nil {
		*pointerAt(p) = madeOf(e.t, e.elem)
	}
	return e.elem.mutable(*pointerAt(p))
}

func (e *pointerElement) none() protoreflect.Value  { return e.elem.none() }
func (e *pointerElement) fresh() protoreflect.Value { return e.elem.fresh() }

func (e *pointerElement) merge(dst, src unsafe.Pointer) {
	if *pointerAt(src) == nil {
		return
	}
	to := reflect.New(e.t).UnsafePointer()
	e.elem.merge(to, *pointerAt(src))
	*pointerAt(dst) = to
}

func (e *pointerElement) equal(a, b unsafe.Pointer) bool {
	x, y := *pointerAt(a), *pointerAt(b)
	if x == nil || y == nil {
		return x == y
	}
	return e.elem.equal(x, y)
}
