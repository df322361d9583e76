package parser

import (
	"go/token"
	"go/types"
	"path"
	"strings"

	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// reader is the state of one reading.
type reader struct {
	src             *source
	settings        schema.Settings
	naming          naming.Convention
	split           map[string]bool // types with fields that travel in one direction only, and those without; see isSplit
	warnings        schema.Diagnostics
	diags           schema.Diagnostics
	index           *index
	packages        []*pkg
	byTypes         map[*types.Package]*pkg
	messages        map[messageKey]*schema.Message
	aliases         map[messageKey]alias
	enums           map[*types.TypeName]*schema.Enum
	foreignEnums    map[messageKey]*schema.Enum
	foreignProblems map[token.Position][]string                           // why types of other modules cannot travel, by their use
	consts          map[*types.Package]map[*types.TypeName][]*types.Const // by their type
	variants        map[*types.TypeName]bool                              // of the sealed interfaces that travel
	constraints     map[string]string                                     // of Go files, by name; see constraintOf
	protocFiles     map[string]*descriptorpb.FileDescriptorProto          // by the Go file that embeds it; nil without one
	imported        map[*types.Package]*imported                          // nil for packages that grpcgen has not built
	pending         []func()                                              // messages whose fields are still to be read
	embeds          map[*types.TypeName]bool                              // types that a service embeds, at any depth
}

// pkg is a package of the module while it is read.
type pkg struct {
	*goPackage
	directives directives
	out        *schema.Package
	ledger     *ledger.File
}

func newReader(src *source, settings schema.Settings) *reader {
	r := &reader{
		src:             src,
		settings:        settings,
		naming:          naming.Of(settings.Naming),
		split:           map[string]bool{},
		byTypes:         map[*types.Package]*pkg{},
		messages:        map[messageKey]*schema.Message{},
		aliases:         map[messageKey]alias{},
		enums:           map[*types.TypeName]*schema.Enum{},
		foreignEnums:    map[messageKey]*schema.Enum{},
		foreignProblems: map[token.Position][]string{},
		consts:          map[*types.Package]map[*types.TypeName][]*types.Const{},
		variants:        map[*types.TypeName]bool{},
		constraints:     map[string]string{},
		protocFiles:     map[string]*descriptorpb.FileDescriptorProto{},
		imported:        map[*types.Package]*imported{},
		embeds:          map[*types.TypeName]bool{},
	}
	r.index = newIndex(src.fset, &r.diags)
	return r
}

// readDirectives indexes every file and derives the proto package of every Go package.
func (r *reader) readDirectives() {
	for _, g := range r.src.packages {
		p := &pkg{goPackage: g}
		for _, file := range g.files {
			found := r.index.file(file)
			if d := p.directives.get("package"); d != nil && found.get("package") != nil {
				r.diags.Add(found.get("package").pos, "keep one of them", "//grpc:package stands in two files of package %s", g.types.Name())
				continue
			}
			p.directives = append(p.directives, found...)
		}
		p.out = r.describe(p)
		r.packages = append(r.packages, p)
		r.byTypes[g.types] = p
	}
}

// readSyntaxErrors reports what Go's parser could not read: declarations may be missing behind it.
func (r *reader) readSyntaxErrors() {
	for _, p := range r.packages {
		for _, e := range p.errors {
			if e.syntax {
				r.diags.Add(e.pos, "", "%s", e.msg)
			}
		}
	}
}

// describe fills what the package clause and its directive say.
func (r *reader) describe(p *pkg) *schema.Package {
	d := p.directives.get("package")
	file := p.files[0]
	for _, f := range p.files {
		if f.Doc != nil && (file.Doc == nil || file.Doc.Text() == "") {
			file = f
		}
	}
	out := &schema.Package{
		GoPath:   p.path,
		GoName:   p.types.Name(),
		Dir:      p.dir,
		Selected: p.selected,
		Proto:    d.word(""),
		Doc:      strings.TrimSpace(file.Doc.Text()),
		Scope:    p.types.Scope().Names(),
		Pos:      r.src.fset.Position(file.Name.Pos()),
	}
	if d != nil {
		out.Pos = d.pos
		if a := d.args[""]; !names.IsPackage(a.value) {
			r.diags.Add(a.pos, "write it in lower snake case with dots, such as shop.orders.v1", "%q is not a proto package name", a.value)
			out.Proto = ""
		}
	}
	if out.Proto == "" {
		out.Proto = r.naming.Package(r.src.module, r.settings.PackagePrefix, p.path, out.GoName)
	}
	r.nameFile(out, d)
	return out
}

// nameFile derives the .proto's path and its go_package from the proto package.
func (r *reader) nameFile(out *schema.Package, d *directive) {
	out.File = r.naming.File(out.Proto, out.GoName)
	if d.has("file") {
		out.File = path.Join(path.Dir(out.File), strings.TrimSuffix(d.word("file"), ".proto")+".proto")
		if !naming.IsFileName(d.word("file")) {
			r.diags.Add(d.at("file"), "write a name without folders, such as file=orders.proto", "%q is not a file name", d.word("file"))
		}
	}
	out.GoPackage = naming.GoPackage(r.src.module, r.settings, out.File, out.Proto)
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
func (r *reader) position(obj types.Object) token.Position { return r.src.fset.Position(obj.Pos()) }
