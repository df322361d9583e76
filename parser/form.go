package parser

import (
	"go/types"
	"reflect"
	"slices"

	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// A struct can be two messages: one that requests carry and one that responses carry. It is where it has fields of which
// one of the two knows nothing, and where the convention calls every message after the side that it travels in.

// form decides what a type is as a message in a direction: what tells it from the other messages of the type, and the
// direction of what it holds. explicit says that a directive names the message.
func (r *reader) form(t types.Type, dir naming.Direction, explicit bool) (form, inside naming.Direction) {
	split := r.isSplit(t)
	switch {
	case r.naming.Sided && explicit && !split:
		return naming.NoDirection, naming.NoDirection
	case r.naming.Sided:
		return dir, dir
	case split && dir == naming.Request:
		return naming.Request, naming.Request
	case split:
		return naming.NoDirection, naming.Response
	}
	return naming.NoDirection, naming.NoDirection
}

// formerName returns the name before a rename that a directive gives: that of one form, or what the names of all begin with.
func (r *reader) formerName(was string, form naming.Direction) string {
	if was == "" {
		return ""
	}
	return r.naming.MessageIn(was, form)
}

// formsOf returns the messages that a struct of the module is.
func (r *reader) formsOf(named *types.Named) []*schema.Message {
	var all []*schema.Message
	for _, form := range []naming.Direction{naming.NoDirection, naming.Request, naming.Response} {
		key := messageKey{pkg: r.byTypes[named.Obj().Pkg()], typ: r.goType(named).String(), form: form}
		if m := r.messages[key]; m != nil {
			all = append(all, m)
		}
	}
	return all
}

// keptForms returns the forms in which the ledger has the message of a Go type, whether an action reaches it or not.
func (r *reader) keptForms(p *pkg, named *types.Named, name string, explicit bool) []naming.Direction {
	kept := []naming.Direction{}
	for _, dir := range []naming.Direction{naming.Request, naming.Response, naming.NoDirection} {
		form, _ := r.form(named, dir, explicit)
		sided := r.naming.MessageIn(name, form)
		declared := sided != name && p.Types.Scope().Lookup(sided) != nil
		if p.ledger.HasMessage(sided) && !declared && !slices.Contains(kept, form) {
			kept = append(kept, form)
		}
	}
	return kept
}

// frameForms has a type with two messages travel in a frame in requests: it can have the methods of one message only.
func (r *reader) frameForms() {
	type goType struct {
		pkg *pkg
		typ string
	}
	byType := map[goType][]messageKey{}
	for key := range r.messages {
		if m := r.messages[key]; m != nil && key.pkg != nil && key.name == "" {
			t := goType{key.pkg, key.typ}
			byType[t] = append(byType[t], key)
		}
	}
	for _, keys := range byType {
		if len(keys) == 1 {
			continue
		}
		slices.SortFunc(keys, func(a, b messageKey) int {
			return slices.Index(formsByRank, a.form) - slices.Index(formsByRank, b.form)
		})
		first := r.messages[keys[0]]
		for _, key := range keys[1:] {
			m := r.messages[key]
			m.Framed = true
			m.Ident += formIdents[key.form]
			if !r.naming.Sided { // where a field may leave one direction in a later version, and the messages meet
				m.Twin, first.Twin = first, m
			}
		}
	}
}

// formsByRank are the forms in the order in which they get the methods.
var formsByRank = []naming.Direction{naming.Response, naming.NoDirection, naming.Request}

// formIdents tell apart what the glue declares for the messages of one type.
var formIdents = [...]string{naming.NoDirection: "Plain", naming.Request: "Input"}

// isSplit reports whether a type, or one that it holds, has fields that travel in one direction only.
func (r *reader) isSplit(t types.Type) bool {
	key := r.goType(t).String()
	if known, ok := r.split[key]; ok {
		return known
	}
	seen := map[types.Type]bool{}
	found := r.findsSplit(t, seen)
	if !found { // and so is nothing that was found on the way
		for inner := range seen {
			r.split[r.goType(inner).String()] = false
		}
	}
	r.split[key] = found
	return found
}

func (r *reader) findsSplit(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	switch u := t.(type) {
	case *types.Pointer:
		return r.findsSplit(u.Elem(), seen)
	case *types.Slice:
		return r.findsSplit(u.Elem(), seen)
	case *types.Array:
		return r.findsSplit(u.Elem(), seen)
	case *types.Map:
		return r.findsSplit(u.Elem(), seen)
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	if named, ok := t.(*types.Named); ok {
		if isSealed(named) {
			return r.variantSplits(named, seen)
		}
		if _, isStruct := named.Underlying().(*types.Struct); !isStruct {
			return !types.IsInterface(named) && r.findsSplit(named.Underlying(), seen)
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
		if isOneWay(tag) || r.findsSplit(s.Field(i).Type(), seen) {
			return true
		}
	}
	return false
}

// variantSplits is findsSplit for the implementers of a sealed interface.
func (r *reader) variantSplits(named *types.Named, seen map[types.Type]bool) bool {
	home := r.byTypes[named.Obj().Pkg()]
	if home == nil {
		return false
	}
	scope := home.Types.Scope()
	for _, name := range scope.Names() {
		if obj, ok := scope.Lookup(name).(*types.TypeName); ok && !obj.IsAlias() {
			if t, _, ok := implements(obj, named.Underlying().(*types.Interface)); ok && r.findsSplit(t, seen) {
				return true
			}
		}
	}
	return false
}

// isOneWay reports whether a field's tag keeps it out of requests or of responses.
func isOneWay(tag *source.Directive) bool {
	return tag.Has("write_only") || tag.Has("read_only") && !tag.Has("primary")
}

// holds reports whether a field is there that only one convention has, or one of Django Socio gRPC's modes.
func (r *reader) holds(when string) bool {
	s := r.settings
	switch when {
	case "socio_filters":
		return s.Naming == schema.Socio && s.SocioFilters
	case "socio_pagination":
		return s.Naming == schema.Socio && s.SocioPagination
	}
	return when == s.Naming.String()
}

// travels reports whether a field is in the message of a form. The key of a model is in requests too: they name the row.
func (r *reader) travels(tag *source.Directive, dir naming.Direction) bool {
	switch {
	case tag.Has("when") && !r.holds(tag.Word("when")):
		return false
	case tag.Has("read_only") && !tag.Has("primary"):
		return dir != naming.Request
	case tag.Has("write_only"):
		return dir == naming.Request
	}
	return true
}
