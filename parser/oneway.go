package parser

import (
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/parser/built"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// oneWayFields finds the types whose fields do not all travel in both directions.
type oneWayFields struct {
	r     *reader
	known map[string]bool // by the type, as schema.GoType spells it
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
		if types.IsInterface(named) {
			return false
		}
		if _, isStruct := named.Underlying().(*types.Struct); !isStruct {
			return f.find(named.Underlying(), seen)
		}
		if _, ok := f.r.messageType(named); !ok || built.IsProtocMessage(named) {
			return false
		}
		if p := f.r.importedPackage(named.Obj()); p != nil && p.Message(named.Obj().Name(), naming.Request) != p.Message(named.Obj().Name(), naming.Response) {
			return true
		}
	}
	_, isStruct := t.Underlying().(*types.Struct)
	return isStruct && slices.ContainsFunc(f.r.fieldsOf(t, declaring(t)).all, func(c candidate) bool {
		return isOneWay(c.tag) || f.find(c.v.Type(), seen)
	})
}

// declaring returns the package that declares a struct, named or not; nil for struct{}.
func declaring(t types.Type) *types.Package {
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Pkg()
	}
	for v := range t.Underlying().(*types.Struct).Fields() {
		return v.Pkg()
	}
	return nil
}

// inVariants is find for the implementers of a sealed interface.
func (f *oneWayFields) inVariants(named *types.Named, seen map[types.Type]bool) bool {
	home := f.r.byTypes[named.Obj().Pkg()]
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
