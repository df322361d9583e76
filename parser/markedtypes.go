package parser

import (
	"go/types"

	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/source"
)

// alias is a declaration such as type NodePage = Page[Node] with //grpc:message: it names the message of a type that
// has no declaration of its own in the package.
type alias struct {
	name string
	*source.Directive
	decl *source.Decl
}

func aliasKey(p *pkg, target *types.Named) messageKey {
	return messageKey{pkg: p, typ: goNamed(target).String()}
}

// aliased returns the struct that an alias stands for.
func aliased(obj *types.TypeName) (*types.Named, bool) {
	named, ok := types.Unalias(obj.Type()).(*types.Named)
	if !ok || !obj.IsAlias() {
		return nil, false
	}
	_, isStruct := named.Underlying().(*types.Struct)
	return named, isStruct
}

// readAliases finds the aliases that name messages, before anything is read that could need one.
func (r *reader) readAliases() {
	for _, p := range r.packages {
		for obj := range p.TypeNames() {
			if obj.IsAlias() {
				r.readAlias(p, obj)
			}
		}
	}
}

func (r *reader) readAlias(p *pkg, obj *types.TypeName) {
	doc := r.src.Decl(obj)
	d := doc.Directives.Get("message")
	if d == nil {
		return
	}
	target, ok := aliased(obj)
	key := messageKey{}
	if ok {
		key = aliasKey(p, target)
	}
	switch {
	case !ok || r.homeOf(target, p) != p || r.byTypes[target.Obj().Pkg()] != nil && target.TypeArgs().Len() == 0:
		r.diags.Add(d.Pos, "put it above the declaration of the type", "//grpc:message on an alias is for an instance of a generic type, or a struct of another module")
	case r.aliases[key].Directive != nil:
		r.diags.Add(d.Pos, "keep one of them", "two aliases name the message of %s", r.typeString(target))
	default:
		r.aliases[key] = alias{obj.Name(), d, doc}
	}
}

// isMarkedMessage reports whether a directive makes a type a message: at its declaration, or, for a type of another module, at
// an alias of it.
func (r *reader) isMarkedMessage(named *types.Named) bool {
	if r.src.Decl(named.Obj()).Directives.Get("message") != nil {
		return true
	}
	for key := range r.aliases {
		if key.typ == goNamed(named).String() {
			return true
		}
	}
	return false
}

// readMarkedTypes puts types into the schema that no action needs to use: those with //grpc:message or
// //grpc:enum, and those that the ledger has, since a message stays as long as its Go type exists.
func (r *reader) readMarkedTypes() {
	for _, p := range r.packages {
		for obj := range p.TypeNames() {
			r.readMarkedType(p, obj)
		}
	}
}

func (r *reader) readMarkedType(p *pkg, obj *types.TypeName) {
	doc := r.src.Decl(obj)
	message, enum := doc.Directives.Get("message"), doc.Directives.Get("enum")
	named, ok := obj.Type().(*types.Named)
	if !ok || obj.IsAlias() {
		if enum != nil {
			r.diags.Add(enum.Pos, "put it above a declared type", "//grpc:enum does not belong on an alias")
		}
		if target, ok := aliased(obj); ok && message != nil && r.aliases[aliasKey(p, target)].Directive == message {
			r.message(target, use{pkg: p, pos: doc.Pos, problems: &r.diags})
		}
		return
	}
	r.readMarkedInterface(p, named)
	switch t := named.Underlying().(type) {
	case *types.Struct:
		if enum != nil {
			r.diags.Add(enum.Pos, "put it above a named integer or string type", "//grpc:enum does not belong on a struct")
		}
		_, ok := r.messageType(named)
		switch {
		case named.TypeParams().Len() == 0 && (ok || message != nil):
			r.keepMessage(p, named, message)
		case message != nil:
			r.diags.Add(message.Pos, "put it above an alias of an instance: type "+obj.Name()+"OfInt = "+obj.Name()+"[int]", "//grpc:message does not belong on a generic type")
		}
	case *types.Basic:
		r.readMarkedBasic(p, named, t, message, enum)
	default:
		for _, d := range []*source.Directive{message, enum} {
			if d != nil {
				r.diags.Add(d.Pos, "remove it", "//grpc:%s is on %s, which is neither a struct nor an integer", d.Name, obj.Name())
			}
		}
	}
}

// keepMessage puts a struct into the schema in the forms that the ledger has, and in one if a directive asks for it.
func (r *reader) keepMessage(p *pkg, named *types.Named, d *source.Directive) {
	at := use{pkg: p, pos: r.position(named.Obj()), problems: &r.diags}
	name := r.naming.Message(named.Obj().Name())
	if d.Has("name") {
		name = d.Word("name")
	} else if d == nil && isOfAnother(named, name) {
		return
	}
	for _, form := range r.committedDirections(p, named, name, d.Has("name")) {
		if form == naming.NoDirection && len(r.messagesOf(named)) > 0 && r.naming.Sided {
			continue // it is named after its direction now
		}
		at.dir = form
		r.message(named, at)
	}
	if d != nil && len(r.messagesOf(named)) == 0 {
		at.dir = naming.NoDirection
		r.message(named, at)
	}
}

// isOfAnother reports whether a name in the ledger can only be that of another type of the package, since that is called just so:
// of Thing and Thing_, which an import makes of a message Thing and a service thing, the message is Thing.
func isOfAnother(named *types.Named, name string) bool {
	other, ok := named.Obj().Pkg().Scope().Lookup(name).(*types.TypeName)
	return ok && other != named.Obj()
}

func (r *reader) readMarkedBasic(p *pkg, named *types.Named, basic *types.Basic, message, enum *source.Directive) {
	enumName := r.naming.Enum(named.Obj().Name())
	if message != nil {
		r.diags.Add(message.Pos, "put it above a struct", "//grpc:message is on %s, which is not a struct", named.Obj().Name())
	}
	switch {
	case enum.Has("-") && basic.Info()&types.IsInteger == 0:
		r.diags.Add(enum.Pos, "remove it", "//grpc:enum - is for integers, and %s is not one", named.Obj().Name())
		r.enums[named.Obj()] = nil
	case enum != nil && basic.Info()&(types.IsInteger|types.IsString) == 0:
		r.diags.Add(enum.Pos, "put it above a named integer or string type", "//grpc:enum is on %s, which is neither an integer nor a string", named.Obj().Name())
		r.enums[named.Obj()] = nil
	case enum != nil || enumByDefault(named) && p.ledger.HasEnum(enumName) && !isOfAnother(named, enumName):
		r.enum(named, use{pkg: p, pos: r.position(named.Obj()), problems: &r.diags})
	}
}
