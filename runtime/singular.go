package runtime

import (
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// singularConverter holds a scalar without presence, a message, or a time by value.
type singularConverter struct {
	t    reflect.Type
	elem element
}

func (c *singularConverter) has(p unsafe.Pointer) bool               { return !c.elem.isZero(p) }
func (c *singularConverter) get(p unsafe.Pointer) protoreflect.Value { return c.elem.load(p) }
func (c *singularConverter) set(p unsafe.Pointer, v protoreflect.Value) error {
	return c.elem.store(p, v)
}
func (c *singularConverter) clear(p unsafe.Pointer)                      { valueAt(c.t, p).SetZero() }
func (c *singularConverter) mutable(p unsafe.Pointer) protoreflect.Value { return c.elem.mutable(p) }
func (c *singularConverter) none() protoreflect.Value                    { return c.elem.none() }
func (c *singularConverter) fresh() protoreflect.Value                   { return c.elem.fresh() }
func (c *singularConverter) merge(dst, src unsafe.Pointer)               { c.elem.merge(dst, src) }
func (c *singularConverter) equal(a, b unsafe.Pointer) bool              { return c.elem.equal(a, b) }

// optionalConverter holds a scalar or a time with explicit presence behind a pointer.
type optionalConverter struct {
	t    reflect.Type // what the pointer points to
	elem element
}

func pointerAt(p unsafe.Pointer) *unsafe.Pointer { return (*unsafe.Pointer)(p) }

func (c *optionalConverter) has(p unsafe.Pointer) bool { return *pointerAt(p) != nil }
func (c *optionalConverter) get(p unsafe.Pointer) protoreflect.Value {
	return c.elem.load(*pointerAt(p))
}
func (c *optionalConverter) clear(p unsafe.Pointer)    { *pointerAt(p) = nil }
func (c *optionalConverter) none() protoreflect.Value  { return c.elem.none() }
func (c *optionalConverter) fresh() protoreflect.Value { return c.elem.fresh() }

// set leaves what the pointer pointed to alone: it may be shared.
func (c *optionalConverter) set(p unsafe.Pointer, v protoreflect.Value) error {
	to := reflect.New(c.t).UnsafePointer()
	if err := c.elem.store(to, v); err != nil {
		return err
	}
	*pointerAt(p) = to
	return nil
}

func (c *optionalConverter) mutable(p unsafe.Pointer) protoreflect.Value {
	if *pointerAt(p) == nil {
		*pointerAt(p) = madeOf(c.t, c.elem)
	}
	return c.elem.mutable(*pointerAt(p))
}

func (c *optionalConverter) merge(dst, src unsafe.Pointer) {
	to := reflect.New(c.t).UnsafePointer()
	if old := *pointerAt(dst); old != nil {
		valueAt(c.t, to).Set(valueAt(c.t, old))
	}
	c.elem.merge(to, *pointerAt(src))
	*pointerAt(dst) = to
}

func (c *optionalConverter) equal(a, b unsafe.Pointer) bool {
	return c.elem.equal(*pointerAt(a), *pointerAt(b))
}
