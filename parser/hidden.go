package parser

import (
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// checkHidden reports the actions that a service embeds and does not have, as Go selects methods: two embedded types have one
// of that name, or a field of that name is less deep. It returns whether there is none.
func (r *reader) checkHidden(service *types.Named, pos token.Position) bool {
	embedded := r.embeddedActions(service)
	hidden := false
	for _, name := range slices.Sorted(maps.Keys(embedded)) {
		from := embedded[name]
		obj, _, _ := types.LookupFieldOrMethod(pointerTo(service), true, from[0].fn.Pkg(), name)
		help := "declare " + name + " on " + service.Obj().Name() + " and call the one that is meant; or, with //grpc:action - above it, leave both out"
		switch obj.(type) {
		case *types.Func:
			continue
		case *types.Var:
			r.diags.Add(pos, "rename the field", "%s is an action of %s, but %s has a field of that name, which hides it", name, owners(from), service.Obj().Name())
		default:
			r.diags.Add(pos, help, "%s is an action that %s gets from %s, so Go gives it neither", name, service.Obj().Name(), owners(from))
		}
		hidden = true
	}
	return !hidden
}

// embeddedAction is an annotated method of a type that a service embeds, at any depth.
type embeddedAction struct {
	fn  *types.Func
	via types.Type // what the service itself embeds
}

// embeddedActions returns the annotated methods of what a service embeds, by their names.
func (r *reader) embeddedActions(service *types.Named) map[string][]embeddedAction {
	found := map[string][]embeddedAction{}
	for _, via := range embeddedTypes(service) {
		walkEmbedded(via, map[*types.Named]bool{}, func(fn *types.Func) {
			if d := r.src.Decl(fn.Origin()).Directives.Get("action"); d != nil && !d.Has("-") {
				found[fn.Name()] = append(found[fn.Name()], embeddedAction{fn: fn, via: via})
			}
		})
	}
	return found
}

// walkEmbedded calls do for each method that an embedded type declares, and those of what it embeds itself.
func walkEmbedded(t types.Type, seen map[*types.Named]bool, do func(*types.Func)) {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || seen[named] {
		return
	}
	seen[named] = true
	for fn := range methodsOf(named) {
		do(fn)
	}
	for _, inner := range embeddedTypes(named) {
		walkEmbedded(inner, seen, do)
	}
}

// methodsOf returns the methods that a type declares.
func methodsOf(named *types.Named) func(func(*types.Func) bool) {
	if i, ok := named.Underlying().(*types.Interface); ok {
		return i.ExplicitMethods()
	}
	return named.Methods()
}

// owners lists the types that have the actions; where two of them are one, what the service embeds to get them.
func owners(actions []embeddedAction) string {
	var receivers, embedded []string
	for _, a := range actions {
		receivers = append(receivers, typeName(a.fn.Signature().Recv().Type()))
		embedded = append(embedded, typeName(a.via))
	}
	if len(slices.Compact(slices.Sorted(slices.Values(receivers)))) < len(receivers) {
		return strings.Join(embedded, " and ")
	}
	return strings.Join(receivers, " and ")
}

// typeName returns a type as Go in another package writes it.
func typeName(t types.Type) string {
	return types.TypeString(deref(t), (*types.Package).Name)
}
