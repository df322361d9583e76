package parser

import (
	"go/types"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// enum returns the enum of a named type, or nil if its values are sent as they are.
// Named int, int8/16/32 and uint8/16 with two constants or more are enums; a directive decides otherwise.
func (r *reader) enum(named *types.Named, at use) *schema.Enum {
	obj := named.Obj()
	p := r.byTypes[obj.Pkg()]
	if p == nil {
		if e, done := r.importedEnum(named, at); done {
			return e
		}
		return r.foreignEnum(named, at)
	}
	if e, ok := r.enums[obj]; ok {
		return e
	}
	doc := r.src.Decl(obj)
	d := doc.Directives.Get("enum")
	if d.Has("-") {
		r.enums[obj] = nil
		return nil
	}
	consts := r.constants(named)
	if d == nil && (len(consts) < 2 || !enumByDefault(named)) {
		if enumByDefault(named) {
			r.checkUntyped(named, consts)
		}
		r.reportValueDirectives(consts, obj.Name())
		r.enums[obj] = nil
		return nil
	}
	e := &schema.Enum{
		Name: protoName(&r.diags, d, "name", r.naming.Enum(obj.Name()), naming.IsTypeName), Was: d.Word("was"), Package: p.out,
		Doc: doc.Doc, Deprecated: doc.Deprecated, Go: goName(obj), Wide: isWide(named), Strings: isString(named), HasString: hasString(named), Pos: doc.Pos,
	}
	r.checkUntyped(named, consts)
	r.checkEveryBuild(at.problems, obj, at.pos)
	checkName(&r.diags, d, names.Pascal(obj.Name()), e.Pos, "//grpc:enum name=...")
	r.enums[obj] = e
	if len(consts) == 0 {
		help := ", or mark it //grpc:enum - to send a number"
		if isString(named) {
			help = ", or remove //grpc:enum to send a string"
		}
		r.diags.Add(doc.Pos, "declare constants of type "+obj.Name()+help, "enum %s has no constants", obj.Name())
	}
	r.readLater(p, e, named, d)
	addEnum(p, e, d)
	return e
}

// addEnum puts an enum into a package, and the message around it if its name has one by convention.
func addEnum(p *pkg, e *schema.Enum, d *source.Directive) {
	p.out.Enums = append(p.out.Enums, e)
	if outer, _, nested := strings.Cut(e.Name, "."); nested && !d.Has("name") {
		p.out.Messages = append(p.out.Messages, &schema.Message{Name: outer, Package: p.out, Origin: schema.OuterMessage, Pos: e.Pos})
	}
}

// foreignEnum returns the enum of a type of another module, in the package that uses it. Only a protobuf tag can say that
// a type is one.
func (r *reader) foreignEnum(named *types.Named, at use) *schema.Enum {
	if !at.tag.Has("enum") {
		return nil
	}
	obj := named.Obj()
	key := messageKey{pkg: at.pkg, typ: goNamed(named).String()}
	if e, ok := r.foreignEnums[key]; ok {
		return e
	}
	doc := r.src.Decl(obj)
	e := &schema.Enum{
		Name: r.naming.Enum(obj.Name()), Package: at.pkg.out, Doc: doc.Doc, Deprecated: doc.Deprecated, Go: goName(obj),
		Wide: isWide(named), Pos: at.pos,
	}
	r.foreignEnums[key] = e
	r.readLater(at.pkg, e, named, nil)
	addEnum(at.pkg, e, nil)
	return e
}

// enumByDefault reports whether a type whose constants are declared is an enum without a directive.
func enumByDefault(named *types.Named) bool {
	basic, ok := named.Underlying().(*types.Basic)
	if !ok {
		return false
	}
	switch basic.Kind() {
	case types.Int, types.Int8, types.Int16, types.Int32, types.Uint8, types.Uint16:
		return true
	}
	return false
}

// isWide reports whether an integer type has numbers that no int32 is.
func isWide(named *types.Named) bool {
	basic, ok := named.Underlying().(*types.Basic)
	if !ok {
		return false
	}
	switch basic.Kind() {
	case types.Int, types.Int64, types.Uint, types.Uint32, types.Uint64, types.Uintptr:
		return true
	}
	return false
}

// constants returns the package-level constants of a type in the order of their declaration.
func (r *reader) constants(named *types.Named) []*types.Const {
	p := named.Obj().Pkg()
	if r.consts[p] == nil {
		r.consts[p] = r.constantsOf(r.src.Scope(p))
	}
	return r.consts[p][named.Obj()]
}

// constantsOf returns the constants of a scope by their type.
func (r *reader) constantsOf(scope *types.Scope) map[*types.TypeName][]*types.Const {
	found := map[*types.TypeName][]*types.Const{}
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok {
			if named, ok := types.Unalias(c.Type()).(*types.Named); ok {
				found[named.Obj()] = append(found[named.Obj()], c)
			}
		}
	}
	for _, consts := range found {
		slices.SortFunc(consts, func(a, b *types.Const) int { return inSource(r.position(a), r.position(b)) })
	}
	return found
}

func isString(named *types.Named) bool {
	basic, ok := named.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}

// reportValueDirectives reports directives on the constants of a type that is not an enum.
func (r *reader) reportValueDirectives(consts []*types.Const, typeName string) {
	for _, c := range consts {
		if d := r.src.Decl(c).Directives.Get("field"); d != nil {
			r.diags.Add(d.Pos, "mark the type //grpc:enum", "%s is not an enum, so //grpc:field has no effect", typeName)
		}
	}
}
