package runtime

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// stringEnums holds every string enum that is linked, by its Go type. The type alone leads a view, and the glue of
// another package, to the numbers.
var stringEnums sync.Map // reflect.Type to stringEnum

// NewEnum declares the numbers of a string enum.
func NewEnum[T ~string](numbers wire.Numbers[T]) *wire.StringEnum[T] {
	e := wire.NewStringEnum(numbers)
	stringEnums.Store(reflect.TypeFor[T](), stringEnum{
		t:      reflect.TypeFor[T](),
		number: func(text string) (int32, bool) { return e.Number(T(text)) },
		text: func(number int32) (string, bool) {
			text, ok := e.Text(number)
			return string(text), ok
		},
		table: e,
	})
	return e
}

// EnumOf returns the numbers of a string enum of another package. It panics if that package was not built by
// grpcgen.
func EnumOf[T ~string]() *wire.StringEnum[T] {
	return enumOf(reflect.TypeFor[T]()).table.(*wire.StringEnum[T])
}

func enumOf(t reflect.Type) stringEnum {
	e, ok := stringEnums.Load(t)
	if !ok {
		panic(fmt.Sprintf("grpcgen: %s is not an enum of grpcgen's: build its package with grpcgen", t))
	}
	return e.(stringEnum)
}

// stringEnum converts strings that are enum numbers on the wire.
type stringEnum struct {
	t      reflect.Type
	number func(text string) (int32, bool)
	text   func(number int32) (string, bool)
	table  any
}

func (e stringEnum) isZero(p unsafe.Pointer) bool { return *(*string)(p) == "" }

// load panics on a text that is not a value, which cannot be encoded either.
func (e stringEnum) load(p unsafe.Pointer) protoreflect.Value {
	number, ok := e.number(*(*string)(p))
	if !ok {
		panic(fmt.Sprintf("grpcgen: %q is not a value of %s", *(*string)(p), e.t))
	}
	return protoreflect.ValueOfEnum(protoreflect.EnumNumber(number))
}

func (e stringEnum) store(p unsafe.Pointer, v protoreflect.Value) error {
	text, ok := e.text(int32(v.Enum()))
	if !ok {
		return fmt.Errorf("number %d is not a value of %s", v.Enum(), e.t)
	}
	*(*string)(p) = text
	return nil
}

func (e stringEnum) mutable(unsafe.Pointer) protoreflect.Value { panic(notMutable(e.t)) }
func (e stringEnum) none() protoreflect.Value                  { return protoreflect.ValueOfEnum(0) }
func (e stringEnum) fresh() protoreflect.Value                 { return e.none() }
func (e stringEnum) merge(dst, src unsafe.Pointer)             { *(*string)(dst) = *(*string)(src) }
func (e stringEnum) equal(a, b unsafe.Pointer) bool            { return *(*string)(a) == *(*string)(b) }
