package parser

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// oneofName is what the oneof in the message of a sealed interface is called, as in google.protobuf.Value.
const oneofName = "kind"

// isSealed reports whether an interface has an unexported method, so that only its package can implement it.
func isSealed(named *types.Named) bool {
	i, ok := named.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range i.Methods() {
		if !m.Exported() {
			return true
		}
	}
	return false
}

// sealed returns the message of a sealed interface: a oneof of its implementers. It is nil after a problem was reported.
func (r *reader) sealed(named *types.Named, at use) *schema.Message {
	if !r.checkAlias(named, at) {
		return nil
	}
	obj := named.Obj()
	if m, ok := r.importedMessage(named, at); ok {
		return m
	}
	home := r.byTypes[obj.Pkg()]
	if home == nil || named.TypeArgs().Len() > 0 {
		r.refuse(at, "only interfaces that the module declares, without type parameters, can be a oneof", named)
		return nil
	}
	doc := r.src.Decl(obj)
	d := doc.Directives.Get("oneof")
	form, inside := r.directionsOf(named, at.dir, d.Has("name"))
	key := messageKey{pkg: home, typ: goNamed(named).String(), dir: form}
	if m, ok := r.messages[key]; ok {
		return m
	}
	m := &schema.Message{
		Name: r.naming.MessageIn(protoName(&r.diags, d, "name", r.naming.Message(obj.Name()), naming.IsTypeName), form), Was: r.formerName(d.Word("was"), form), Package: home.out, Doc: doc.Doc,
		Deprecated: doc.Deprecated, Go: goNamed(named), Ident: obj.Name(), Framed: true, Origin: schema.SealedMessage, Pos: doc.Pos,
	}
	r.checkEveryBuild(at.problems, obj, at.pos)
	r.messages[key] = m
	home.out.Messages = append(home.out.Messages, m)
	r.pending = append(r.pending, func() { r.readVariants(m, home, named, inside) })
	return m
}

// readVariants fills the fields of a sealed interface's message: one for each type that implements it, in the order of
// their declaration, files by name.
func (r *reader) readVariants(m *schema.Message, home *pkg, named *types.Named, dir naming.Direction) {
	type variant struct {
		*types.Named
		pointer bool
		pos     token.Position
	}
	var all []variant
	for obj := range home.TypeNames() {
		if t, pointer, ok := implements(obj, named.Underlying().(*types.Interface)); ok {
			r.variants[obj] = true
			if r.isLeftOut(obj) {
				continue
			}
			all = append(all, variant{t, pointer, r.position(obj)})
		}
	}
	slices.SortFunc(all, func(a, b variant) int { return inSource(a.pos, b.pos) })
	for _, v := range all {
		r.readVariant(use{pkg: home, in: m, dir: dir, problems: &r.diags}, v.Named, v.pointer)
	}
	if len(m.Fields) == 0 {
		r.diags.Add(m.Pos, "declare types that have its methods", "no type in its package is a variant of %s, so it would always be empty", m.Ident)
	}
}

// implements reports whether a type implements an interface, and whether only its pointer does.
func implements(obj *types.TypeName, i *types.Interface) (named *types.Named, pointer, ok bool) {
	named, isNamed := obj.Type().(*types.Named)
	if !isNamed || obj.IsAlias() || named.TypeParams().Len() > 0 || types.IsInterface(named) {
		return nil, false, false
	}
	if types.Implements(named, i) {
		return named, false, true
	}
	return named, true, types.Implements(types.NewPointer(named), i)
}

func (r *reader) readVariant(at use, named *types.Named, pointer bool) {
	obj := named.Obj()
	doc := r.src.Decl(obj)
	d := doc.Directives.Get("field")
	f := &schema.Field{
		Name: names.Snake(obj.Name()), Oneof: oneofName, Doc: doc.Doc, Deprecated: doc.Deprecated, Pos: doc.Pos,
	}
	applyTag(at.problems, f, d)
	m := at.in
	at.field, at.pos = names.Exported(obj.Name()), doc.Pos
	f.Type.Go = goNamed(named)
	if r.container(named) != nil {
		r.refuse(at, "a variant of a oneof cannot be a slice, an array, a map or a pointer: put it into a struct", named)
		return
	}
	if !r.value(&f.Type, named, at, "") {
		return
	}
	if pointer && f.Type.Kind != schema.MessageKind {
		at.problems.Add(at.pos, "declare its methods on "+obj.Name()+", not on *"+obj.Name(), "%s is a variant of %s by pointer, but is not a struct", obj.Name(), m.Ident)
		return
	}
	f.Type.Pointer = pointer
	m.Fields = append(m.Fields, f)
}

// reportLoneFields reports //grpc:field on types that are variants of nothing.
func (r *reader) reportLoneFields() {
	for _, p := range r.packages {
		for obj := range p.TypeNames() {
			if d := r.src.Decl(obj).Directives.Get("field"); d != nil && !r.variants[obj] {
				r.diags.Add(d.Pos, "remove it, or use the interface in a message", "%s is not a variant of a sealed interface that a message uses, so //grpc:field has no effect", obj.Name())
			}
		}
	}
}

// readMarkedInterface puts a sealed interface into the schema that no message needs to reach.
func (r *reader) readMarkedInterface(p *pkg, named *types.Named) {
	doc := r.src.Decl(named.Obj())
	d := doc.Directives.Get("oneof")
	switch {
	case d != nil && !isSealed(named):
		why := "is not an interface"
		if types.IsInterface(named) {
			why = "has no unexported method, so any package could add a variant"
		}
		r.diags.Add(d.Pos, "seal it: type "+named.Obj().Name()+" interface{ is"+names.Exported(named.Obj().Name())+"() }",
			"//grpc:oneof is on %s, which %s", named.Obj().Name(), why)
	case d != nil, isSealed(named) && p.ledger.HasMessage(r.naming.Message(named.Obj().Name())):
		if named.TypeParams().Len() == 0 {
			r.sealed(named, use{pkg: p, pos: doc.Pos, problems: &r.diags})
		}
	}
}
