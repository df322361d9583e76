package runtime

import (
	"fmt"
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// Variants maps field numbers to the Go types that a sealed interface can hold.
type Variants map[protoreflect.FieldNumber]reflect.Type

// NewOneof declares the message of a sealed interface T.
func NewOneof[B Binding[T], T any](file *File, name string, codec Codec[T], variants Variants, binding B) *Message[T] {
	m := NewFramed(file, name, codec, nil, binding)
	m.core.variants = variants
	return m
}

// newOneofView is the view of an interface: its variants are the fields.
func newOneofView(t reflect.Type, desc protoreflect.MessageDescriptor, variants Variants) *structView {
	s := &structView{goType: t, desc: desc, fields: make([]fieldView, desc.Fields().Len())}
	for i := range s.fields {
		fd := desc.Fields().Get(i)
		variant, ok := variants[fd.Number()]
		if !ok {
			panic(fmt.Sprintf("grpcgen: the glue of %s lacks variant %d: build it again", desc.FullName(), fd.Number()))
		}
		s.fields[i] = fieldView{size: t.Size(), fd: fd, conv: &variantConverter{oneof: t, t: variant, elem: newElement(variant, fd)}}
	}
	return s
}

// variantConverter is one type that an interface can hold.
type variantConverter struct {
	oneof reflect.Type // the interface
	t     reflect.Type
	elem  element
}

// held returns the address of a copy of what the interface at p holds.
func (c *variantConverter) held(p unsafe.Pointer) unsafe.Pointer {
	v := reflect.New(c.t)
	v.Elem().Set(valueAt(c.oneof, p).Elem())
	return v.UnsafePointer()
}

func (c *variantConverter) put(p, variant unsafe.Pointer) {
	valueAt(c.oneof, p).Set(valueAt(c.t, variant))
}

func (c *variantConverter) has(p unsafe.Pointer) bool {
	v := valueAt(c.oneof, p)
	return !v.IsNil() && v.Elem().Type() == c.t
}

func (c *variantConverter) get(p unsafe.Pointer) protoreflect.Value { return c.elem.load(c.held(p)) }
func (c *variantConverter) none() protoreflect.Value                { return c.elem.none() }
func (c *variantConverter) fresh() protoreflect.Value               { return c.elem.fresh() }

func (c *variantConverter) set(p unsafe.Pointer, v protoreflect.Value) error {
	variant := reflect.New(c.t).UnsafePointer()
	if err := c.elem.store(variant, v); err != nil {
		return err
	}
	c.put(p, variant)
	refusals.carry(variant, c.t.Size(), p)
	return nil
}

func (c *variantConverter) clear(p unsafe.Pointer) {
	if c.has(p) {
		valueAt(c.oneof, p).SetZero()
	}
}

// mutable returns the message in the interface, made if it is not there. Go cannot point into an interface, so what is
// changed in one that it holds by value is stored anew.
func (c *variantConverter) mutable(p unsafe.Pointer) protoreflect.Value {
	variant := reflect.New(c.t).UnsafePointer()
	if c.has(p) {
		variant = c.held(p)
	}
	v := c.elem.mutable(variant)
	c.put(p, variant)
	if c.t.Kind() == reflect.Pointer {
		return v
	}
	return storing(v, func() {
		c.put(p, variant)
		refusals.carry(variant, c.t.Size(), p)
	})
}

func (c *variantConverter) merge(dst, src unsafe.Pointer) {
	variant := reflect.New(c.t).UnsafePointer()
	if c.has(dst) {
		variant = c.held(dst)
	}
	c.elem.merge(variant, c.held(src))
	c.put(dst, variant)
}

func (c *variantConverter) equal(a, b unsafe.Pointer) bool {
	return c.elem.equal(c.held(a), c.held(b))
}
