package parser

import (
	"cmp"
	"go/token"
	"go/types"
	"path"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/built"
	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// reader is the state of one reading.
type reader struct {
	src             *source.Module
	settings        schema.Settings
	naming          naming.Convention
	structs         map[structKey]*structFields
	oneWay          oneWayFields
	served          map[string]bool // structs that are models, as schema.GoType spells them
	warnings        schema.Diagnostics
	leftOut         schema.Diagnostics      // fields that are in no message, and why
	large           map[token.Position]bool // fields that have a warning of large elements
	diags           schema.Diagnostics
	packages        []*pkg
	byTypes         map[*types.Package]*pkg
	files           map[string]bool // of the packages
	messages        map[messageKey]*schema.Message
	models          map[messageKey]*schema.Model // by the package whose glue has their table
	aliases         map[messageKey]alias
	enums           map[*types.TypeName]*schema.Enum
	foreignEnums    map[messageKey]*schema.Enum
	foreignProblems map[token.Position][]string                           // why types of other modules cannot be sent, by their use
	consts          map[*types.Package]map[*types.TypeName][]*types.Const // by their type
	untyped         map[*types.Const]bool                                 // constants that look like values of an enum
	variants        map[*types.TypeName]bool                              // of the sealed interfaces that messages use
	protoc          built.Protoc
	imported        map[*types.Package]*imported // nil for packages that grpcgen has not built
	pending         []func()                     // messages whose fields are still to be read
	embeds          map[*types.TypeName]bool     // types that a service embeds, at any depth
	sent            map[*types.Var]bool          // fields of structs that are fields of messages
}

// pkg is a package of the module while it is read.
type pkg struct {
	*source.Package
	out    *schema.Package
	ledger *ledger.File
}

func newReader(src *source.Module, settings schema.Settings) *reader {
	r := &reader{
		src:             src,
		settings:        settings,
		naming:          naming.Of(settings.Naming),
		structs:         map[structKey]*structFields{},
		served:          map[string]bool{},
		large:           map[token.Position]bool{},
		files:           map[string]bool{},
		byTypes:         map[*types.Package]*pkg{},
		messages:        map[messageKey]*schema.Message{},
		models:          map[messageKey]*schema.Model{},
		aliases:         map[messageKey]alias{},
		enums:           map[*types.TypeName]*schema.Enum{},
		foreignEnums:    map[messageKey]*schema.Enum{},
		foreignProblems: map[token.Position][]string{},
		consts:          map[*types.Package]map[*types.TypeName][]*types.Const{},
		untyped:         map[*types.Const]bool{},
		variants:        map[*types.TypeName]bool{},
		imported:        map[*types.Package]*imported{},
		embeds:          map[*types.TypeName]bool{},
		sent:            map[*types.Var]bool{},
	}
	r.oneWay = oneWayFields{r: r, known: map[string]bool{}}
	return r
}

// readPackages derives the proto package of every Go package. It reports what is wrong with directives, and what Go's
// parser could not read: declarations may be missing behind it.
func (r *reader) readPackages() {
	for _, g := range r.src.Packages {
		r.diags = append(r.diags, g.Problems...)
		for _, e := range g.Errors {
			if e.Syntax {
				r.diags.Add(e.Pos, "", "%s", e.Msg)
			}
		}
		p := &pkg{Package: g}
		p.out = r.describe(p)
		for _, f := range p.Files {
			r.files[r.src.At(f.Package).Filename] = true
		}
		r.packages = append(r.packages, p)
		r.byTypes[g.Types] = p
	}
}

// describe fills what the package clause and its directive say.
func (r *reader) describe(p *pkg) *schema.Package {
	d := p.Directives.Get("package")
	file := p.Files[0]
	for _, f := range p.Files {
		if f.Doc != nil && (file.Doc == nil || file.Doc.Text() == "") {
			file = f
		}
	}
	out := &schema.Package{
		GoPath:   p.Path,
		GoName:   p.Types.Name(),
		Dir:      p.Dir,
		Selected: p.Selected,
		Proto:    d.Word(""),
		Doc:      strings.TrimSpace(file.Doc.Text()),
		Scope:    p.Types.Scope().Names(),
		Pos:      r.src.At(file.Name.Pos()),
	}
	if d != nil {
		out.Pos = d.Pos
		if name := d.Word(""); !names.IsPackage(name) {
			r.diags.Add(d.At(""), "write it in lower snake case with dots, such as shop.orders.v1", "%q is not a proto package name", name)
			out.Proto = ""
		}
	}
	if out.Proto == "" {
		out.Proto = r.naming.Package(r.src.Path, r.settings.PackagePrefix, p.Path, out.GoName)
	}
	r.nameFile(out, d)
	return out
}

// nameFile derives the .proto's path and its go_package from the proto package.
func (r *reader) nameFile(out *schema.Package, d *source.Directive) {
	out.File = r.naming.File(out.Proto, out.GoName)
	if d.Has("file") {
		out.File = path.Join(path.Dir(out.File), strings.TrimSuffix(d.Word("file"), ".proto")+".proto")
		if !naming.IsFileName(d.Word("file")) {
			r.diags.Add(d.At("file"), "write a name without folders, such as file=orders.proto", "%q is not a file name", d.Word("file"))
		}
	}
	out.GoPackage = naming.GoPackage(r.src.Path, r.settings, out.File, out.Proto)
}

// readPending reads the fields of every message that was reached, and of those that they reach.
func (r *reader) readPending() {
	for len(r.pending) > 0 {
		next := r.pending[0]
		r.pending = r.pending[1:]
		next()
	}
}

// position returns where an object is named.
func (r *reader) position(obj types.Object) token.Position { return r.src.Position(obj) }

// inSource compares two places by their files' names and their place in those. A token.Pos would tell which file was parsed
// first, and files are parsed side by side.
func inSource(a, b token.Position) int {
	return cmp.Or(strings.Compare(a.Filename, b.Filename), cmp.Compare(a.Offset, b.Offset))
}

// positionOf returns where a package declares a name.
func (r *reader) positionOf(out *schema.Package, name string) token.Position {
	for _, p := range r.packages {
		if p.out == out {
			return r.position(p.Types.Scope().Lookup(name))
		}
	}
	return token.Position{}
}
