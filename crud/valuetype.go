package crud

import (
	"encoding"
	"encoding/json"
	"reflect"
	"time"
)

// valueType says what the values of a Go field are.
type valueType struct {
	base     reflect.Type
	class    class
	nullable bool
	nested   bool
	null     *nullType
}

// class is what can be done with a value.
type class uint8

const (
	opaque  class = iota // lists, maps, messages, and what holds any JSON
	boolean              // can be compared
	ordered              // and have an order
	text                 // and be searched
)

// nullType is a struct of a value and a Valid, such as sql.Null and uuid.NullUUID: the indexes of its fields.
type nullType struct{ value, valid int }

func newValueType(t reflect.Type) valueType {
	v := valueType{base: t}
	switch {
	case t.Kind() == reflect.Pointer:
		v.base, v.nullable = t.Elem(), true
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Interface:
		v.nullable = true
	default:
		if v.null = nullTypeOf(t); v.null != nil {
			v.base, v.nullable = t.Field(v.null.value).Type, true
		}
	}
	v.class = classOf(v.base)
	v.nested = v.class == opaque && holdsMessages(v.base)
	return v
}

func (t *valueType) kind() Kind {
	if t.nested {
		return Nested
	}
	return [...]Kind{Opaque, Bool, Ordered, Text}[t.class]
}

// nullTypeOf tells by the fields, since not only package database/sql has such types.
func nullTypeOf(t reflect.Type) *nullType {
	if t.Kind() != reflect.Struct || t.NumField() != 2 {
		return nil
	}
	for i := range 2 {
		if f := t.Field(i); f.Name == "Valid" && f.Type.Kind() == reflect.Bool && t.Field(1-i).IsExported() {
			return &nullType{value: 1 - i, valid: i}
		}
	}
	return nil
}

var timeType = reflect.TypeFor[time.Time]()

func classOf(t reflect.Type) class {
	switch t.Kind() {
	case reflect.Bool:
		return boolean
	case reflect.String:
		if !marshalsText(t) {
			return text
		}
		return ordered
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return ordered
	}
	if isBytes(t) && t != reflect.TypeFor[json.RawMessage]() || t == timeType || marshalsText(t) || marshalsBinary(t) {
		return ordered
	}
	return opaque
}

func isBytes(t reflect.Type) bool {
	return (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t.Elem() == reflect.TypeFor[byte]()
}

func marshalsText(t reflect.Type) bool {
	return marshals[encoding.TextMarshaler](t) && marshals[encoding.TextUnmarshaler](t)
}

func marshalsBinary(t reflect.Type) bool {
	return marshals[encoding.BinaryMarshaler](t) && marshals[encoding.BinaryUnmarshaler](t)
}

// marshals reports whether a pointer to t has the method. A struct that has it from an embedded field would lose its
// other fields, and does not count, as for the parser.
func marshals[Method any](t reflect.Type) bool {
	method := reflect.TypeFor[Method]()
	if !reflect.PointerTo(t).Implements(method) {
		return false
	}
	if t.Kind() == reflect.Struct && t.NumField() > 1 {
		for i := range t.NumField() {
			f := t.Field(i)
			if f.Anonymous && (f.Type.Implements(method) || reflect.PointerTo(f.Type).Implements(method)) {
				return false
			}
		}
	}
	return true
}

// holdsMessages reports whether an opaque type is a struct, or a list or a map of structs.
func holdsMessages(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return holdsMessages(t.Elem())
	case reflect.Struct:
		return classOf(t) == opaque
	}
	return false
}
