package roundtrip

import (
	"reflect"
	"testing"
)

// Reason is why a struct is refused: words of the message, and what then is in the struct or in one that it holds.
type Reason struct {
	Words string
	holds func(t reflect.Type) bool
}

// Reasons are all that the structs here are refused for. The first that a message has words of counts.
var Reasons = []Reason{
	{"only interfaces that the module declares", func(t reflect.Type) bool { return t.Kind() == reflect.Interface && t.NumMethod() > 0 }},
	{"writes itself as JSON", func(t reflect.Type) bool {
		_, marshals := reflect.PointerTo(t).MethodByName("MarshalJSON")
		return t.Kind() == reflect.Struct && marshals && visible(t) < t.NumField()
	}},
}

// visible counts the fields that travel.
func visible(t reflect.Type) (n int) {
	for i := range t.NumField() {
		if !left(t, t.Field(i)) {
			n++
		}
	}
	return n
}

// CheckReason fails unless each struct holds what the reason says.
func CheckReason(t *testing.T, words string, structs ...any) {
	for _, r := range Reasons {
		if r.Words != words {
			continue
		}
		for _, v := range structs {
			if typ := reflect.TypeOf(v).Elem(); !reaches(typ, r.holds, map[reflect.Type]bool{}) {
				t.Errorf("%s was refused because of what it does not hold: %s", typ, words)
			}
		}
	}
}

// reaches reports whether a type, or one that it holds, is such a one.
func reaches(t reflect.Type, holds func(reflect.Type) bool, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if holds(t) {
		return true
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return reaches(t.Elem(), holds, seen)
	case reflect.Map:
		return reaches(t.Elem(), holds, seen) || reaches(t.Key(), holds, seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); !left(t, f) && reaches(f.Type, holds, seen) {
				return true
			}
		}
	}
	return false
}
