package crud

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
)

// fieldReader reads the fields of a struct, and notes what is wrong with them.
type fieldReader struct {
	model    reflect.Type
	found    []*Field
	hops     [][]int
	problems []error
}

// path is where a struct is embedded.
type path struct {
	index  []int
	names  string // with a dot behind each
	within []reflect.Type
}

func (r *fieldReader) problem(field, format string, args ...any) {
	name := r.model.Name()
	if field != "" {
		name += "." + field
	}
	r.problems = append(r.problems, fmt.Errorf("crud: %s %s", name, fmt.Sprintf(format, args...)))
}

// read reads the fields of a struct that is the model's, or embedded in it.
func (r *fieldReader) read(t reflect.Type, at path) {
	fromProto := hasProtobufTags(t)
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := tagOf(f)
		switch {
		case tag.skip || strings.HasPrefix(f.Name, "XXX_") || isUnknownFields(f.Type) || !tagged && fromProto:
			continue
		case (f.Anonymous || tag.inline) && tag.name == "" && !tag.numbered && isMessage(f.Type):
			r.embed(f, path{
				index: append(slices.Clone(at.index), i), names: at.names + f.Name + ".", within: at.within,
			})
		case f.IsExported():
			r.add(f, tag, path{index: append(slices.Clone(at.index), i), names: at.names})
		}
	}
}

func (r *fieldReader) embed(f reflect.StructField, at path) {
	inner := f.Type
	if inner.Kind() == reflect.Pointer {
		inner = inner.Elem()
		r.hops = append(r.hops, at.index)
		if !f.IsExported() {
			r.problem(at.names[:len(at.names)-1], "is embedded by a pointer that is not exported")
			return
		}
	}
	if slices.Contains(at.within, inner) {
		r.problem(at.names[:len(at.names)-1], "embeds itself")
		return
	}
	at.within = append(slices.Clone(at.within), inner)
	r.read(inner, at)
}

func (r *fieldReader) add(f reflect.StructField, tag fieldTag, at path) {
	v := newValueType(f.Type)
	field := &Field{
		Name: tag.name, Go: at.names + f.Name, index: at.index, goType: f.Type, Kind: v.kind(), Nullable: v.nullable,
		Primary: tag.primary, ReadOnly: tag.readOnly, WriteOnly: tag.writeOnly, Sort: tag.sort, Search: tag.search, Keys: tag.keys,
	}
	if v.null != nil {
		field.Null = f.Type.Field(v.null.value).Name
	}
	if field.Name == "" {
		field.Name = names.Snake(f.Name)
	}
	r.lookups(field, tag.filter)
	r.check(field)
	r.found = append(r.found, field)
}

// lookups reads the words of a filter tag.
func (r *fieldReader) lookups(f *Field, words []string) {
	for _, word := range words {
		all := lookupsOf(word)
		if all == nil {
			r.problem(f.Go, "has an unknown lookup %q: %s, range", word, strings.Join(lookupWords[:], ", "))
		}
		for _, l := range all {
			if what, ok := l.needs(f); !ok {
				r.problem(f.Go, "cannot be filtered by %s: that needs %s, and it is a %s", word, what, f.goType)
				break
			}
			if !slices.Contains(f.Lookups, l) {
				f.Lookups = append(f.Lookups, l)
			}
		}
	}
}

// check holds what a tag says against the field's type.
func (r *fieldReader) check(f *Field) {
	switch {
	case f.Sort && !f.Kind.comparable():
		r.problem(f.Go, "cannot be sorted by: a %s has no order", f.goType)
	case f.Sort && f.WriteOnly:
		r.problem(f.Go, "cannot be sorted by: it is write_only, and the order would show it")
	}
	if f.Search && f.Kind != Text {
		r.problem(f.Go, "cannot be searched: that needs a string, and it is a %s", f.goType)
	}
	if f.WriteOnly && (len(f.Lookups) > 0 || f.Search) {
		r.problem(f.Go, "cannot be filtered by or searched: it is write_only, and the rows that match would show it, letter by letter")
	}
	if f.ReadOnly && f.WriteOnly {
		r.problem(f.Go, "is both read_only and write_only: leave it out with `grpc:\"-\"`")
	}
	if f.Keys != "" {
		r.checkKeys(f)
	}
}

