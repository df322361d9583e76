package runtime

import (
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// nullConverter holds a value with explicit presence in a sql.Null[T], a sql.NullString and so on, or in a type like those.
type nullConverter struct {
	t    reflect.Type
	lies nullFields
	elem element
}

// nullFields are the two fields of a struct that says by Valid whether it has a value, or of one that it embeds.
type nullFields struct {
	valid, value uintptr // offsets
	valueType    reflect.Type
}

// nullFieldsOf finds them by what they are, so that package database/sql is not linked by those who do not use it.
func nullFieldsOf(t reflect.Type) (n nullFields, ok bool) {
	switch {
	case t.Kind() != reflect.Struct:
		return n, false
	case t.NumField() == 1 && t.Field(0).Anonymous:
		return nullFieldsOf(t.Field(0).Type)
	case t.NumField() != 2:
		return n, false
	}
	for i := range 2 {
		valid, value := t.Field(i), t.Field(1-i)
		if valid.Name == "Valid" && valid.Type.Kind() == reflect.Bool && value.IsExported() {
			return nullFields{valid: valid.Offset, value: value.Offset, valueType: value.Type}, true
		}
	}
	return n, false
}

var protoMessage = reflect.TypeFor[protoreflect.ProtoMessage]()

// isNull reports whether a field that can be absent is held by such a struct: other structs are messages, or are there
// unless they are zero.
func isNull(t reflect.Type, fd protoreflect.FieldDescriptor) bool {
	if _, ok := nullFieldsOf(t); !ok || !fd.HasPresence() {
		return false
	}
	return fd.Message() == nil || boundTo(t, fd.Message().FullName()) == nil && !reflect.PointerTo(t).Implements(protoMessage)
}

func newNullConverter(t reflect.Type, fd protoreflect.FieldDescriptor) converter {
	lies, _ := nullFieldsOf(t)
	return &nullConverter{t: t, lies: lies, elem: newElement(lies.valueType, fd)}
}

func (c *nullConverter) validAt(p unsafe.Pointer) *bool          { return (*bool)(unsafe.Add(p, c.lies.valid)) }
func (c *nullConverter) valueAt(p unsafe.Pointer) unsafe.Pointer { return unsafe.Add(p, c.lies.value) }

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
