package parser

import (
	"go/types"
	"reflect"

	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// oneWayFields finds the types whose fields do not all travel in both directions.
type oneWayFields struct {
	byTypes map[*types.Package]*pkg
	known   map[string]bool // by the type, as schema.GoType spells it
}

// in reports whether a type, or one that it holds, has fields that travel in one direction only.
func (f *oneWayFields) in(t types.Type) bool {
	key := goType(t).String()
	if known, ok := f.known[key]; ok {
		return known
	}
	seen := map[types.Type]bool{}
	found := f.find(t, seen)
	if !found { // and so is nothing that was found on the way
		for inner := range seen {
			f.known[goType(inner).String()] = false
		}
	}
	f.known[key] = found
	return found
}

func (f *oneWayFields) find(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	switch u := t.(type) {
	case *types.Pointer:
		return f.find(u.Elem(), seen)
	case *types.Slice:
		return f.find(u.Elem(), seen)
	case *types.Array:
		return f.find(u.Elem(), seen)
	case *types.Map:
		return f.find(u.Elem(), seen)
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	if named, ok := t.(*types.Named); ok {
		if isSealed(named) {
			return f.inVariants(named, seen)
		}
		if _, isStruct := named.Underlying().(*types.Struct); !isStruct {
			return !types.IsInterface(named) && f.find(named.Underlying(), seen)
		}
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range s.NumFields() {
		tag, _ := source.Tag{Text: reflect.StructTag(s.Tag(i))}.Grpc() // whose problems are reported with its message
		if tag.Has("-") {
			continue
		}
		if isOneWay(tag) || f.find(s.Field(i).Type(), seen) {
			return true
		}
	}
	return false
}

// inVariants is find for the implementers of a sealed interface.
func (f *oneWayFields) inVariants(named *types.Named, seen map[types.Type]bool) bool {
	home := f.byTypes[named.Obj().Pkg()]
	if home == nil {
		return false
	}
	for obj := range home.TypeNames() {
		if t, _, ok := implements(obj, named.Underlying().(*types.Interface)); ok && f.find(t, seen) {
			return true
		}
	}
	return false
}

// isOneWay reports whether a field's tag keeps it out of requests or of responses.
func isOneWay(tag *source.Directive) bool {
	return tag.Has("write_only") || tag.Has("read_only") && !tag.Has("primary")
}

// isOn reports whether what when= names is chosen: a convention, or one of Django Socio gRPC's modes.
func (r *reader) isOn(when string) bool {
	s := r.settings
	switch when {
	case "socio_filters":
		return s.Naming == schema.Socio && s.SocioFilters
	case "socio_pagination":
		return s.Naming == schema.Socio && s.SocioPagination
	}
	return when == s.Naming.String()
}

// travels reports whether a field is in the message of its struct in a direction. The key of a model is in requests too: they name the row.
func (r *reader) travels(tag *source.Directive, dir naming.Direction) bool {
	switch {
	case tag.Has("when") && !r.isOn(tag.Word("when")):
		return false
	case tag.Has("read_only") && !tag.Has("primary"):
		return dir != naming.Request
	case tag.Has("write_only"):
		return dir == naming.Request
	}
	return true
}
