// Package gosource prints the annotated Go that import makes of .proto files.
package gosource

import (
	"strconv"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Print returns the text of one file of annotated Go.
func Print(s *schema.GoSource, f *schema.GoFile) ([]byte, error) {
	return newGoSource(s, f).file()
}

// expr is a piece of a line.
type expr = printer.Expr

// goSource prints one annotated Go file.
type goSource struct {
	*printer.File
	goFile *schema.GoFile
}

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
	im := printer.NewImports(s.Schema, f.Package, func(name string) bool { return taken[name] })
	for p, name := range s.Names {
		im.Know(p, name)
	}
	return &goSource{File: &printer.File{Imports: im}, goFile: f}
}

func (g *goSource) file() ([]byte, error) {
	for _, d := range g.goFile.Decls {
		aside(g.File, d.Above)
		switch {
		case d.Message != nil:
			g.message(d)
		case d.Enum != nil:
			g.enum(d)
		default:
			g.service(d)
		}
	}
	return g.Source(g.head(), "")
}

// head returns what stands above the imports.
func (g *goSource) head() string {
	top := &printer.File{Imports: g.Imports}
	p := g.goFile.Package
	for _, text := range g.goFile.Head {
		top.Comment(text)
		top.P()
	}
	if g.goFile.Lead {
		marked(top, p.Doc, g.goFile.Directive)
	}
	top.P("package ", p.GoName)
	top.P()
	if g.goFile.Lead {
		top.P("//go:generate go tool grpcgen build")
		top.P()
	}
	return top.Body.String()
}

// aside prints comments that stand by themselves.
func aside(p *printer.File, comments []string) {
	for _, text := range comments {
		p.Comment(text)
		p.P()
	}
}

// marked prints a doc comment and, below it, a directive.
func marked(p *printer.File, doc, directive string) {
	p.Comment(doc)
	if doc != "" && directive != "" {
		p.P("//")
	}
	if directive != "" {
		p.P(directive)
	}
}

func (g *goSource) message(d *schema.GoDecl) {
	m := d.Message
	marked(g.File, m.Doc, d.Directive)
	g.P("type ", m.Ident, " struct {")
	for i, member := range d.Members {
		f := member.Field
		if i > 0 && (f.Doc != "" || len(member.Above) > 0) {
			g.P()
		}
		aside(g.File, member.Above)
		g.Comment(f.Doc)
		tag := expr{}
		if member.Words != "" {
			tag = expr{" `grpc:", strconv.Quote(member.Words), "`"}
		}
		g.P(member.Name, " ", f.Type.Go, tag)
	}
	if len(d.Members) > 0 {
		g.P()
	}
	g.P(m.Unknown[0].Name, " ", printer.Root.Name("UnknownFields"))
	g.P("}")
	g.P()
}

func (g *goSource) enum(d *schema.GoDecl) {
	e := d.Enum
	marked(g.File, e.Doc, d.Directive)
	g.P("type ", e.Go.Name, " int32")
	g.P()
	g.P("// The values of ", e.Go.Name, ".")
	g.P("const (")
	for i, member := range d.Members {
		v := member.Value
		if i > 0 && (v.Doc != "" || len(member.Above) > 0) {
			g.P()
		}
		aside(g.File, member.Above)
		marked(g.File, v.Doc, member.Words)
		g.P(member.Name, " ", e.Go.Name, " = ", int(v.Number))
	}
	g.P(")")
	g.P()
}

// service prints a struct whose methods answer that they are not there yet.
func (g *goSource) service(d *schema.GoDecl) {
	s := d.Service
	marked(g.File, s.Doc, d.Directive)
	g.P("type ", s.Go.Name, " struct{}")
	g.P()
	for _, member := range d.Members {
		m := member.Method
		aside(g.File, member.Above)
		marked(g.File, m.Doc, member.Words)
		g.P("func (s *", s.Go.Name, ") ", m.GoName, printer.NewSignature(m, nil).Handler(), " {")
		fail := expr{printer.Status.Name("Error"), "(", printer.Codes.Name("Unimplemented"), ", ", strconv.Quote("method " + m.Name + " not implemented"), ")"}
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
