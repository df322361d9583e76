package ledger

import (
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// at is a position in the Go source of the tests.
func at(line int) token.Position { return token.Position{Filename: "m.go", Line: line, Column: 2} }

// pkg is a package "p.v1" whose messages stand on the lines 10, 20, ... and their fields on those below; enums begin
// at line 100.
func pkg(declarations ...any) *schema.Package { return pkgNamed("p.v1", declarations...) }

func pkgNamed(name string, declarations ...any) *schema.Package {
	p := &schema.Package{Proto: name, File: strings.ReplaceAll(name, ".", "/") + "/p.proto", Pos: at(1)}
	for _, d := range declarations {
		switch d := d.(type) {
		case *schema.Message:
			p.Messages = append(p.Messages, d)
			d.Package, d.Pos = p, at(10*len(p.Messages))
			for i, f := range d.Fields {
				f.Pos = at(d.Pos.Line + i + 1)
			}
		case *schema.Enum:
			p.Enums = append(p.Enums, d)
			d.Package, d.Pos = p, at(90+10*len(p.Enums))
			for i, v := range d.Values {
				v.Pos = at(d.Pos.Line + i + 1)
			}
		}
	}
	return p
}

// msg is a message; "New<Old" was Old.
func msg(name string, fields ...*schema.Field) *schema.Message {
	name, was, _ := strings.Cut(name, "<")
	return &schema.Message{Name: name, Was: was, Fields: fields}
}

// enumOf is an enum of "NAME=NUMBER" values; "NEW<OLD=1" was OLD.
func enumOf(name string, values ...string) *schema.Enum {
	name, was, _ := strings.Cut(name, "<")
	e := &schema.Enum{Name: name, Was: was}
	for _, text := range values {
		v := &schema.EnumValue{}
		left, number, _ := strings.Cut(text, "=")
		v.Name, v.Was, _ = strings.Cut(left, "<")
		if _, err := fmt.Sscan(number, &v.Number); err != nil {
			panic(err)
		}
		e.AllowAlias = e.AllowAlias || slices.ContainsFunc(e.Values, func(other *schema.EnumValue) bool { return other.Number == v.Number })
		e.Values = append(e.Values, v)
	}
	return e
}

// str is a string field; "new<old" was old.
func str(name string) *schema.Field { return of(name, schema.Type{Kind: schema.String}) }

func of(name string, t schema.Type) *schema.Field {
	name, was, _ := strings.Cut(name, "<")
	return &schema.Field{Name: name, Was: was, Type: t}
}

// pin gives a field the number of a tag.
func pin(number int, f *schema.Field) *schema.Field {
	f.Number, f.Pinned = number, true
	return f
}

// proto3 is a file of grpcgen's; its declarations begin at line 4.
func proto3(name, declarations string) string {
	return schema.CodeGenerated + "\nsyntax = \"proto3\";\npackage " + name + ";\n" + declarations
}

// write puts a .proto below a root, and returns the root.
func write(t *testing.T, root, file, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// readText reads a file that has no problems.
func readText(t *testing.T, text string) *File {
	t.Helper()
	root := t.TempDir()
	write(t, root, "x.proto", text)
	f, diags := Read(root, "x.proto")
	if err := diags.Err(); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return f
}

// apply applies the ledgers, .proto declarations by proto package.
func apply(t *testing.T, ledgers map[string]string, packages ...*schema.Package) schema.Diagnostics {
	t.Helper()
	s, old := &schema.Schema{}, map[*schema.Package]*File{}
	for _, p := range packages {
		s.Packages = append(s.Packages, p)
		if text, ok := ledgers[p.Proto]; ok {
			old[p] = readText(t, proto3(p.Proto, text))
		}
	}
	return Apply(s, old, Options{AcceptRemovals: true})
}

// print is the .proto of a package, without its header: the least that can be read back.
func print(p *schema.Package) string {
	var b strings.Builder
	for _, o := range p.Options {
		fmt.Fprintf(&b, "option %s = %s;\n", o.Name, o.Value)
	}
	printDeclarations(&b, p, "")
	return b.String()
}

func printDeclarations(b *strings.Builder, p *schema.Package, enclosing string) {
	for _, m := range p.Messages {
		if around, inner := outer(m.Name); around == enclosing {
			fmt.Fprintf(b, "message %s {%s", inner, reservedText(m.Reserved))
			for _, f := range m.Fields {
				fmt.Fprintf(b, " %s %s = %d;", strings.ReplaceAll(textOf(f.Type).String(), p.Proto+".", ""), f.Name, f.Number)
			}
			printDeclarations(b, p, m.Name)
			b.WriteString(" }\n")
		}
	}
	for _, e := range p.Enums {
		if around, inner := outer(e.Name); around == enclosing {
			fmt.Fprintf(b, "enum %s {%s", inner, reservedText(e.Reserved))
			if e.AllowAlias {
				b.WriteString(" option allow_alias = true;")
			}
			for _, v := range e.Values {
				fmt.Fprintf(b, " %s = %d;", v.Name, v.Number)
			}
			b.WriteString(" }\n")
		}
	}
}

func reservedText(r schema.Reserved) string {
	text := ""
	for _, x := range r.Ranges {
		text += fmt.Sprintf(" reserved %d to %d;", x.From, x.To)
	}
	for _, name := range r.Names {
		text += fmt.Sprintf(" reserved %q;", name)
	}
	return text
}

// lines is what Err says, without the help below each problem.
func lines(diags schema.Diagnostics) string {
	var b strings.Builder
	if sorted, ok := diags.Err().(schema.Diagnostics); ok {
		for _, d := range sorted {
			d.Help = ""
			fmt.Fprintln(&b, d)
		}
	}
	return b.String()
}
