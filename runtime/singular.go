package runtime

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
)

func tooLarge(out reflect.Value, n any) string {
	return fmt.Sprintf("grpcgen: %v does not fit %s", n, out.Type())
}

// singularConverter holds a scalar without presence, or a message or a time, by value or by pointer.
type singularConverter struct {
	elem element
	fd   protoreflect.FieldDescriptor
}

func (c singularConverter) has(v reflect.Value) bool {
	switch {
	case v.Kind() == reflect.Pointer:
		return !v.IsNil()
	case v.Type() == timeType:
		return !v.Interface().(time.Time).IsZero()
	case v.Type() == durationType:
		return v.Int() != 0
	case c.fd.Message() != nil:
		return !encodesToNothing(c.elem.toProto(v).Message())
	case v.Kind() == reflect.Slice:
		return v.Len() > 0
	case v.CanFloat():
		return math.Float64bits(v.Float()) != 0 // negative zero is sent
	}
	return !v.IsZero()
}

// A message held by value can always be pointed at.
func (c singularConverter) alwaysThere() bool {
	return c.fd.Message() != nil && c.elem.t.Kind() == reflect.Struct && !c.elem.isTime()
}

func (c singularConverter) toProto(v reflect.Value) protoreflect.Value { return c.elem.toProto(v) }
func (c singularConverter) set(v reflect.Value, to protoreflect.Value) { v.Set(c.elem.fromProto(to)) }
func (c singularConverter) absent() protoreflect.Value                 { return c.elem.absent() }
func (c singularConverter) fresh() protoreflect.Value                  { return c.elem.fresh() }

func (c singularConverter) mutable(v reflect.Value) protoreflect.Value {
	if c.fd.Message() == nil {
		panic(fmt.Sprintf("grpcgen: %s is not a message, a list or a map", c.fd.FullName()))
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
		if c.elem.isTime() {
			setTime(v, c.fresh().Message())
		}
	}
	if !c.elem.isTime() {
		return c.elem.toProto(v)
	}
	if !c.has(v) {
		setTime(v, c.fresh().Message()) // the epoch: Mutable makes a message present
	}
	return protoreflect.ValueOfMessage(timeProxy{Message: timeMessage(v), field: v})
}

// optionalConverter holds a scalar with explicit presence behind a pointer.
type optionalConverter struct {
	elem element
	fd   protoreflect.FieldDescriptor
}

func (c optionalConverter) has(v reflect.Value) bool { return !v.IsNil() }
func (c optionalConverter) alwaysThere() bool        { return false }
func (c optionalConverter) toProto(v reflect.Value) protoreflect.Value {
	return c.elem.toProto(v.Elem())
}
func (c optionalConverter) absent() protoreflect.Value { return c.fd.Default() }
func (c optionalConverter) fresh() protoreflect.Value  { return c.fd.Default() }

func (c optionalConverter) set(v reflect.Value, to protoreflect.Value) {
	p := reflect.New(c.elem.t)
	p.Elem().Set(c.elem.fromProto(to))
	v.Set(p)
}

func (c optionalConverter) mutable(reflect.Value) protoreflect.Value {
	panic(fmt.Sprintf("grpcgen: %s is not a message, a list or a map", c.fd.FullName()))
}
