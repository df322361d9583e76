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
	embedded := map[string][]*types.Func{}
	r.embeddedActions(service, map[*types.Named]bool{}, embedded)
	found := false
	for _, name := range slices.Sorted(maps.Keys(embedded)) {
		fns := embedded[name]
		obj, _, _ := types.LookupFieldOrMethod(pointerTo(service), true, fns[0].Pkg(), name)
		help := "declare " + name + " on " + service.Obj().Name() + " and call the one that is meant; or, with //grpc:action - above it, leave both out"
		switch obj.(type) {
		case *types.Func:
			continue
		case *types.Var:
			r.diags.Add(pos, "rename the field", "%s is an action of %s, but %s has a field of that name, which hides it", name, receivers(fns), service.Obj().Name())
		default:
			r.diags.Add(pos, help, "%s is an action that %s gets from %s, so Go gives it neither", name, service.Obj().Name(), receivers(fns))
		}
		found = true
	}
	return !found
}

// embeddedActions collects the annotated methods of what a type embeds, at any depth, by their names.
func (r *reader) embeddedActions(named *types.Named, seen map[*types.Named]bool, found map[string][]*types.Func) {
	for _, t := range embeddedTypes(named) {
		base, ok := types.Unalias(deref(t)).(*types.Named)
		if !ok || seen[base] {
			continue
		}
		seen[base] = true
		for fn := range methodsOf(base) {
			if d := r.src.Decl(fn.Origin()).Directives.Get("action"); d != nil && !d.Has("-") {
				found[fn.Name()] = append(found[fn.Name()], fn)
			}
		}
		r.embeddedActions(base, seen, found)
	}
}

// methodsOf returns the methods that a type declares.
func methodsOf(named *types.Named) func(func(*types.Func) bool) {
	if i, ok := named.Underlying().(*types.Interface); ok {
		return i.ExplicitMethods()
	}
	return named.Methods()
}

// receivers lists the types that have the methods.
func receivers(fns []*types.Func) string {
	var all []string
	for _, fn := range fns {
		all = append(all, types.TypeString(deref(fn.Signature().Recv().Type()), (*types.Package).Name))
	}
	return strings.Join(all, " and ")
}
