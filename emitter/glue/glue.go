// Package glue prints the Go files of a package: its services and clients, its messages, and what the runtime knows them by.
package glue

import (
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// expr is a piece of a line.
type expr = printer.Expr

// glue prints one of the Go files of a package. What it names is the same for both.
type glue struct {
	*printer.File
	pkg     *schema.Package
	names   *glueNames
	needed  func(string) bool // names that functions use, which their parameters and variables must not shadow
	guarded map[string]bool   // structs whose guard is printed
	strings bool              // messages and enums have String methods

	purposes map[*schema.Message]string // of inline messages
}

// Needed reports whether p has anything that Go code can use: a package that only remembers what was removed has not.
func Needed(p *schema.Package) bool {
	return len(p.Services) > 0 ||
		slices.ContainsFunc(p.Messages, func(m *schema.Message) bool { return m.HasGo() }) ||
		slices.ContainsFunc(p.Enums, func(e *schema.Enum) bool { return !e.Tombstone })
}

// Print returns the texts of schema.GlueFile and schema.CodecFile of p, whose .proto is fd. A package without messages has no
// codec.
func Print(s *schema.Schema, p *schema.Package, fd *descriptorpb.FileDescriptorProto) (services, codec []byte, err error) {
	descriptor, err := descriptorText(fd)
	if err != nil {
		return nil, nil, err
	}
	names := newNames(p)
	forServices, forCodec := newGlue(s, p, names), newGlue(s, p, names)
	forServices.services()
	forCodec.handshake()
	empty := forCodec.Body.Len()
	forCodec.messages()
	if forCodec.Body.Len() > empty {
		top := pair(forServices, forCodec, descriptor)
		if len(names.messages) > 0 {
			top = readingOrder + top
		}
		if codec, err = forCodec.source(top); err != nil {
			return nil, nil, err
		}
	}
	services, err = forServices.source("")
	return append(services, descriptor...), codec, err
}

func newGlue(s *schema.Schema, p *schema.Package, names *glueNames) *glue {
	taken := map[string]bool{}
	for _, name := range slices.Concat(p.Scope, invented) {
		taken[name] = true
	}
	for _, svc := range p.Services {
		for _, name := range svc.GoNames() {
			taken[name] = true
		}
	}
	for _, m := range p.Messages {
		if m.Origin == schema.FilterMessage {
			taken[m.Ident] = true
		}
	}
	for param := range params(p) {
		taken[param.Name] = true
	}
	own := mentioned(p)
	imports := printer.NewImports(s, p, func(name string) bool { return taken[name] })
	return &glue{
		File:    &printer.File{Imports: imports, Structs: hasStructs(p)},
		pkg:     p,
		names:   names,
		strings: s.Settings.Strings,
		guarded: map[string]bool{}, purposes: purposes(p),
		needed: func(name string) bool { return own[name] || isPredeclaredType(name) },
	}
}

// params returns the parameters and results of every method of p.
func params(p *schema.Package) iter.Seq[schema.Param] {
	return func(yield func(schema.Param) bool) {
		for _, s := range p.Services {
			for _, m := range s.Methods {
				for _, param := range slices.Concat(m.Request.Params, m.Response.Params) {
					if !yield(param) {
						return
					}
				}
			}
		}
	}
}

// hasStructs reports whether a struct without a name stands in the signature of a method, or of a binding.
func hasStructs(p *schema.Package) bool {
	isStruct := func(n schema.GoName) bool { return strings.Contains(n.Name, "struct{") }
	for param := range params(p) {
		if slices.ContainsFunc(param.Type, isStruct) {
			return true
		}
	}
	return slices.ContainsFunc(p.Messages, func(m *schema.Message) bool { return slices.ContainsFunc(m.Go, isStruct) })
}

// services prints what people read: the services, their clients, models and filters, and what describes them.
func (g *glue) services() {
	g.handshake()
	if g.pkg.BindsHTTP() {
		g.Imports.Link(printer.Annotations)
	}
	for _, s := range g.pkg.Services {
		g.service(s)
		g.client(s)
	}
	g.models()
	for _, m := range g.pkg.Messages {
		if m.Origin == schema.FilterMessage {
			g.filterStruct(m)
		}
	}
	g.enumStrings()
	g.descriptorVar()
}

// messages prints the messages and their codecs, below the guards: what a compiler reports first says what to do.
func (g *glue) messages() {
	for _, m := range g.pkg.Messages {
		if m.HasGo() && m.Origin != schema.SealedMessage && !m.Generated() {
			g.guards(m)
		}
	}
	for _, m := range g.pkg.Messages {
		if m.HasGo() {
			g.message(m)
		}
	}
	g.foreignFrames()
	g.codecs()
	g.tables()
}

// source returns the whole file, with a text below its imports.
func (g *glue) source(below string) ([]byte, error) {
	return g.Source(schema.CodeGenerated+"\n"+schema.SourceLine(g.pkg.GoPath)+"\n\n"+schema.GlueConstraint+"\n\npackage "+g.pkg.GoName+"\n\n", below)
}

func (g *glue) handshake() {
	g.P("// If this does not compile, this file was generated for another version of ", string(printer.Runtime), ":")
	g.P(`// run "grpcgen build" again, or "go get github.com/grpcgen/grpcgen".`)
	g.P("const _ = ", printer.Runtime.Name(schema.Handshake))
	g.P()
}

// codecs prints the variables for the codecs of other packages' messages.
func (g *glue) codecs() {
	variables := map[string]*schema.Message{}
	for m, name := range g.names.codecs {
		variables[name] = m
	}
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		m := variables[name]
		g.P("// ", name, " encodes and decodes ", m.FullName(), ".")
		if m.Origin == schema.ForeignMessage {
			g.P("var ", name, " = ", printer.Runtime.Name("ProtoCodec"), "[", m.Go, "]()")
		} else {
			g.P("var ", name, " = ", printer.Runtime.Name("CodecOf"), "[", m.Go, "](", strconv.Quote(m.FullName()), ")")
		}
		g.P()
	}
}

// descriptorVar prints the variable that the runtime knows the .proto by.
func (g *glue) descriptorVar() {
	var needs []string
	for other := range g.pkg.ImportedPackages() {
		needs = append(needs, strconv.Quote(other.GoPath))
	}
	slices.Sort(needs)
	g.P(schema.ProtoComment(g.pkg.File))
	args := expr{strconv.Quote(g.pkg.GoPath), ", ", schema.DescriptorConst}
	for _, path := range needs {
		args = append(args, ", ", path)
	}
	g.P("var ", schema.FileVar, " = ", printer.Runtime.Name("NewFile"), "(", args, ")")
	g.P()
}
