package emitter

import (
	"cmp"
	"path"
	"slices"
	"strconv"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Source returns annotated Go, and the .proto of each package: they keep the numbers and names that are reserved. What is
// wrong with a .proto comes as schema.Diagnostics.
func Source(s *schema.GoSource) ([]File, error) {
	protos, _, err := compiledProtos(s.Schema)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, f := range protos {
		if !f.pkg.Selected {
			continue
		}
		files = append(files, File{Path: path.Join(s.Schema.Settings.Folder(), f.pkg.File), Content: f.text.Bytes()})
	}
	for _, f := range s.Files {
		content, err := newGoSource(s, f).file()
		if err != nil {
			return nil, err
		}
		files = append(files, File{Path: f.Path, Content: content})
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}

// goSource prints one annotated Go file.
type goSource struct {
	printer
	goFile *schema.GoFile
}

const (
	codesPackage  importPath = "google.golang.org/grpc/codes"
	statusPackage importPath = "google.golang.org/grpc/status"
)

func newGoSource(s *schema.GoSource, f *schema.GoFile) *goSource {
	taken := map[string]bool{"in": true, "s": true, "yield": true}
	for _, other := range s.Files {
		if other.Package == f.Package {
			for _, d := range other.Decls {
				taken[d.GoName()] = true
				for _, m := range d.Members {
					taken[m.Name] = true
				}
			}
		}
	}
	im := newImports(s.Schema, f.Package, func(name string) bool { return taken[name] })
	for _, p := range []importPath{codesPackage, statusPackage} {
		im.clause[string(p)] = path.Base(string(p))
	}
	for p, name := range s.Names {
		im.clause[p] = name
	}
	return &goSource{printer: printer{imports: im}, goFile: f}
}

func (g *goSource) file() ([]byte, error) {
	for _, d := range g.goFile.Decls {
		g.aside(d.Above)
		switch {
		case d.Message != nil:
			g.message(d)
		case d.Enum != nil:
			g.enum(d)
		default:
			g.service(d)
		}
	}
	return g.source(g.head())
}

// head returns what stands above the imports.
func (g *goSource) head() string {
	top := printer{imports: g.imports}
	p := g.goFile.Package
	for _, text := range g.goFile.Head {
		top.comment(text)
		top.P()
	}
	if g.goFile.Lead {
		top.marked(p.Doc, g.goFile.Directive)
	}
	top.P("package ", p.GoName)
	top.P()
	if g.goFile.Lead {
		top.P("//go:generate go tool grpcgen build")
		top.P()
	}
	return top.body.String()
}

// aside prints comments that stand by themselves.
func (p *printer) aside(comments []string) {
	for _, text := range comments {
		p.comment(text)
		p.P()
	}
}

// marked prints a doc comment and, below it, a directive.
func (p *printer) marked(doc, directive string) {
	p.comment(doc)
	if doc != "" && directive != "" {
		p.P("//")
	}
	if directive != "" {
		p.P(directive)
	}
}

func (g *goSource) message(d *schema.GoDecl) {
	m := d.Message
	g.marked(m.Doc, d.Directive)
	g.P("type ", m.Ident, " struct {")
	for i, member := range d.Members {
		f := member.Field
		if i > 0 && (f.Doc != "" || len(member.Above) > 0) {
			g.P()
		}
		g.aside(member.Above)
		g.comment(f.Doc)
		tag := expr{}
		if member.Words != "" {
			tag = expr{" `grpc:", strconv.Quote(member.Words), "`"}
		}
		g.P(member.Name, " ", f.Type.Go, tag)
	}
	if len(d.Members) > 0 {
		g.P()
	}
	g.P(m.Unknown[0].Name, " ", runtimePackage.name("UnknownFields"))
	g.P("}")
	g.P()
}

func (g *goSource) enum(d *schema.GoDecl) {
	e := d.Enum
	g.marked(e.Doc, d.Directive)
	g.P("type ", e.Go.Name, " int32")
	g.P()
	g.P("// The values of ", e.Go.Name, ".")
	g.P("const (")
	for i, member := range d.Members {
		v := member.Value
		if i > 0 && (v.Doc != "" || len(member.Above) > 0) {
			g.P()
		}
		g.aside(member.Above)
		g.marked(v.Doc, member.Words)
		g.P(member.Name, " ", e.Go.Name, " = ", int(v.Number))
	}
	g.P(")")
	g.P()
}

// service prints a struct whose methods answer that they are not there yet.
func (g *goSource) service(d *schema.GoDecl) {
	s := d.Service
	g.marked(s.Doc, d.Directive)
	g.P("type ", s.Go.Name, " struct{}")
	g.P()
	for _, member := range d.Members {
		m := member.Method
		g.aside(member.Above)
		g.marked(m.Doc, member.Words)
		g.P("func (s *", s.Go.Name, ") ", m.GoName, newSignature(m, nothing).handler(), " {")
		fail := expr{statusPackage.name("Error"), "(", codesPackage.name("Unimplemented"), ", ", strconv.Quote("method " + m.Name + " not implemented"), ")"}
		if m.Stream.ServerSide() {
			g.P("return func(yield func(", m.Response.Params[0].Type, ", error) bool) {")
			g.P("yield(nil, ", fail, ")")
			g.P("}")
		} else {
			g.P("return nil, ", fail)
		}
		g.P("}")
		g.P()
	}
}
