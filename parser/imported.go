package parser

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/parser/built"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// imported is a package of another module that grpcgen has built.
type imported struct {
	*built.Package
	used token.Position // where the source needs it first
}

// importedPackage returns the package of another module that declares obj, or nil if grpcgen has not built that.
func (r *reader) importedPackage(obj types.Object) *imported {
	p := obj.Pkg()
	if p == nil || r.byTypes[p] != nil {
		return nil
	}
	if known, ok := r.imported[p]; ok {
		return known
	}
	r.imported[p] = nil
	if found := built.Read(p, r.src.Scope(p), r.src.Folder(p)); found != nil {
		r.imported[p] = &imported{Package: found}
	}
	return r.imported[p]
}

// importedMessage returns the message that a type of another module is there, and done if it is one. Otherwise the type
// may become a message of the package that uses it. The message is nil after a problem was reported.
func (r *reader) importedMessage(named *types.Named, at use) (m *schema.Message, done bool) {
	p := r.importedPackage(named.Obj())
	if p == nil || named.TypeArgs().Len() > 0 {
		return nil, false
	}
	m = p.Message(named.Obj().Name(), at.dir)
	switch {
	case p.Out == nil:
		r.refuseImported(named, at, p.Broken)
		return nil, true
	case m == nil:
		return nil, false
	case !r.checkImport(p, named, m.Name, at):
		return nil, true
	}
	return m, true
}

// importedEnum is importedMessage for enums. A directive or the constants decide whether a type is one, as they did there.
func (r *reader) importedEnum(named *types.Named, at use) (e *schema.Enum, done bool) {
	obj := named.Obj()
	p := r.importedPackage(obj)
	if p == nil {
		return nil, false
	}
	d := r.src.Decl(obj).Directives.Get("enum")
	if d.Has("-") || d == nil && (len(r.constants(named)) < 2 || !enumByDefault(named)) {
		return nil, false
	}
	e = p.Enum(d.Word("name"), obj.Name())
	switch {
	case p.Out == nil:
		r.refuseImported(named, at, p.Broken)
		return nil, true
	case e == nil:
		return nil, false
	case !r.checkImport(p, named, e.Name, at):
		return nil, true
	}
	e.Go, e.Strings, e.Wide = goName(obj), isString(named), isWide(named)
	return e, true
}

// checkImport reports a type whose .proto is missing, broken, or older than the glue.
func (r *reader) checkImport(p *imported, t *types.Named, name string, at use) bool {
	why := p.WhyNot(name)
	if why != "" {
		r.refuseImported(t, at, why)
		return false
	}
	if !p.used.IsValid() {
		p.used = at.pos
	}
	return true
}

func (r *reader) refuseImported(t *types.Named, at use, why string) {
	help := "run grpcgen build in its module, or require a version of it in which that was done"
	if _, isStruct := t.Underlying().(*types.Struct); isStruct {
		help += "\nor make it a message of this package: //grpc:message above type " + t.Obj().Name() + " = " + r.typeString(t)
	}
	at.problems.Add(at.pos, help,
		"%s cannot be sent: package %s is built by grpcgen, but %s", r.typeString(t), t.Obj().Pkg().Path(), why)
}

// importedPackages returns what the source uses of other modules, sorted by path.
func (r *reader) importedPackages() []*imported {
	var all []*imported
	for _, p := range r.imported {
		if p != nil && p.used.IsValid() {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *imported) int { return cmp.Compare(a.Out.GoPath, b.Out.GoPath) })
	return all
}
