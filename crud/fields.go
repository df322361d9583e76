package crud

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Fields are the fields of a model in the order of its struct, those of embedded structs in their place.
type Fields struct {
	model  reflect.Type
	all    []*Field
	proto  map[string]*Field // by proto name
	named  map[string]*Field // by Go name
	key    *Field
	search []*Field
	hops   [][]int // the embedded pointers, outermost first
}

// FieldsOf returns the fields of the struct M, as the parser of grpcgen reads them: named in lower snake case or by the
// name of the grpc tag, without those tagged "-", and embedded structs flattened as encoding/json does. Its errors are all
// that is wrong with the struct as a model, joined: an unknown lookup, one that does not fit the field's type, no key.
// The result is kept, and safe for concurrent use.
func FieldsOf[M any]() (*Fields, error) { return fieldsOf(reflect.TypeFor[M]()) }

var fieldsByType sync.Map // of reflect.Type to fieldsResult

type fieldsResult struct {
	fields *Fields
	err    error
}

func fieldsOf(t reflect.Type) (*Fields, error) {
	if r, ok := fieldsByType.Load(t); ok {
		return r.(fieldsResult).fields, r.(fieldsResult).err
	}
	fields, err := readFields(t)
	r, _ := fieldsByType.LoadOrStore(t, fieldsResult{fields, err})
	return r.(fieldsResult).fields, r.(fieldsResult).err
}

// All returns the fields.
func (f *Fields) All() []*Field { return slices.Clone(f.all) }

// Key returns the field that is the key.
func (f *Fields) Key() *Field { return f.key }

// Named returns the field of a proto name or else a Go name, or nil.
func (f *Fields) Named(name string) *Field {
	if field := f.proto[name]; field != nil {
		return field
	}
	return f.named[name]
}

// Model returns the name of the model: that of its struct.
func (f *Fields) Model() string {
	name, _, _ := strings.Cut(f.model.Name(), "[")
	return name
}

// Query returns a query of all rows, whose Filter knows the fields.
func (f *Fields) Query() *Query { return &Query{fields: f} }

// readFields reads the fields of a model.
func readFields(t reflect.Type) (*Fields, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("crud: a model is a struct, and %s is not", t)
	}
	r := &fieldReader{model: t}
	r.read(t, path{within: []reflect.Type{t}})
	f := &Fields{model: t, all: r.dominant(), proto: map[string]*Field{}, named: map[string]*Field{}, hops: r.hops}
	r.findKey(f.all)
	for _, field := range f.all {
		f.note(field)
	}
	if len(r.problems) > 0 {
		return nil, errors.Join(r.problems...)
	}
	return f, nil
}

func (f *Fields) note(field *Field) {
	f.proto[field.Name] = field
	f.named[field.GoName] = field
	if short := field.GoName[strings.LastIndexByte(field.GoName, '.')+1:]; f.named[short] == nil {
		f.named[short] = field
	}
	if field.Primary {
		f.key = field
	}
	if field.Search {
		f.search = append(f.search, field)
	}
}

// findKey marks the key: the field tagged primary, or else the field ID.
func (r *fieldReader) findKey(all []*Field) {
	var keys []*Field
	for _, f := range all {
		if f.Primary {
			keys = append(keys, f)
		}
	}
	if len(keys) == 0 {
		ids := slices.DeleteFunc(slices.Clone(all), func(f *Field) bool { return f.GoName != "ID" && !strings.HasSuffix(f.GoName, ".ID") })
		if len(ids) > 0 {
			keys = append(keys, slices.MinFunc(ids, func(a, b *Field) int { return len(a.Index) - len(b.Index) }))
		}
	}
	switch {
	case len(keys) == 0:
		r.problem("", "has no key: name a field ID, or tag one `grpc:\"primary\"`")
		return
	case len(keys) > 1:
		r.problem("", "has two keys, %s and %s: tag one field primary", keys[0].GoName, keys[1].GoName)
		return
	}
	key := keys[0]
	key.Primary = true
	if key.value.nullable || key.value.class != ordered && key.value.class != text || !key.Type.Comparable() {
		r.problem(key.GoName, "cannot be a key: a %s is no value that every row has and that has an order", key.Type)
	}
	if slices.ContainsFunc(r.hops, func(hop []int) bool { return len(hop) < len(key.Index) && slices.Equal(hop, key.Index[:len(hop)]) }) {
		r.problem(key.GoName, "cannot be a key: it is in a struct that is embedded by pointer")
	}
}
