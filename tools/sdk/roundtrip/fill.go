package roundtrip

import (
	"encoding"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"time"
)

// filler fills structs with random values.
type filler struct{ *rand.Rand }

// deepest is how deep structs are filled: many of them hold themselves.
const deepest = 4

// left reports whether a field of a struct does not travel: it has no name for others, or a tag says so. In a struct that was
// written for protobuf, fields without a tag are left out.
func left(t reflect.Type, f reflect.StructField) bool {
	tag := f.Tag.Get("protobuf")
	for i := range t.NumField() {
		if other := t.Field(i).Tag.Get("protobuf"); tag == "" && other != "" && other != "-" {
			return true
		}
	}
	return !f.IsExported() && !f.Anonymous || f.Tag.Get("json") == "-" || tag == "-" || strings.HasPrefix(f.Name, "XXX_")
}

// isText reports whether a type travels as the text that it makes of itself.
func isText(t reflect.Type) bool {
	_, marshals := reflect.PointerTo(t).MethodByName("MarshalText")
	_, unmarshals := reflect.PointerTo(t).MethodByName("UnmarshalText")
	return marshals && unmarshals
}

func (f filler) value(v reflect.Value, depth int, name string) {
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		*at = time.Unix(f.Int64N(1<<32), 0).UTC()
		return
	case *json.RawMessage:
		*at = json.RawMessage(`"text"`)
		return
	case *json.Number:
		*at = "12"
		return
	case encoding.TextUnmarshaler:
		for _, text := range []string{"2026-12-01T02:03:04Z", "1.5", "192.0.2.1", "GET", ""} {
			if at.UnmarshalText([]byte(text)) == nil {
				return
			}
		}
	case encoding.BinaryUnmarshaler:
		if at.UnmarshalBinary([]byte("http://example.com/path")) == nil {
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); !left(v.Type(), field) && v.Field(i).CanSet() {
				f.value(v.Field(i), depth+1, field.Name)
			} else if field.Anonymous && v.Field(i).Kind() == reflect.Struct {
				f.promoted(v.Field(i), depth+1)
			}
		}
		clearHidden(v)
	case reflect.Pointer:
		if depth < deepest || v.Type().Elem().Kind() != reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
			f.value(v.Elem(), depth, name)
		}
	case reflect.Slice, reflect.Map:
		f.elements(v, depth, name)
	case reflect.Array:
		for i := range v.Len() {
			f.value(v.Index(i), depth+1, name)
		}
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf("text of " + name))
		}
	default:
		f.scalar(v, name)
	}
}

// promoted fills the fields of a struct that is embedded and not exported.
func (f filler) promoted(v reflect.Value, depth int) {
	for i := range v.NumField() {
		if field := v.Type().Field(i); !left(v.Type(), field) && v.Field(i).CanSet() {
			f.value(v.Field(i), depth, field.Name)
		}
	}
}

// clearHidden clears the fields of embedded structs that Go does not reach by their name alone: another hides them, or two are
// equally deep. They do not travel.
func clearHidden(v reflect.Value) {
	visible := map[string]bool{}
	for _, field := range reflect.VisibleFields(v.Type()) {
		visible[fmt.Sprint(field.Index)] = true
	}
	var clearIn func(v reflect.Value, index []int)
	clearIn = func(v reflect.Value, index []int) {
		for i := range v.NumField() {
			inner, field := append(slices.Clone(index), i), v.Field(i)
			if !visible[fmt.Sprint(inner)] {
				if field.CanSet() {
					field.SetZero()
				}
				continue
			}
			if embedded := reflect.Indirect(field); v.Type().Field(i).Anonymous && embedded.Kind() == reflect.Struct {
				clearIn(embedded, inner)
			}
		}
	}
	clearIn(v, nil)
}

func (f filler) elements(v reflect.Value, depth int, name string) {
	n := 1 + f.IntN(2)
	if depth+1 >= deepest { // pointers that are elements must not be nil
		return
	}
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			f.value(v.Index(i), depth+1, name)
		}
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for range n {
		key, elem := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.value(key, depth+1, name)
		f.value(elem, depth+1, name)
		v.SetMapIndex(key, elem)
	}
}

func (f filler) scalar(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 1)
	case reflect.String:
		v.SetString(name + " é" + string(rune('a'+f.IntN(26))))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(f.IntN(1000)) / 8)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.IntN(256)) - 128)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(f.IntN(256)))
	}
}
