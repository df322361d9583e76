package parser

import (
	"cmp"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Types that grpcgen has made messages and enums of in another module travel as what they are there: the .proto imports
// theirs, and their own glue encodes them. That glue is what a binary links, so it says which Go type is which message;
// the descriptor of its file stands in it too.

// imported is a package of another module that grpcgen has built.
type imported struct {
	out      *schema.Package            // nil if the glue cannot be read
	messages map[string]*schema.Message // by the name of the Go type
	inputs   map[string]*schema.Message // likewise, of types that are another message in requests
	byName   map[string]*schema.Message // by the name in the file
	enums    map[string]*schema.Enum    // likewise
	broken   string                     // why the types that are in its file cannot be used; empty if they can
	used     token.Position             // where the source needs it first

	protoPath string       // of the .proto in its module
	ledger    *ledger.File // nil below vendor, where only Go packages are
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
	dir := filepath.Dir(r.position(obj).Filename)
	glue, err := os.ReadFile(filepath.Join(dir, schema.GlueFile))
	if err != nil || !schema.IsGlue(glue) {
		return nil
	}
	r.imported[p] = readImported(p, dir, glue)
	return r.imported[p]
}

// importedMessage returns the message that a type of another module is there, and done if it is one. Otherwise the type
// may become a message of the package that uses it. The message is nil after a problem was reported.
func (r *reader) importedMessage(named *types.Named, at use) (m *schema.Message, done bool) {
	p := r.importedPackage(named.Obj())
	if p == nil || named.TypeArgs().Len() > 0 {
		return nil, false
	}
	m = p.message(named.Obj().Name(), at.dir)
	switch {
	case p.out == nil:
		r.refuseImported(named, at.pos, p.broken)
		return nil, true
	case m == nil:
		return nil, false
	case !r.canImport(p, named, m.Name, at.pos):
		return nil, true
	}
	return m, true
}

// message returns the message that a Go type is in a direction.
func (p *imported) message(goName string, dir naming.Direction) *schema.Message {
	if m := p.inputs[goName]; m != nil && dir == naming.Request {
		return m
	}
	return p.messages[goName]
}

// importedEnum is importedMessage for enums. A directive or the constants decide whether a type is one, as they did there.
func (r *reader) importedEnum(named *types.Named, use token.Position) (e *schema.Enum, done bool) {
	obj := named.Obj()
	p := r.importedPackage(obj)
	if p == nil {
		return nil, false
	}
	d := r.src.Decl(obj).Directives.Get("enum")
	if d.Has("-") || d == nil && (len(r.constants(named)) < 2 || !enumByDefault(named)) {
		return nil, false
	}
	e = p.enum(d.Word("name"), obj.Name())
	switch {
	case p.out == nil:
		r.refuseImported(named, use, p.broken)
		return nil, true
	case e == nil:
		return nil, false
	case !r.canImport(p, named, e.Name, use):
		return nil, true
	}
	e.Go, e.Strings, e.Wide = goName(obj), isString(named), isWide(named)
	return e, true
}

// enum returns the enum that a directive names, or that a Go type is by one of the conventions: which one the module has
// chosen is not known.
func (p *imported) enum(given, goName string) *schema.Enum {
	if given != "" {
		return p.enums[given]
	}
	for _, convention := range naming.All() {
		if e := p.enums[convention.Enum(goName)]; e != nil {
			return e
		}
	}
	return nil
}

// canImport reports a type whose .proto is missing, broken, or older than the glue.
func (r *reader) canImport(p *imported, t *types.Named, name string, use token.Position) bool {
	why := p.broken
	if why == "" && p.ledger != nil && !p.ledger.HasMessage(name) && !p.ledger.HasEnum(name) {
		why = "its " + p.protoPath + " does not have " + name
	}
	if why != "" {
		r.refuseImported(t, use, why)
		return false
	}
	if !p.used.IsValid() {
		p.used = use
	}
	return true
}

func (r *reader) refuseImported(t *types.Named, use token.Position, why string) {
	help := "run grpcgen build in its module, or require a version of that for which it was run"
	if _, isStruct := t.Underlying().(*types.Struct); isStruct {
		help += "\nor make it a message of this package: //grpc:message above type " + t.Obj().Name() + " = " + r.typeString(t)
	}
	r.diags.Add(use, help,
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
	slices.SortFunc(all, func(a, b *imported) int { return cmp.Compare(a.out.GoPath, b.out.GoPath) })
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
		if files[i.out.File] {
			continue
		}
		files[i.out.File] = true
		of := " of package " + i.out.GoPath
		help := "rename one, or take another proto package: //grpc:package"
		for _, svc := range i.out.Services {
			all = append(all, declared{i.out.Proto + "." + svc.Name, "service" + of, i.used, help})
		}
		for _, m := range i.out.Messages {
			all = append(all, declared{m.FullName(), "message" + of, i.used, help})
		}
		for _, e := range i.out.Enums {
			all = append(all, declared{e.FullName(), "enum" + of, i.used, help})
			scope := e.FullName()[:strings.LastIndexByte(e.FullName(), '.')+1]
			for _, v := range e.Values {
				all = append(all, declared{scope + v.Name, "enum value" + of, i.used, help})
			}
		}
	}
	return all
}
