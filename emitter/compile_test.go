package emitter

import (
	"errors"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// TestCompileErrors breaks rules of the proto compiler and expects each at the Go declaration that broke it.
func TestCompileErrors(t *testing.T) {
	for _, test := range []struct {
		name string
		make func(p *schema.Package) token.Position // returns where the problem is
		msg  string
		help string
	}{
		{"two fields with one JSON name", func(p *schema.Package) token.Position {
			m := message(p, "M", "M", field("A", stringType), field("B", stringType))
			m.Fields[0].Name, m.Fields[1].Name = "foo_bar", "fooBar"
			return m.Fields[1].Pos
		}, `JSON name "fooBar"`, "string fooBar = 2;"},
		{"a documented field", func(p *schema.Package) token.Position {
			m := message(p, "M", "M", field("A", stringType), field("B", stringType))
			m.Fields[0].Doc, m.Fields[1].Doc, m.Fields[1].Name = "One.\n\nTwo.", "Three.", "a"
			return m.Fields[1].Pos
		}, `"one.v1.M.a" already defined`, "string a = 2;"},
		{"a field with options", func(p *schema.Package) token.Position {
			m := message(p, "M", "M", field("A", stringType), field("B", stringType))
			m.Fields[0].Deprecated, m.Fields[0].JSONName, m.Fields[1].Number = true, "x", 19000
			return m.Fields[1].Pos
		}, "19000", "string b = 19000;"},
		{"a reserved number", func(p *schema.Package) token.Position {
			m := message(p, "M", "M", field("A", stringType))
			m.Reserved.Ranges = []schema.Range{{From: 1, To: 3}}
			return m.Fields[0].Pos
		}, "1", "string a = 1;"},
		{"an enum without zero", func(p *schema.Package) token.Position {
			e := &schema.Enum{Name: "E", Package: p, Pos: pos(p), Values: []*schema.EnumValue{{Name: "E_ONE", Number: 1, Pos: pos(p)}}}
			p.Enums = append(p.Enums, e)
			return e.Values[0].Pos
		}, "zero", "E_ONE = 1;"},
		{"a value beside one of another enum", func(p *schema.Package) token.Position {
			for _, name := range []string{"E", "F"} {
				p.Enums = append(p.Enums, &schema.Enum{Name: name, Package: p, Pos: pos(p), Values: []*schema.EnumValue{{Name: "NONE", Pos: pos(p)}}})
			}
			return p.Enums[1].Values[0].Pos
		}, `"one.v1.NONE" already defined`, "NONE = 0;"},
		{"an option of the file", func(p *schema.Package) token.Position {
			p.Options = []schema.Option{{Name: "no_such_option", Value: "true"}}
			return p.Pos
		}, "no_such_option", "option no_such_option = true;"},
		{"two methods of one name", func(p *schema.Package) token.Position {
			m := message(p, "M", "M")
			s := newService(p, "S")
			s.method(schema.Unary, "Get", byPointer("", m), byPointer("", m))
			return s.method(schema.Unary, "Get", byPointer("", m), byPointer("", m)).Pos
		}, `"one.v1.S.Get" already defined`, "rpc Get(M) returns (M);"},
		{"a name that is no name", func(p *schema.Package) token.Position {
			return message(p, "No-Name", "M").Pos
		}, "syntax error", "message No-Name {}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPackage("one", "one.v1")
			want := test.make(p)
			_, err := Emit(&schema.Schema{Module: module, Packages: []*schema.Package{p}})
			d := only(t, err)
			if d.Pos != want || !strings.Contains(d.Msg, test.msg) || !strings.HasPrefix(d.Msg, "one/v1/one.proto would not compile: ") || !strings.Contains(d.Help, test.help) {
				t.Errorf("%+v\nwant %s: %s, help %s", d, want, test.msg, test.help)
			}
		})
	}
}

// only returns the one diagnostic in err.
func only(t *testing.T, err error) schema.Diagnostic {
	t.Helper()
	var diags schema.Diagnostics
	if !errors.As(err, &diags) || len(diags) != 1 {
		t.Fatalf("%v, want one diagnostic", err)
	}
	return diags[0]
}

// TestAllErrors expects the problems of every package and message at once.
func TestAllErrors(t *testing.T) {
	var packages []*schema.Package
	var want []token.Position
	for _, name := range []string{"one", "two"} {
		p := newPackage(name, name+".v1")
		for _, m := range []string{"A", "B"} {
			bad := message(p, m, m, field("X", stringType), field("Y", stringType))
			bad.Fields[1].Number = 1
			want = append(want, bad.Fields[1].Pos)
		}
		packages = append(packages, p)
	}
	_, err := Emit(&schema.Schema{Module: module, Packages: packages})
	var diags schema.Diagnostics
	if !errors.As(err, &diags) {
		t.Fatal(err)
	}
	var got []token.Position
	for _, d := range diags {
		got = append(got, d.Pos)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want problems at %v", err, want)
	}
}

// TestNameErrors expects what the emitter itself refuses.
func TestNameErrors(t *testing.T) {
	for _, test := range []struct {
		name string
		make func(p *schema.Package) token.Position
		want string
	}{
		{"nested in nothing", func(p *schema.Package) token.Position {
			return message(p, "Outer.Inner", "Inner").Pos
		}, "one.v1.Outer.Inner cannot be nested: there is no message one.v1.Outer\n"},
		{"a parameter called reset", func(p *schema.Package) token.Position {
			m := newService(p, "S").method(schema.Unary, "Do", inline(arg{"reset", scalar(schema.Bool, "bool")}), absent)
			return m.Request.Message.Fields[0].Pos
		}, "a parameter or result cannot be called reset"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPackage("one", "one.v1")
			want := test.make(p)
			_, err := Emit(&schema.Schema{Module: module, Packages: []*schema.Package{p}})
			if d := only(t, err); d.Pos != want || !strings.Contains(d.Msg+"\n", test.want) || d.Help == "" {
				t.Errorf("%+v, want %s: %s", d, want, test.want)
			}
		})
	}
}
