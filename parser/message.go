package parser

import (
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/built"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// messageType returns the named struct that t, or what t points to, is, if it is sent as a message of that name.
func (r *reader) messageType(t types.Type) (*types.Named, bool) {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || isTime(named) || r.nullValue(named) != nil || r.marshalersOf(named).any() {
		return nil, false
	}
	_, isStruct := named.Underlying().(*types.Struct)
	return named, isStruct
}

// messageKey identifies a message: a Go type, and the package whose .proto has it.
type messageKey struct {
	pkg  *pkg
	typ  string           // as schema.GoType spells it
	dir  naming.Direction // of a type that is several messages
	name string           // of a message that is named after a method
}

// homeOf returns the package whose .proto has the message of a named struct that user needs: the package that declares
// it, or user's own for an instance of a generic type and for a type of another module.
func (r *reader) homeOf(named *types.Named, user *pkg) *pkg {
	if home := r.byTypes[named.Obj().Pkg()]; home != nil && named.TypeArgs().Len() == 0 {
		return home
	}
	return user
}

// message returns the message of a named struct for one of its uses, and nil after reporting one that cannot be sent.
func (r *reader) message(named *types.Named, at use) *schema.Message {
	if !r.checkAlias(named, at) {
		return nil
	}
	if built.IsProtocMessage(named) {
		return r.protocMessage(named, at)
	}
	home := r.homeOf(named, at.pkg)
	key := messageKey{pkg: home, typ: goNamed(named).String()}
	if r.aliases[key].Directive == nil { // which makes it a message of this package
		if m, ok := r.importedMessage(named, at); ok {
			return m
		}
	}
	obj := named.Obj()
	doc := r.src.Decl(obj)
	d, name, pos, problems := doc.Directives.Get("message"), messageName(named), doc.Pos, &r.diags
	own := obj.Pkg() == home.Types && named.TypeArgs().Len() == 0
	if !own {
		d, pos, problems = nil, at.pos, at.problems
	}
	if a := r.aliases[key]; a.Directive != nil {
		d, name, pos, problems = a.Directive, names.Exported(a.name), a.decl.Pos, &r.diags
	}
	form, inside := r.directionsOf(named, at.dir, d.Has("name"))
	key.dir, key.name = form, at.name
	if m, ok := r.messages[key]; ok {
		return m
	}
	m := &schema.Message{
		Name: r.naming.MessageIn(protoName(problems, d, "name", r.naming.Message(name), naming.IsTypeName), form), Was: r.formerName(d.Word("was"), form), Package: home.out,
		Doc: doc.Doc, Deprecated: doc.Deprecated, Go: goNamed(named), Ident: name, Framed: !own || hasMethodClash(named), HasString: hasString(named), Pos: pos,
	}
	if at.name != "" {
		m.Name, m.Ident = at.name, at.name
	}
	r.checkEveryBuild(at.problems, obj, at.pos)
	checkName(problems, d, m.Name, pos, "//grpc:message name=...")
	r.messages[key] = m
	home.out.Messages = append(home.out.Messages, m)
	if home.Types.Name() == "main" && home.Directives.Get("package") == nil {
		problems.Add(pos, "add //grpc:package NAME to the package's doc comment, or move the type out of package main",
			"package main has no proto package by default")
	}
	r.pending = append(r.pending, func() { r.readFields(m, home, named, inside) })
	return m
}

// messageName is the name of a message without a directive: that of the type, behind those of its type arguments.
func messageName(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		name := ""
		for arg := range t.TypeArgs().Types() {
			name += messageName(arg)
		}
		return name + names.Exported(t.Obj().Name())
	case *types.Basic:
		return names.Exported(plainBasic(t).(*types.Basic).Name())
	case *types.Pointer:
		return messageName(t.Elem())
	case *types.Slice:
		return messageName(t.Elem()) + "List"
	case *types.Array:
		return messageName(t.Elem()) + "Array"
	case *types.Map:
		return messageName(t.Key()) + messageName(t.Elem()) + "Map"
	case *types.Interface:
		return "Any"
	}
	return "Struct"
}

// refuse reports a type that cannot be sent.
func (r *reader) refuse(at use, why string, t types.Type) {
	at.problems.Add(at.pos, `if it is a field, it can be left out: `+"`grpc:\"-\"`", "%s cannot be sent: %s", r.typeString(t), why)
}

// hasMethodClash reports whether a struct has a method or a field that has the name of a generated method.
func hasMethodClash(named *types.Named) bool {
	generated := []string{"Reset", "ProtoReflect"}
	for fn := range named.Methods() {
		if slices.Contains(generated, fn.Name()) {
			return true
		}
	}
	for f := range named.Underlying().(*types.Struct).Fields() {
		if slices.Contains(generated, f.Name()) {
			return true
		}
	}
	return false
}

// hasString reports whether a type has a method or a field called String, declared or promoted.
func hasString(named *types.Named) bool {
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(named), true, named.Obj().Pkg(), "String")
	return obj != nil
}

// hasMethod reports whether a value or a pointer to it has a method of that name, declared or promoted.
func hasMethod(named *types.Named, name string) bool { return methodOf(named, name) != nil }
