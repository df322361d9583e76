package runtime

import (
	"reflect"
	"strings"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// nullConverter holds a value with explicit presence in a sql.Null[T], a sql.NullString and so on.
type nullConverter struct {
	t            reflect.Type
	valid, value uintptr // offsets
	elem         element
}

// isNull reports whether t is one of the types of package database/sql, which is told by its path so that it is not
// linked by those who do not use it.
func isNull(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" && strings.HasPrefix(t.Name(), "Null")
}

func newNullConverter(t reflect.Type, fd protoreflect.FieldDescriptor) converter {
	c := &nullConverter{t: t}
	for i := range t.NumField() {
		if f := t.Field(i); f.Name == "Valid" {
			c.valid = f.Offset
		} else {
			c.value, c.elem = f.Offset, newElement(f.Type, fd)
		}
	}
	return c
}

func (c *nullConverter) validAt(p unsafe.Pointer) *bool          { return (*bool)(unsafe.Add(p, c.valid)) }
func (c *nullConverter) valueAt(p unsafe.Pointer) unsafe.Pointer { return unsafe.Add(p, c.value) }

func (c *nullConverter) has(p unsafe.Pointer) bool { return *c.validAt(p) }
func (c *nullConverter) get(p unsafe.Pointer) protoreflect.Value {
	return c.elem.load(c.valueAt(p))
}
func (c *nullConverter) clear(p unsafe.Pointer)    { valueAt(c.t, p).SetZero() }
func (c *nullConverter) none() protoreflect.Value  { return c.elem.none() }
func (c *nullConverter) fresh() protoreflect.Value { return c.elem.fresh() }

func (c *nullConverter) set(p unsafe.Pointer, v protoreflect.Value) error {
	if err := c.elem.store(c.valueAt(p), v); err != nil {
		return err
	}
	*c.validAt(p) = true
	return nil
}

func (c *nullConverter) mutable(p unsafe.Pointer) protoreflect.Value {
	if !c.has(p) {
		c.clear(p)
		*c.validAt(p) = true
	}
	return c.elem.mutable(c.valueAt(p))
}

func (c *nullConverter) merge(dst, src unsafe.Pointer) {
	if !c.has(dst) {
		c.clear(dst) // a value that is not valid is absent
	}
	c.elem.merge(c.valueAt(dst), c.valueAt(src))
	*c.validAt(dst) = true
}

func (c *nullConverter) equal(a, b unsafe.Pointer) bool {
	return c.elem.equal(c.valueAt(a), c.valueAt(b))
}
