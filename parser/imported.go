package parser

import (
	"cmp"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

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
	if found := built.Read(p, filepath.Dir(r.position(obj).Filename)); found != nil {
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
	help := "run grpcgen build in its module, or require a version of that for which it was run"
	if _, isStruct := t.Underlying().(*types.Struct); isStruct {
		help += "\nor make it a message of this package: //grpc:message above type " + t.Obj().Name() + " = " + r.typeString(t)
	}
	at.problems.Add(at.pos, help,
		"%s cannot travel: package %s is built by grpcgen, but %s", r.typeString(t), t.Obj().Pkg().Path(), why)
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

// importedNames returns what the files that are imported from other modules declare, at the use of each.
func (r *reader) importedNames(s *schema.Schema) []declared {
	var all []declared
	files := map[string]bool{} // two of one path are a problem already
	for _, p := range s.Packages {
		files[p.File] = true
	}
	for _, i := range r.importedPackages() {
		if files[i.Out.File] {
			continue
		}
		files[i.Out.File] = true
		of := " of package " + i.Out.GoPath
		help := "rename one, or take another proto package: //grpc:package"
		for _, svc := range i.Out.Services {
			all = append(all, declared{i.Out.Proto + "." + svc.Name, "service" + of, i.used, help})
		}
		for _, m := range i.Out.Messages {
			all = append(all, declared{m.FullName(), "message" + of, i.used, help})
		}
		for _, e := range i.Out.Enums {
			all = append(all, declared{e.FullName(), "enum" + of, i.used, help})
			scope := e.FullName()[:strings.LastIndexByte(e.FullName(), '.')+1]
			for _, v := range e.Values {
				all = append(all, declared{scope + v.Name, "enum value" + of, i.used, help})
			}
		}
	}
	return all
}
