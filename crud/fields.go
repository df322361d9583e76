package crud

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Fields are the fields of a model in the order of its struct, those of embedded structs in their place.
type Fields struct {
	model    reflect.Type
	all      []*Field
	err      error             // what does not match the struct
	disagree atomic.Bool       // another package has another table of the struct
	proto    map[string]*Field // by proto name
	goName   map[string]*Field // by Go name
	key      *Field
	search   []*Field
	hops     [][]int // the embedded pointers, outermost first
}

// tables are the fields of every model that the program links.
var tables sync.Map // of reflect.Type to *Fields

// NewFields says what the fields of the struct M are, and returns them. Generated code calls it for the model of every
// service; call it for a struct that is kept in a Store and is not the model of a service. What does not match the
// struct is an error of FieldsOf, and so is a second call for M with other fields.
func NewFields[M any](all []Field) *Fields {
	f := &Fields{model: reflect.TypeFor[M](), proto: map[string]*Field{}, goName: map[string]*Field{}}
	all = slices.Clone(all)
	for i := range all {
		f.all = append(f.all, &all[i])
	}
	f.err = errors.Join(f.resolve()...)
	first, known := tables.LoadOrStore(f.model, f)
	if fields := first.(*Fields); known {
		if !fields.same(f) {
			fields.disagree.Store(true)
		}
		return fields
	}
	return f
}

func (f *Fields) same(other *Fields) bool {
	return slices.EqualFunc(f.all, other.all, func(a, b *Field) bool { return reflect.DeepEqual(a.declared(), b.declared()) })
}

// declared returns what NewFields was told of a field.
func (f *Field) declared() Field {
	return Field{
		Name: f.Name, Go: f.Go, Kind: f.Kind, Null: f.Null, Nullable: f.Nullable, Primary: f.Primary, ReadOnly: f.ReadOnly,
		WriteOnly: f.WriteOnly, Lookups: f.Lookups, Sort: f.Sort, Search: f.Search, Keys: f.Keys,
		Hidden: f.Hidden,
	}
}

// FieldsOf returns the fields of the struct M, which is the model of a service that the program links, or was given to
// NewFields. The result is safe for concurrent use.
func FieldsOf[M any]() (*Fields, error) {
	t := reflect.TypeFor[M]()
	known, ok := tables.Load(t)
	if !ok {
		return nil, unknownModel(t)
	}
	f := known.(*Fields)
	switch {
	case f.disagree.Load():
		return nil, fmt.Errorf("crud: two packages disagree about the fields of %s: run \"grpcgen build\" in both", t)
	case f.err != nil:
		return nil, f.err
	}
	return f, nil
}

// unknownModel is the error of a type whose fields nobody has told.
func unknownModel(t reflect.Type) error {
	switch t.Kind() {
	case reflect.Pointer:
		return fmt.Errorf("crud: %s is a pointer: the model is %s", t, t.Elem())
	case reflect.Struct:
		return fmt.Errorf("crud: %s is not the model of a service that this program links: run \"grpcgen build\" and import the package of the service; "+
			"for a struct that has no service, call crud.NewFields", t)
	default:
		return fmt.Errorf("crud: %s is not a struct, so it cannot be a model", t)
	}
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
	return f.goName[name]
}

// Model returns the name of the model: that of its struct.
func (f *Fields) Model() string {
	name, _, _ := strings.Cut(f.model.Name(), "[")
	return name
}

// Query returns a query of all rows.
func (f *Fields) Query() *Query { return &Query{fields: f} }

// resolve finds the fields in the struct, and returns what does not match it.
func (f *Fields) resolve() (problems []error) {
	problem := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("crud: the fields of %s do not match the struct: "+format, append([]any{f.model}, args...)...))
	}
	if f.model.Kind() != reflect.Struct {
		problem("it is not a struct")
		return problems
	}
	for _, field := range f.all {
		if err := f.locate(field); err != nil {
			problem("%w: run \"grpcgen build\"", err)
			continue
		}
		f.note(field)
	}
	if f.key == nil {
		problem("none of them is the key")
	}
	return problems
}

func (f *Fields) note(field *Field) {
	f.proto[field.Name] = field
	f.goName[field.Go] = field
	if short := field.Go[strings.LastIndexByte(field.Go, '.')+1:]; f.goName[short] == nil {
		f.goName[short] = field
	}
	if field.Primary {
		f.key = field
	}
	if field.Search {
		f.search = append(f.search, field)
	}
}

// locate finds a field in the struct.
func (f *Fields) locate(field *Field) error {
	t := f.model
	for name := range strings.SplitSeq(field.Go, ".") {
		if t.Kind() == reflect.Pointer {
			f.hop(field.index)
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return fmt.Errorf("there is no field %s", field.Go)
		}
		v, ok := t.FieldByName(name)
		if !ok || len(v.Index) > 1 {
			return fmt.Errorf("there is no field %s", field.Go)
		}
		field.index, t = append(field.index, v.Index[0]), v.Type
	}
	field.goType = t
	return field.holdValue()
}

// hop notes a struct that is embedded by pointer.
func (f *Fields) hop(index []int) {
	if !slices.ContainsFunc(f.hops, func(known []int) bool { return slices.Equal(known, index) }) {
		f.hops = append(f.hops, slices.Clone(index))
	}
}

// holdValue finds where the Go field holds its value.
func (f *Field) holdValue() error {
	t := f.goType
	f.valueType = t
	switch nilable := t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Interface; {
	case f.Null != "":
		value, valid := fieldOf(t, f.Null), fieldOf(t, "Valid")
		if value == nil || valid == nil || t.FieldByIndex(valid).Type.Kind() != reflect.Bool {
			return fmt.Errorf("%s is not a struct of %s and Valid", f.Go, f.Null)
		}
		f.value, f.valid, f.valueType = value, valid, t.FieldByIndex(value).Type
	case f.Nullable && !nilable:
		return fmt.Errorf("the table says %s can be unset, but its type is %s", f.Go, t)
	case !f.Nullable && t.Kind() == reflect.Pointer:
		return fmt.Errorf("the table says %s is always set, but its type is %s", f.Go, t)
	case t.Kind() == reflect.Pointer:
		f.valueType = t.Elem()
	}
	f.form = formOf(f.valueType)
	return nil
}

// fieldOf returns the index of a field of a struct, which can be promoted from a struct that it embeds; nil without one.
func fieldOf(t reflect.Type, name string) []int {
	if t.Kind() != reflect.Struct {
		return nil
	}
	v, _ := t.FieldByName(name)
	return v.Index
}
