package roundtrip

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// Reason is why a struct is refused: words of the message, and what then is in the struct or in one that it holds.
type Reason struct {
	Words string
	holds func(t reflect.Type) bool
}

// Reasons are all that the structs here are refused for. Of those that a message has words of, the first in it counts.
var Reasons = []Reason{
	{"only interfaces that the module declares", isInterface},
	{"an interface that any package can implement", isInterface},
	{"writes itself as JSON", func(t reflect.Type) bool {
		_, marshals := reflect.PointerTo(t).MethodByName("MarshalJSON")
		return t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() && marshals && hasField(t, func(f reflect.StructField) bool {
			return !f.IsExported() && !f.Anonymous && f.Name != "_"
		})
	}},
	{"a pointer to a pointer, slice, array or map", func(t reflect.Type) bool {
		kinds := []reflect.Kind{reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map}
		return t.Kind() == reflect.Pointer && slices.Contains(kinds, t.Elem().Kind())
	}},
	{"a channel has no proto form", func(t reflect.Type) bool { return t.Kind() == reflect.Chan }},
	{"is internal to its module", func(t reflect.Type) bool { return strings.Contains(t.PkgPath()+"/", "/internal/") }},
	{"has no exported field", func(t reflect.Type) bool {
		return t.Kind() == reflect.Struct && t.NumField() > 0 && !hasField(t, reflect.StructField.IsExported)
	}},
	{"has no field that is sent", func(t reflect.Type) bool {
		return t.Kind() == reflect.Struct && hasField(t, reflect.StructField.IsExported) && visible(t) == 0
	}},
	{"are both the field", func(t reflect.Type) bool { return t.Kind() == reflect.Struct && isAmbiguous(t) }},
	// github.Response embeds the one of net/http, whose Request has that as a field: two messages called Response.
	{"clashes with the message", func(t reflect.Type) bool { return t == reflect.TypeFor[http.Response]() }},
}

func isInterface(t reflect.Type) bool { return t.Kind() == reflect.Interface && t.NumMethod() > 0 }

func hasField(t reflect.Type, is func(reflect.StructField) bool) bool {
	for i := range t.NumField() {
		if is(t.Field(i)) {
			return true
		}
	}
	return false
}

// isAmbiguous reports whether two structs that a struct embeds have a field of one name, which Go then does not reach.
func isAmbiguous(t reflect.Type) bool {
	return hasField(t, func(f reflect.StructField) bool {
		if !f.Anonymous || f.Type.Kind() != reflect.Struct {
			return false
		}
		return hasField(f.Type, func(inner reflect.StructField) bool {
			_, found := t.FieldByName(inner.Name)
			return !found
		})
	})
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
	known := func(r Reason) bool { return r.Words == words }
	if !slices.ContainsFunc(Reasons, known) {
		t.Errorf("%T was refused for a reason that is not known here: %s", structs[0], words)
	}
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
