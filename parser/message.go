package parser

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// messageType returns the named struct that t, or what t points to, is, if it travels as a message of that name.
func (r *reader) messageType(t types.Type) (*types.Named, bool) {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || isNamed(named, "time", "Time") || marshaler(named) != "" {
		return nil, false
	}
	_, isStruct := named.Underlying().(*types.Struct)
	return named, isStruct
}

// message returns the message of a named struct, and nil after reporting one that cannot travel.
func (r *reader) message(named *types.Named, use token.Position) *schema.Message {
	obj := named.Obj()
	if m, ok := r.messages[obj]; ok {
		return m
	}
	p := r.byTypes[obj.Pkg()]
	switch {
	case hasMethod(named, "ProtoReflect"):
		r.refuse(use, "protobuf messages made by protoc are not in this version", named)
		return nil
	case named.TypeArgs().Len() > 0:
		r.refuse(use, "generic types are not in this version", named)
		return nil
	case p == nil:
		r.refuse(use, "types of other modules are not in this version: declare a struct of your own", named)
		return nil
	}
	doc := r.index.of(obj)
	d := doc.directives.get("message")
	m := &schema.Message{
		Name: r.protoName(d, "name", schema.Exported(obj.Name()), isTypeName), Was: d.word("was"), Package: p.out,
		Doc: doc.doc, Deprecated: doc.deprecated, Go: r.goType(named), Ident: obj.Name(), Framed: hasMethodClash(named), Pos: doc.pos,
	}
	r.messages[obj] = m
	p.out.Messages = append(p.out.Messages, m)
	if p.types.Name() == "main" && p.directives.get("package") == nil {
		r.diags.Add(doc.pos, "add //grpc:package NAME to the package's doc comment, or move the type out of package main",
			"package main has no proto package by default")
	}
	r.pending = append(r.pending, func() { r.readFields(m, named) })
	return m
}

// refuse reports a type that cannot travel.
func (r *reader) refuse(pos token.Position, why string, t types.Type) {
	r.diags.Add(pos, `or, if it is a field, leave it out: `+"`grpc:\"-\"`", "%s cannot travel: %s", r.typeString(t), why)
}

// hasMethodClash reports whether a struct has a method or a field that is called as one of the generated methods.
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

// hasMethod reports whether a value or a pointer to it has a method of that name, declared or promoted.
func hasMethod(named *types.Named, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(named), true, named.Obj().Pkg(), name)
	_, ok := obj.(*types.Func)
	return ok
}

// marshaler returns which pair of encoding's methods makes a type travel as text or bytes, or "".
func marshaler(named *types.Named) string {
	for _, kind := range []string{"Text", "Binary"} {
		if hasMethod(named, "Marshal"+kind) && hasMethod(named, "Unmarshal"+kind) {
			return "encoding." + kind + "Marshaler"
		}
	}
	return ""
}

// readMarkedTypes puts the types into the schema that no action needs to reach: those with //grpc:message or
// //grpc:enum, and those that the ledger has, since a message stays as long as its Go type exists.
func (r *reader) readMarkedTypes() {
	for _, p := range r.packages {
		scope := p.types.Scope()
		for _, name := range scope.Names() {
			if obj, ok := scope.Lookup(name).(*types.TypeName); ok {
				r.readMarkedType(p, obj)
			}
		}
	}
}

func (r *reader) readMarkedType(p *pkg, obj *types.TypeName) {
	doc := r.index.of(obj)
	message, enum := doc.directives.get("message"), doc.directives.get("enum")
	named, ok := obj.Type().(*types.Named)
	if !ok || obj.IsAlias() {
		for _, d := range []*directive{message, enum} {
			if d != nil {
				r.diags.Add(d.pos, "put it above a declared type", "//grpc:%s on an alias is not in this version", d.name)
			}
		}
		return
	}
	switch t := named.Underlying().(type) {
	case *types.Struct:
		if enum != nil {
			r.diags.Add(enum.pos, "put it above a named integer type", "//grpc:enum stands on a struct")
		}
		wanted := message != nil || p.ledger.HasMessage(schema.Exported(obj.Name()))
		if _, ok := r.messageType(named); wanted && (ok || message != nil) && named.TypeParams().Len() == 0 {
			r.message(named, doc.pos)
		} else if message != nil {
			r.diags.Add(message.pos, "generic types are not in this version", "//grpc:message stands on a generic type")
		}
	case *types.Basic:
		r.readMarkedBasic(p, named, t, message, enum)
	default:
		for _, d := range []*directive{message, enum} {
			if d != nil {
				r.diags.Add(d.pos, "remove it", "//grpc:%s stands on %s, which is neither a struct nor an integer", d.name, obj.Name())
			}
		}
	}
}

func (r *reader) readMarkedBasic(p *pkg, named *types.Named, basic *types.Basic, message, enum *directive) {
	if message != nil {
		r.diags.Add(message.pos, "put it above a struct", "//grpc:message stands on %s, which is not a struct", named.Obj().Name())
	}
	switch {
	case enum != nil && basic.Info()&types.IsString != 0:
		r.diags.Add(enum.pos, "remove it: the type travels as a string", "string enums are not in this version")
		r.enums[named.Obj()] = nil
	case enum != nil && basic.Info()&types.IsInteger == 0:
		r.diags.Add(enum.pos, "put it above a named integer type", "//grpc:enum stands on %s, which is not an integer", named.Obj().Name())
		r.enums[named.Obj()] = nil
	case enum != nil || enumByDefault(named) && p.ledger.HasEnum(schema.Exported(named.Obj().Name())):
		r.enum(named, r.position(named.Obj()))
	}
}
