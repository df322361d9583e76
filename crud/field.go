package crud

import (
	"reflect"
	"slices"

	"github.com/grpcgen/grpcgen/internal/lookups"
)

// Kind is what the values of a field are, and so what can be asked of them.
type Kind uint8

// The kinds of fields.
const (
	Opaque  Kind = Kind(lookups.Opaque)  // lists, maps, and what holds any JSON
	Nested  Kind = Kind(lookups.Nested)  // other messages: a struct, or a list or a map of structs
	Bool    Kind = Kind(lookups.Bool)    // values that can be compared
	Ordered Kind = Kind(lookups.Ordered) // values that have an order as well: numbers, times, enums, bytes, IDs
	Text    Kind = Kind(lookups.Text)    // strings, which can be searched as well
)

// comparable reports whether two values of the kind can be the same.
func (k Kind) comparable() bool { return lookups.Kind(k).Comparable() }

// Field is a field of a model: what "grpcgen build" has found in the struct and its tags. FieldsOf returns it.
type Field struct {
	Name      string   // proto name
	Go        string   // Go field; with dots where structs are embedded
	Kind      Kind     // of its values
	Null      string   // the field that holds the value of a sql.NullString and the like, beside Valid; empty for other types
	Nullable  bool     // it can be unset in a row
	Primary   bool     // the key
	ReadOnly  bool     // not in requests
	WriteOnly bool     // not in responses
	Lookups   []Lookup // what clients may filter by, in the order of the tag
	Sort      bool     // clients may sort by it
	Search    bool     // clients may search in it
	Keys      string   // the Go field of the association whose keys this field holds: keys=Authors
	Hidden    []string // what clients do not see in the structs that a Nested field holds: example.com/shop.Author.Books

	// What package reflect says about the Go field.
	index        []int
	goType       reflect.Type
	valueType    reflect.Type
	value, valid []int // indexes of the fields of a type such as sql.NullString
	form         form
}

// Index returns the index of the Go field in the struct of the model, for reflect.Value.FieldByIndex.
func (f *Field) Index() []int { return f.index }

// Type returns the type of the Go field.
func (f *Field) Type() reflect.Type { return f.goType }

// ValueType returns the type of the field's values: its own, that of what it points to, or that of what a
// sql.Null or a type like it holds.
func (f *Field) ValueType() reflect.Type { return f.valueType }

// Allows reports whether clients may filter by the lookup.
func (f *Field) Allows(l Lookup) bool { return slices.Contains(f.Lookups, l) }

// Value returns the value of the field in a row, a struct of the model, or nil if it has none there. It is of ValueType. A
// field that cannot be unset is zero in an embedded struct that is not there, as clients see it.
func (f *Field) Value(row reflect.Value) any {
	v, ok := f.find(row)
	if !ok && f.Nullable {
		return nil
	}
	if !ok {
		return reflect.Zero(f.valueType).Interface()
	}
	if v, ok = f.held(v); !ok {
		return nil
	}
	return v.Interface()
}

// held returns the value that the Go field holds, if it has one.
func (f *Field) held(v reflect.Value) (reflect.Value, bool) {
	switch {
	case f.Null != "":
		return v.FieldByIndex(f.value), v.FieldByIndex(f.valid).Bool()
	case f.Nullable && v.IsNil():
		return v, false
	case v.Kind() == reflect.Pointer:
		return v.Elem(), true
	}
	return v, true
}

// find returns the Go field in a row, unless it is behind an embedded pointer that is nil.
func (f *Field) find(row reflect.Value) (reflect.Value, bool) {
	if len(f.index) == 1 {
		return row.Field(f.index[0]), true
	}
	for _, i := range f.index {
		if row.Kind() == reflect.Pointer {
			if row.IsNil() {
				return reflect.Value{}, false
			}
			row = row.Elem()
		}
		row = row.Field(i)
	}
	return row, true
}

// reach is find for a row that is written to: embedded pointers that are nil are set.
func (f *Field) reach(row reflect.Value) reflect.Value {
	for _, i := range f.index {
		if row.Kind() == reflect.Pointer {
			if row.IsNil() {
				row.Set(reflect.New(row.Type().Elem()))
			}
			row = row.Elem()
		}
		row = row.Field(i)
	}
	return row
}

// Copy sets the field of a row to that of another row. It shares what the value refers to.
func (f *Field) Copy(to, from reflect.Value) {
	if v, ok := f.find(from); ok {
		f.reach(to).Set(v)
	} else {
		f.clear(to)
	}
}

// clear sets the field of a row to its zero value.
func (f *Field) clear(row reflect.Value) {
	if v, ok := f.find(row); ok {
		v.SetZero()
	}
}
