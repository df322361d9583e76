package parser

import (
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/internal/lookups"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// What package crud knows of a model is a table of its fields, which the glue prints. It stands in every package that has
// a service of the model, or a filter of its rows.

// schemaModel returns what a package knows of a model.
func (r *reader) schemaModel(p *pkg, named *types.Named) *schema.Model {
	key := messageKey{pkg: p, typ: goNamed(named).String()}
	if t, ok := r.models[key]; ok {
		return t
	}
	t := &schema.Model{Go: goNamed(named), Ident: messageName(named)}
	r.models[key] = t
	fields := r.modelFields(named, p)
	primary := primaryOf(fields)
	for i := range fields {
		t.Fields = append(t.Fields, r.modelField(&fields[i], &fields[i] == primary))
	}
	p.out.Models = append(p.out.Models, t)
	return t
}

func (r *reader) modelField(c *candidate, primary bool) schema.ModelField {
	f := schema.ModelField{
		Name: c.name, Go: c.selector(), Kind: r.modelKind(c.v.Type()), Primary: primary,
		ReadOnly: c.tag.Has("read_only"), WriteOnly: c.tag.Has("write_only"), Sort: c.tag.Has("sort"), Search: c.tag.Has("search"),
		Keys: c.tag.Word("keys"),
	}
	_, f.Null, f.Nullable = r.held(c.v.Type())
	f.Lookups = lookupsOf(c.tag)
	if f.Kind == lookups.Nested {
		hidden := hiddenFields{r: r, seen: map[*types.Named]bool{}}
		hidden.visit(c.v.Type())
		f.Hidden = hidden.found
	}
	return f
}

// held returns the type of the values that a field of a type holds, the field that holds them in a struct such as
// sql.NullString, and whether it can have none.
func (r *reader) held(t types.Type) (value types.Type, null string, nullable bool) {
	if v := r.nullField(t); v != nil {
		return v.Type(), v.Name(), true
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return u.Elem(), "", true
	case *types.Slice, *types.Map, *types.Interface:
		return t, "", true
	}
	return t, "", false
}

// nullField returns the field that holds the value of a type such as sql.NullString, or of a type like it that has a form of
// its own: a struct of a value and a Valid. It returns nil for other types.
func (r *reader) nullField(t types.Type) *types.Var {
	if v := r.nullValue(t); v != nil {
		return v
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || !r.marshalersOf(named).any() {
		return nil
	}
	return valueBesideValid(named)
}

// modelKind returns what the values of a field are to package crud.
func (r *reader) modelKind(t types.Type) lookups.Kind {
	value, _, _ := r.held(t)
	if container := r.container(value); container != nil {
		if r.holdsMessages(container) {
			return lookups.Nested
		}
		return lookups.Opaque
	}
	if dynamic(value) != schema.NoKind {
		return lookups.Opaque
	}
	if named, ok := types.Unalias(value).(*types.Named); ok && (isTime(named) || r.marshalersOf(named).any() || r.isTextEnum(named)) {
		return lookups.Ordered
	}
	switch u := value.Underlying().(type) {
	case *types.Struct:
		return lookups.Nested
	case *types.Interface:
		return lookups.Opaque
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return lookups.Bool
		case u.Info()&types.IsString != 0:
			return lookups.Text
		}
	}
	return lookups.Ordered
}

// isTextEnum reports whether a type is an enum whose Go values are strings. It has an order, and cannot be searched.
func (r *reader) isTextEnum(named *types.Named) bool {
	d := r.src.Decl(named.Obj()).Directives.Get("enum")
	return isString(named) && d != nil && !d.Has("-")
}

// holdsMessages reports whether a container holds messages, at any depth. It can hold itself.
func (r *reader) holdsMessages(container types.Type) bool {
	for seen := map[types.Type]bool{}; !seen[container]; {
		seen[container] = true
		elem := container.(interface{ Elem() types.Type }).Elem()
		value, _, _ := r.held(elem)
		inner := r.container(value)
		if inner == nil {
			return r.modelKind(elem) == lookups.Nested
		}
		container = inner
	}
	return false
}

// checkKey reports a key by which rows cannot be told apart and put in order.
func (r *reader) checkKey(m *model) {
	key := m.primary
	if key == nil {
		r.diags.Add(m.pos, "call the field ID, or tag it `grpc:\"primary\"`", "%s has no key", r.typeString(m.named))
		return
	}
	pos := key.decl.TypePos
	if r.byTypes[key.v.Pkg()] == nil {
		pos = m.pos
	}
	if slices.ContainsFunc(key.path, func(s schema.Step) bool { return s.Pointer }) {
		r.diags.Add(pos, "embed it by value", "%s cannot be the key: it is in a struct that is embedded by pointer, which can be nil", key.v.Name())
	}
	t := key.v.Type()
	kind := r.modelKind(t)
	if _, _, nullable := r.held(t); nullable || !types.Comparable(t) || !kind.IsOrdered() {
		r.diags.Add(pos, "take a number, a string, a UUID or the like", "%s cannot be the key: a key needs a type that is never unset and can be ordered; %s is %s", key.v.Name(), key.v.Name(), r.typeString(t))
	}
}