// checkKeys holds a field of keys against the association that they are the keys of.
func (r *fieldReader) checkKeys(f *Field) {
	to, ok := r.model.FieldByName(f.Keys)
	switch {
	case !ok:
		r.problem(f.Go, "has the keys of %s, and there is no such field", f.Keys)
	case to.Type.Kind() != reflect.Slice || !isMessage(to.Type.Elem()):
		r.problem(f.Go, "has the keys of %s, which is no slice of structs but a %s", f.Keys, to.Type)
	case f.goType.Kind() != reflect.Slice || f.goType.Elem().Kind() == reflect.Pointer || classOf(f.goType.Elem()) == opaque:
		r.problem(f.Go, "has the keys of %s, and is no slice of keys but a %s", f.Keys, f.goType)
	}
}

// dominant keeps, of the fields with one name, the shallowest.
func (r *fieldReader) dominant() []*Field {
	least := map[string]*Field{}
	for _, f := range r.found {
		if other := least[f.Name]; other == nil || len(f.index) < len(other.index) {
			least[f.Name] = f
		}
	}
	kept := r.found[:0:0]
	for _, f := range r.found {
		switch first := least[f.Name]; {
		case f == first:
			kept = append(kept, f)
		case len(f.index) == len(first.index):
			r.problem(f.Go, "and %s are both named %s: give one another name, `grpc:\"name=...\"`", first.Go, f.Name)
		}
	}
	return kept
}

// isMessage reports whether t is a named struct, or a pointer to one, whose fields can be flattened.
func isMessage(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && t.Name() != "" && classOf(t) == opaque && nullTypeOf(t) == nil
}

// isUnknownFields tells by the name, since a model need not link the runtime.
func isUnknownFields(t reflect.Type) bool {
	return t.Name() == "UnknownFields" && t.PkgPath() == "github.com/grpcgen/grpcgen/runtime"
}

// readFields reads the fields of a model.
func readFields(t reflect.Type) (*Fields, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("crud: a model is a struct, and %s is not", t)
	}
	r := &fieldReader{model: t}
	r.read(t, path{within: []reflect.Type{t}})
	f := &Fields{model: t, all: r.dominant()}
	r.findKey(f.all)
	if len(r.problems) > 0 {
		return nil, errors.Join(r.problems...)
	}
	for _, field := range f.all {
		field.index = nil
	}
	return f, nil
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
		ids := slices.DeleteFunc(slices.Clone(all), func(f *Field) bool { return f.Go != "ID" && !strings.HasSuffix(f.Go, ".ID") })
		if len(ids) > 0 {
			keys = append(keys, slices.MinFunc(ids, func(a, b *Field) int { return len(a.index) - len(b.index) }))
		}
	}
	switch {
	case len(keys) == 0:
		r.problem("", "has no key: name a field ID, or tag one `grpc:\"primary\"`")
		return
	case len(keys) > 1:
		r.problem("", "has two keys, %s and %s: tag one field primary", keys[0].Go, keys[1].Go)
		return
	}
	key := keys[0]
	key.Primary = true
	if key.Nullable || !key.Kind.ordered() || !key.goType.Comparable() {
		r.problem(key.Go, "cannot be a key: a %s is no value that every row has and that has an order", key.goType)
	}
	if slices.ContainsFunc(r.hops, func(hop []int) bool { return len(hop) < len(key.index) && slices.Equal(hop, key.index[:len(hop)]) }) {
		r.problem(key.Go, "cannot be a key: it is in a struct that is embedded by pointer")
	}
}
