package parser

import (
	"go/token"
	"go/types"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// readServices reads every type that //grpc:service marks.
func (r *reader) readServices() {
	for _, p := range r.packages {
		for obj := range p.TypeNames() {
			if d := r.src.Decl(obj).Directives.Get("service"); d != nil {
				r.readService(p, obj, d)
			}
		}
	}
}

func (r *reader) readService(p *pkg, obj *types.TypeName, d *source.Directive) {
	named, ok := obj.Type().(*types.Named)
	if !ok || obj.IsAlias() {
		r.diags.Add(d.Pos, "declare a type of its own: type "+obj.Name()+" struct{ ... }", "//grpc:service does not belong on an alias")
		return
	}
	if named.TypeParams().Len() > 0 {
		r.diags.Add(d.Pos, "embed an instance of it in a struct without type parameters, and mark that", "a generic type cannot be a service")
		return
	}
	doc := r.src.Decl(obj)
	s := &schema.Service{
		Name: r.naming.Service(obj.Name()), Was: d.Word("was"), Go: goName(obj), Doc: doc.Doc, Deprecated: doc.Deprecated,
		Interface: types.IsInterface(named), Pos: doc.Pos,
	}
	if _, isStruct := named.Underlying().(*types.Struct); !isStruct && !s.Interface {
		r.diags.Add(d.Pos, "make it a struct, or an interface that a struct implements", "%s is neither a struct nor an interface", obj.Name())
		return
	}
	if p.Types.Name() == "main" && p.Directives.Get("package") == nil {
		r.diags.Add(d.Pos, "add //grpc:package NAME to the package's doc comment, or move the service out of package main",
			"package main has no proto package by default")
	}
	r.checkEveryBuild(&r.diags, obj, s.Pos)
	checkName(&r.diags, d, s.Name, s.Pos, "//grpc:service name=...")
	s.Name = protoName(&r.diags, d, "name", s.Name, names.IsIdentifier)
	prefix := protoName(&r.diags, d, "messages", s.Name, names.IsIdentifier)
	if !r.checkEmbedded(named, map[*types.Named]bool{}) {
		return
	}
	r.markEmbedded(named, map[*types.TypeName]bool{})
	r.readMethods(p, s, named, prefix)
	if r.checkHidden(named, s.Pos) && len(s.Methods) == 0 && !r.hasActions(p, obj.Name()) {
		r.diags.Add(d.Pos, "put //grpc:action above the methods that clients may call, or embed a type that has some", "service %s has no actions", s.Name)
	}
	p.out.Services = append(p.out.Services, s)
}

// hasActions reports whether a method of the type has a directive; its problems were reported elsewhere.
func (r *reader) hasActions(p *pkg, typeName string) bool {
	named, ok := p.Types.Scope().Lookup(typeName).Type().(*types.Named)
	if !ok {
		return false
	}
	set := methodSet(named)
	for i := range set.Len() {
		if r.actionOf(named, set.At(i)) != nil {
			return true
		}
	}
	return false
}

// protoName returns the value of a directive's key that names something, or the name that goes without it.
func protoName(problems *schema.Diagnostics, d *source.Directive, key, otherwise string, valid func(string) bool) string {
	if !d.Has(key) {
		return otherwise
	}
	name := d.Word(key)
	switch {
	case valid(name):
	case schema.KindOf(name) != schema.NoKind:
		problems.Add(d.At(key), "choose another name: a field of a type named "+name+" would be a scalar", "%s is a built-in type of proto", name)
	default:
		problems.Add(d.At(key), "use letters, digits and underscores, beginning with a letter", "%q is not a proto name", name)
	}
	return name
}

// checkName reports the name of a Go declaration that cannot be a proto name, unless the directive gives another.
func checkName(problems *schema.Diagnostics, d *source.Directive, name string, pos token.Position, wayOut string) {
	if !d.Has("name") && !names.IsIdentifier(name) {
		problems.Add(pos, "give it another: "+wayOut, "%q is not a proto name", name)
	}
}

// methodSet returns the methods that a value of the service has: those of its pointer, unless it is an interface.
func methodSet(named *types.Named) *types.MethodSet {
	if types.IsInterface(named) {
		return types.NewMethodSet(named)
	}
	return types.NewMethodSet(types.NewPointer(named))
}

func (r *reader) readMethods(p *pkg, s *schema.Service, named *types.Named, prefix string) {
	set := methodSet(named)
	for i := range set.Len() {
		sel := set.At(i)
		found := r.actionOf(named, sel)
		if found == nil {
			r.reportLoneParam(sel.Obj())
			continue
		}
		if found.Has("-") {
			if r.overriddenAction(named, found.fn) == nil {
				r.diags.Add(found.At("-"), "remove the directive: a method without one is not an action", "%s does not hide an action, so - has no effect", found.fn.Name())
			}
			continue
		}
		if m := r.readMethod(p, s, found, prefix); m != nil {
			s.Methods = append(s.Methods, m)
		}
	}
}

// reportLoneParam reports a //grpc:param on a method that is not an action.
func (r *reader) reportLoneParam(method types.Object) {
	if d := r.src.Decl(method).Directives.Get("param"); d != nil {
		r.diags.Add(d.Pos, "put //grpc:action above it", "%s is not an action, so //grpc:param has no effect", method.Name())
	}
}

// action is a method of a service and the directive that makes it an RPC.
type action struct {
	*source.Directive
	fn         *types.Func
	overridden *types.Func // the promoted method that fn overrides and whose directive it inherits
}

// actionOf returns the method of a selection as an action, with its own directive or that of the promoted method which
// it overrides, or nil.
func (r *reader) actionOf(named *types.Named, sel *types.Selection) *action {
	fn, ok := sel.Obj().(*types.Func)
	if !ok {
		return nil
	}
	if d := r.src.Decl(fn.Origin()).Directives.Get("action"); d != nil {
		return &action{Directive: d, fn: fn}
	}
	if overridden := r.overriddenAction(named, fn); overridden != nil {
		return &action{Directive: r.src.Decl(overridden.Origin()).Directives.Get("action"), fn: fn, overridden: overridden}
	}
	return nil
}

// overriddenAction returns the annotated method of an embedded type that fn overrides.
func (r *reader) overriddenAction(named *types.Named, fn *types.Func) *types.Func {
	for _, embedded := range embeddedTypes(named) {
		set := types.NewMethodSet(pointerTo(embedded))
		sel := set.Lookup(fn.Pkg(), fn.Name())
		if sel == nil {
			continue
		}
		promoted, ok := sel.Obj().(*types.Func)
		if !ok || promoted == fn {
			continue
		}
		if r.src.Decl(promoted.Origin()).Directives.Get("action") != nil {
			return promoted
		}
		if base, ok := types.Unalias(deref(embedded)).(*types.Named); ok {
			if deeper := r.overriddenAction(base, promoted); deeper != nil {
				return deeper
			}
		}
	}
	return nil
}

// embeddedTypes returns what a struct or an interface embeds.
func embeddedTypes(named *types.Named) []types.Type {
	var found []types.Type
	switch t := named.Underlying().(type) {
	case *types.Struct:
		for f := range t.Fields() {
			if f.Embedded() {
				found = append(found, f.Type())
			}
		}
	case *types.Interface:
		for e := range t.EmbeddedTypes() {
			found = append(found, e)
		}
	}
	return found
}

func pointerTo(t types.Type) types.Type {
	if types.IsInterface(t) {
		return t
	}
	if _, ok := types.Unalias(t).(*types.Pointer); ok {
		return t
	}
	return types.NewPointer(t)
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// markEmbedded remembers what a service embeds, so that actions there are not reported as unused.
func (r *reader) markEmbedded(named *types.Named, seen map[*types.TypeName]bool) {
	if seen[named.Obj()] {
		return
	}
	seen[named.Obj()] = true
	r.embeds[named.Obj()] = true
	for _, t := range embeddedTypes(named) {
		if base, ok := types.Unalias(deref(t)).(*types.Named); ok {
			r.markEmbedded(base, seen)
		}
	}
}

// reportUnused reports directives on methods of types that are not services and that no service embeds. Generic types
// are meant for embedding elsewhere.
func (r *reader) reportUnused() {
	for _, p := range r.packages {
		for obj := range p.TypeNames() {
			if named, ok := obj.Type().(*types.Named); ok && !r.embeds[obj] && named.TypeParams().Len() == 0 {
				r.reportUnusedMethods(named)
			}
		}
	}
}

func (r *reader) reportUnusedMethods(named *types.Named) {
	report := func(fn *types.Func) {
		d := r.src.Decl(fn)
		for _, name := range []string{"action", "param"} {
			if found := d.Directives.Get(name); found != nil {
				r.diags.Add(found.Pos, "put //grpc:service above type "+named.Obj().Name()+", or embed it in a service",
					"%s is not a service, so this has no effect", named.Obj().Name())
				return
			}
		}
	}
	for fn := range named.Methods() {
		report(fn)
	}
	if t, ok := named.Underlying().(*types.Interface); ok {
		for fn := range t.ExplicitMethods() {
			report(fn)
		}
	}
}
