package runtime

import (
	"fmt"
	"reflect"
	"time"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// converter carries the values of one field to protobuf reflection and back. The pointers are addresses of the Go
// field. It panics, as protobuf-go does, where a value is of another type; an error says that a value does not fit.
type converter interface {
	has(p unsafe.Pointer) bool                        // whether the field is present
	get(p unsafe.Pointer) protoreflect.Value          // of a field that is present
	set(p unsafe.Pointer, v protoreflect.Value) error // Message.Set
	clear(p unsafe.Pointer)                           // Message.Clear
	mutable(p unsafe.Pointer) protoreflect.Value      // Message.Mutable
	none() protoreflect.Value                         // Message.Get for a field that is not present
	fresh() protoreflect.Value                        // Message.NewField
	merge(dst, src unsafe.Pointer)                    // proto.Merge: src is present
	equal(a, b unsafe.Pointer) bool                   // proto.Equal: both are present
	refused(p unsafe.Pointer) error                   // what was refused in the memory that the field leads to
}

// element converts single values of one Go type: a field's, an element's, a map's key or value. The pointers are
// addresses of such values.
type element interface {
	isZero(p unsafe.Pointer) bool                       // whether a field without presence of its own is absent
	load(p unsafe.Pointer) protoreflect.Value           // a message keeps its identity
	store(p unsafe.Pointer, v protoreflect.Value) error // leaves p as it is on an error
	mutable(p unsafe.Pointer) protoreflect.Value        // panics unless it is a message
	none() protoreflect.Value                           // the empty message that cannot be changed, or the default of a scalar
	fresh() protoreflect.Value                          // an empty value: of a message, a new one
	merge(dst, src unsafe.Pointer)                      // messages merge, bytes are copied, other values replace; of a zero dst it makes a deep copy
	equal(a, b unsafe.Pointer) bool
}

// plainElement is an element of which a copy of the memory is a deep copy.
type plainElement interface {
	element
	appendAll(dst, src unsafe.Pointer) // appends one slice to another
}

func isPlain(e element) bool {
	_, ok := e.(plainElement)
	return ok
}

// appendSlice is appendAll for values that lie in memory as a T.
func appendSlice[T any](dst, src unsafe.Pointer) {
	*(*[]T)(dst) = append(*(*[]T)(dst), *(*[]T)(src)...)
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
)

// newConverter chooses how a field of Go type t crosses over.
func newConverter(t reflect.Type, fd protoreflect.FieldDescriptor) converter {
	switch {
	case fd.IsMap():
		return newMapConverter(t, fd)
	case fd.IsList() && t.Kind() == reflect.Array:
		return newArrayConverter(t, fd)
	case fd.IsList():
		return newListConverter(t, fd)
	case isNull(t, fd):
		return newNullConverter(t, fd)
	case t.Kind() == reflect.Pointer && (fd.Message() == nil || isWellKnown(t.Elem())):
		return &optionalConverter{t: t.Elem(), elem: newElement(t.Elem(), fd)}
	}
	return &singularConverter{t: t, elem: newElement(t, fd)}
}

// newElement chooses how a single value of Go type t crosses over.
func newElement(t reflect.Type, fd protoreflect.FieldDescriptor) element {
	if e := newFormElement(t, fd); e != nil {
		return e
	}
	switch {
	case isTime(t) && fd.Message() != nil:
		return newTimeElement(t, fd)
	case fd.Enum() != nil && t.Kind() == reflect.String:
		return enumOf(t)
	case isDynamic(t) && fd.Message() != nil:
		return newDynamicElement(t, fd)
	case t.Kind() == reflect.Pointer && (fd.Message() == nil || isWellKnown(t.Elem())):
		return &pointerElement{t: t.Elem(), elem: newElement(t.Elem(), fd)}
	case fd.Message() != nil:
		return newMessageElement(t, fd)
	}
	return newScalarElement(t, fd)
}

// isTime reports whether Go holds a well-known message as a time or a duration.
func isTime(t reflect.Type) bool { return t == timeType || t == durationType }

// isWellKnown reports whether Go holds one of protobuf's own messages as something else than a message.
func isWellKnown(t reflect.Type) bool { return isTime(t) || isDynamic(t) }

// valueAt returns the value of type t at p to package reflect.
func valueAt(t reflect.Type, p unsafe.Pointer) reflect.Value { return reflect.NewAt(t, p).Elem() }

// madeOf returns the address of a new value: an empty message, held as something else.
func madeOf(t reflect.Type, e element) unsafe.Pointer {
	p := reflect.New(t).UnsafePointer()
	if err := e.store(p, e.fresh()); err != nil {
		panic(fmt.Sprintf("grpcgen: %v", err))
	}
	return p
}

// copied returns the address of a copy of v.
func copied(v reflect.Value) unsafe.Pointer {
	c := reflect.New(v.Type())
	c.Elem().Set(v)
	return c.UnsafePointer()
}

func notMutable(what any) string {
	return fmt.Sprintf("grpcgen: %v is not a message, a list or a map", what)
}
