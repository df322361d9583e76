package crud

import (
	"reflect"
	"slices"
)

// Field is a field of a model, as its Go struct and its grpc tag declare it. FieldsOf makes it.
type Field struct {
	Name      string       // proto name
	GoName    string       // of the Go field; with dots where structs are embedded
	Index     []int        // of reflect.Value.FieldByIndex
	Type      reflect.Type // of the Go field
	Primary   bool         // the key
	ReadOnly  bool         // not in requests
	WriteOnly bool         // not in responses
	Lookups   []Lookup     // what clients may filter by, in the order of the tag
	Sort      bool         // clients may sort by it
	Search    bool         // clients may search in it
	Keys      string       // the Go field of the association whose keys this field holds: keys=Authors

	value valueType
}

// ValueType returns the type of the field's values: its own, that of what it points to, or that of what a sql.Null holds.
func (f *Field) ValueType() reflect.Type { return f.value.base }

// Nullable reports whether the field can have no value.
func (f *Field) Nullable() bool { return f.value.nullable }

// Nested reports whether the field holds other messages: a struct that is not a single value such as a time, or a slice
// or a map of those.
func (f *Field) Nested() bool { return f.value.nested }

// Allows reports whether clients may filter by the lookup.
func (f *Field) Allows(l Lookup) bool { return slices.Contains(f.Lookups, l) }

// Value returns the value of the field in a row, a struct of the model, or nil if it has none there. It is of ValueType.
func (f *Field) Value(row reflect.Value) any {
	v, ok := f.find(row)
	if !ok {
		return nil
	}
	if v, ok = f.value.held(v); !ok {
		return nil
	}
	return v.Interface()
}

// find returns the Go field in a row, unless it is behind an embedded pointer that is nil.
func (f *Field) find(row reflect.Value) (reflect.Value, bool) {
	if len(f.Index) == 1 {
		return row.Field(f.Index[0]), true
	}
	for _, i := range f.Index {
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
	for _, i := range f.Index {
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
