// Package dotproto prints the .proto of a package, and compiles it.
package dotproto

import (
	"bytes"
	"cmp"
	"fmt"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// File is the text of one .proto, laid out as buf format leaves it, and where in Go each line comes from.
type File struct {
	Package *schema.Package
	naming  schema.Naming
	text    bytes.Buffer
	lines   []token.Position // lines[i] is the declaration that printed line i+1
	split   []string         // what texts returns
	at      token.Position   // the declaration being printed
	depth   int
	symbols symbols
	nested  map[string]*nest // by the proto name of the outer message
}

// nest is what is declared inside a message, or at the top of the file for the name "".
type nest struct {
	messages []*schema.Message
	enums    []*schema.Enum
}

// New prints the .proto of p. What it cannot say is added to diags.
func New(p *schema.Package, naming schema.Naming, diags *schema.Diagnostics) *File {
	f := &File{Package: p, naming: naming, at: p.Pos, nested: map[string]*nest{}}
	f.symbols = newSymbols(p, p.ImportedPackages())
	f.nestDeclarations(diags)
	f.preamble()
	for _, s := range p.Services {
		f.service(s)
	}
	f.declarations("")
	return f
}

// outerName splits a proto name such as Outer.Inner. outer is empty for a name at the top of the file.
func outerName(name string) (outer, inner string) {
	i := strings.LastIndexByte(name, '.')
	return name[:max(i, 0)], name[i+1:]
}

// nestDeclarations sorts messages and enums into the messages that their names say they are in.
func (f *File) nestDeclarations(diags *schema.Diagnostics) {
	messages := map[string]bool{"": true}
	for _, m := range f.Package.Messages {
		messages[m.Name] = true
	}
	at := func(name string, pos token.Position) *nest {
		outer, inner := outerName(name)
		if !messages[outer] {
			diags.Add(pos, fmt.Sprintf("declare a message %s in this package, or use name=%s", outer, inner),
				"%s.%s cannot be nested: there is no message %[1]s.%[3]s", f.Package.Proto, name, outer)
		}
		if f.nested[outer] == nil {
			f.nested[outer] = &nest{}
		}
		return f.nested[outer]
	}
	for _, m := range f.Package.Messages {
		n := at(m.Name, m.Pos)
		n.messages = append(n.messages, m)
	}
	for _, e := range f.Package.Enums {
		n := at(e.Name, e.Pos)
		n.enums = append(n.enums, e)
	}
}

// Text returns the text of the file.
func (f *File) Text() []byte { return f.text.Bytes() }

// line prints one line of the .proto at the current depth.
func (f *File) line(parts ...string) {
	text := strings.Join(parts, "")
	if text != "" {
		f.text.WriteString(strings.Repeat("  ", f.depth))
	}
	f.text.WriteString(text)
	f.text.WriteByte('\n')
	f.lines = append(f.lines, f.at)
}

// texts returns the lines of the file, which is printed.
func (f *File) texts() []string {
	if f.split == nil {
		f.split = strings.Split(f.text.String(), "\n")
	}
	return f.split
}

func (f *File) doc(doc string) {
	for _, line := range printer.CommentLines(doc) {
		f.line(line)
	}
}

// gap prints the empty line between two declarations of a block.
func (f *File) gap() {
	if !bytes.HasSuffix(f.text.Bytes(), []byte("{\n")) {
		f.line()
	}
}

// block prints head { body }, on one line when the body prints nothing.
func (f *File) block(head string, body func()) {
	f.line(head, " {")
	start := f.text.Len()
	f.depth++
	body()
	f.depth--
	if f.text.Len() > start {
		f.line("}")
		return
	}
	f.text.Truncate(start - 1)
	f.text.WriteString("}\n")
}

// preamble prints everything above the first declaration.
func (f *File) preamble() {
	f.line(schema.CodeGenerated)
	f.line(schema.SourceLine(f.Package.GoPath))
	f.line()
	f.line(`syntax = "proto3";`)
	f.line()
	f.doc(f.Package.Doc)
	f.excusePackage()
	f.line("package ", f.Package.Proto, ";")
	f.line()
	if files := importedFiles(f.Package); len(files) > 0 {
		for _, file := range slices.Sorted(maps.Keys(files)) {
			f.line(`import "`, file, `";`, files[file])
		}
		f.line()
	}
	options := append([]schema.Option{{Name: "go_package", Value: fmt.Sprintf("%q", f.Package.GoPackage)}}, f.Package.Options...)
	slices.SortStableFunc(options, func(a, b schema.Option) int { return cmp.Compare(a.Name, b.Name) })
	for _, o := range options {
		f.line("option ", o.Name, " = ", o.Value, ";")
	}
}

func (f *File) service(s *schema.Service) {
	f.at = s.Pos
	f.gap()
	f.doc(s.Doc)
	f.excuse(serviceStyle, s.Name)
	f.block("service "+s.Name, func() {
		f.blockOptions(s.Deprecated, false)
		for _, m := range s.Methods {
			f.at = m.Pos
			f.gap()
			f.method(s, m)
		}
		f.at = s.Pos
	})
}

// blockOptions prints the options at the top of a service, a message or an enum.
func (f *File) blockOptions(deprecated, allowAlias bool) {
	if allowAlias {
		f.line("// buf:lint:ignore ENUM_NO_ALLOW_ALIAS") // the Go constants are aliases
		f.line("option allow_alias = true;")
	}
	if deprecated {
		f.line("option deprecated = true;")
	}
}

func (f *File) method(s *schema.Service, m *schema.Method) {
	scope := f.Package.Proto + "." + s.Name
	side := func(side schema.Side, stream bool) string {
		if stream {
			return "(stream " + f.symbols.methodRef(f.Package.Proto, scope, side.Message.FullName()) + ")"
		}
		return "(" + f.symbols.methodRef(f.Package.Proto, scope, side.Message.FullName()) + ")"
	}
	f.doc(m.Doc)
	f.excuse(methodStyle, m.Name)
	head := "rpc " + m.Name + side(m.Request, m.Stream.ClientSide()) + " returns " + side(m.Response, m.Stream.ServerSide())
	if !m.Deprecated && m.Idempotency == "" && len(m.HTTP) == 0 {
		f.line(head, ";")
		return
	}
	f.block(head, func() {
		f.blockOptions(m.Deprecated, false)
		if m.Idempotency != "" {
			f.line("option idempotency_level = ", strings.ToUpper(string(m.Idempotency)), ";")
		}
		f.http(scope+"."+m.Name, m.HTTP)
	})
}

// ref returns how a field of the message in scope writes the type with a full name: without the package where it is our own.
func (f *File) ref(scope, full string) string {
	return f.symbols.fieldRef(f.Package.Proto, scope, full)
}
