package runtime

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// newScalarElement chooses by the kinds of Go and of proto. A named type lies in memory as the one below it.
func newScalarElement(t reflect.Type, fd protoreflect.FieldDescriptor) element {
	switch t.Kind() {
	case reflect.Bool:
		return &scalar[bool]{wrap: protoreflect.ValueOfBool, unwrap: always(protoreflect.Value.Bool)}
	case reflect.String:
		// Value.String takes a value of any type; the assertion does not.
		return &scalar[string]{wrap: protoreflect.ValueOfString, unwrap: always(func(v protoreflect.Value) string { return v.Interface().(string) })}
	case reflect.Float32:
		return newFloat[float32](fd)
	case reflect.Float64:
		return newFloat[float64](fd)
	case reflect.Slice:
		return bytesElement{}
	case reflect.Array:
		return byteArrayElement{t}
	case reflect.Int8:
		return newInteger[int8](fd)
	case reflect.Int16:
		return newInteger[int16](fd)
	case reflect.Int32:
		return newInteger[int32](fd)
	case reflect.Int64:
		return newInteger[int64](fd)
	case reflect.Int:
		return newInteger[int](fd)
	case reflect.Uint8:
		return newInteger[uint8](fd)
	case reflect.Uint16:
		return newInteger[uint16](fd)
	case reflect.Uint32:
		return newInteger[uint32](fd)
	case reflect.Uint64:
		return newInteger[uint64](fd)
	case reflect.Uint:
		return newInteger[uint](fd)
	}
	panic(fmt.Sprintf("grpcgen: %s cannot hold the %v of field %s: build its glue again", t, fd.Kind(), fd.FullName()))
}

// scalar converts values that Go compares with ==.
type scalar[T comparable] struct {
	wrap   func(T) protoreflect.Value
	unwrap func(protoreflect.Value) (T, error)
}

// always is the unwrap of a type that holds every value.
func always[T any](f func(protoreflect.Value) T) func(protoreflect.Value) (T, error) {
	return func(v protoreflect.Value) (T, error) { return f(v), nil }
}

func (e *scalar[T]) isZero(p unsafe.Pointer) bool              { return *(*T)(p) == *new(T) }
func (e *scalar[T]) load(p unsafe.Pointer) protoreflect.Value  { return e.wrap(*(*T)(p)) }
func (e *scalar[T]) mutable(unsafe.Pointer) protoreflect.Value { panic(notMutable(e.none())) }
func (e *scalar[T]) none() protoreflect.Value                  { return e.wrap(*new(T)) }
func (e *scalar[T]) fresh() protoreflect.Value                 { return e.none() }
func (e *scalar[T]) merge(dst, src unsafe.Pointer)             { *(*T)(dst) = *(*T)(src) }
func (e *scalar[T]) equal(a, b unsafe.Pointer) bool            { return *(*T)(a) == *(*T)(b) }
func (e *scalar[T]) appendAll(dst, src unsafe.Pointer)         { appendSlice[T](dst, src) }

func (e *scalar[T]) store(p unsafe.Pointer, v protoreflect.Value) error {
	x, err := e.unwrap(v)
	if err == nil {
		*(*T)(p) = x
	}
	return err
}

type integer interface {
	int8 | int16 | int32 | int64 | int | uint8 | uint16 | uint32 | uint64 | uint
}

func newInteger[T integer](fd protoreflect.FieldDescriptor) element {
	signed := func(v protoreflect.Value) (T, error) { return fit[T](v.Int()) }
	unsigned := func(v protoreflect.Value) (T, error) { return fit[T](v.Uint()) }
	switch fd.Kind() {
	case protoreflect.EnumKind:
		return &scalar[T]{
			wrap:   func(x T) protoreflect.Value { return protoreflect.ValueOfEnum(mustFit[protoreflect.EnumNumber](x)) },
			unwrap: func(v protoreflect.Value) (T, error) { return fit[T](v.Enum()) },
		}
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		return &scalar[T]{wrap: func(x T) protoreflect.Value { return protoreflect.ValueOfInt32(mustFit[int32](x)) }, unwrap: signed}
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return &scalar[T]{wrap: func(x T) protoreflect.Value { return protoreflect.ValueOfUint32(mustFit[uint32](x)) }, unwrap: unsigned}
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return &scalar[T]{wrap: func(x T) protoreflect.Value { return protoreflect.ValueOfUint64(mustFit[uint64](x)) }, unwrap: unsigned}
	}
	return &scalar[T]{wrap: func(x T) protoreflect.Value { return protoreflect.ValueOfInt64(mustFit[int64](x)) }, unwrap: signed}
}

// fit converts between integers, and refuses a value that the other type does not have.
func fit[To, From integer | protoreflect.EnumNumber](x From) (To, error) {
	y := To(x)
	if From(y) != x || y < 0 != (x < 0) {
		return 0, fmt.Errorf("%v does not fit %T", x, y)
	}
	return y, nil
}

// mustFit is fit for what Go holds, which cannot be encoded either if it does not fit.
func mustFit[To, From integer | protoreflect.EnumNumber](x From) To {
	y, err := fit[To](x)
	if err != nil {
		panic(fmt.Sprintf("grpcgen: %v", err))
	}
	return y
}

// float converts floating-point numbers: negative zero is sent, and NaN equals NaN.
type float[T float32 | float64] struct{ scalar[T] }

func newFloat[T float32 | float64](fd protoreflect.FieldDescriptor) element {
	wrap := func(x T) protoreflect.Value { return protoreflect.ValueOfFloat64(float64(x)) }
	if fd.Kind() == protoreflect.FloatKind {
		wrap = func(x T) protoreflect.Value { return protoreflect.ValueOfFloat32(float32(x)) }
	}
	return &float[T]{scalar[T]{wrap: wrap, unwrap: always(func(v protoreflect.Value) T { return T(v.Float()) })}}
}

func (e *float[T]) isZero(p unsafe.Pointer) bool { return math.Float64bits(float64(*(*T)(p))) == 0 }

func (e *float[T]) equal(a, b unsafe.Pointer) bool {
	x, y := *(*T)(a), *(*T)(b)
	return x == y || x != x && y != y
}

// bytesElement converts byte slices.
type bytesElement struct{}

func (bytesElement) isZero(p unsafe.Pointer) bool { return len(*(*[]byte)(p)) == 0 }
func (bytesElement) load(p unsafe.Pointer) protoreflect.Value {
	return protoreflect.ValueOfBytes(*(*[]byte)(p))
}
func (bytesElement) store(p unsafe.Pointer, v protoreflect.Value) error {
	*(*[]byte)(p) = v.Bytes()
	return nil
}
func (e bytesElement) mutable(unsafe.Pointer) protoreflect.Value { panic(notMutable("a []byte")) }
func (bytesElement) none() protoreflect.Value                    { return protoreflect.ValueOfBytes(nil) }
func (bytesElement) fresh() protoreflect.Value                   { return protoreflect.ValueOfBytes(nil) }
func (bytesElement) merge(dst, src unsafe.Pointer) {
	*(*[]byte)(dst) = append([]byte{}, *(*[]byte)(src)...)
}
func (bytesElement) equal(a, b unsafe.Pointer) bool {
	return bytes.Equal(*(*[]byte)(a), *(*[]byte)(b))
}
