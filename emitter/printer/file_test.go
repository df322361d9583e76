package printer

import (
	"slices"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// newTestPrinter prints into package example.com/mod/own, which declares taken.
func newTestPrinter(taken ...string) *File {
	s := &schema.Schema{Module: "example.com/mod", Packages: []*schema.Package{
		{GoPath: "example.com/mod/own", GoName: "own"},
		{GoPath: "example.com/mod/shop", GoName: "shop"},
		{GoPath: "example.com/mod/go-odd", GoName: "odd"},
	}}
	return &File{Imports: NewImports(s, &schema.Package{GoPath: "example.com/mod/own"}, func(name string) bool { return slices.Contains(taken, name) })}
}

// TestImports prints names of packages and looks at how they are imported.
func TestImports(t *testing.T) {
	for _, test := range []struct {
		name  string
		taken []string
		paths []string
		want  []string // the name in the text, then the line of the import block
	}{
		{"own names are not qualified", nil, []string{"example.com/mod/own"}, []string{"X"}},
		{"std", nil, []string{"time", "go/token"}, []string{"time.X", `"time"`, "token.X", `"go/token"`}},
		{"std with a version", nil, []string{"math/rand/v2"}, []string{"rand.X", `rand "math/rand/v2"`}},
		{"the schema knows the clause", nil, []string{"example.com/mod/shop", "example.com/mod/go-odd"},
			[]string{"shop.X", `"example.com/mod/shop"`, "odd.X", `odd "example.com/mod/go-odd"`}},
		{"the clause is not known", nil, []string{"example.com/other/uuid", "example.com/mod/plain"},
			[]string{"uuid.X", `uuid "example.com/other/uuid"`, "plain.X", `plain "example.com/mod/plain"`}},
		{"versions, dots and dashes", nil, []string{"example.com/uuid/v5", "gopkg.in/yaml.v3", "example.com/go-nats.go", "example.com/9p"},
			[]string{"uuid.X", `uuid "example.com/uuid/v5"`, "yaml.X", `yaml "gopkg.in/yaml.v3"`, "gonatsgo.X", `gonatsgo "example.com/go-nats.go"`, "p.X", `p "example.com/9p"`}},
		{"two of one name", nil, []string{"time", "example.com/time", "example.com/b/time"},
			[]string{"time.X", `"time"`, "examplecomtime.X", `examplecomtime "example.com/time"`, "btime.X", `btime "example.com/b/time"`}},
		{"the scope of the package", []string{"shop", "modshop"}, []string{"example.com/mod/shop"},
			[]string{"examplecommodshop.X", `examplecommodshop "example.com/mod/shop"`}},
		{"nothing left of the path", []string{"context"}, []string{"context"}, []string{"context2.X", `context2 "context"`}},
		{"keywords and predeclared names", nil, []string{"example.com/a/type", "example.com/a/string"},
			[]string{"atype.X", `atype "example.com/a/type"`, "astring.X", `astring "example.com/a/string"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newTestPrinter(test.taken...)
			for _, path := range test.paths {
				p.P("var _ ", Import(path).Name("X"))
			}
			src, err := p.Source("package own\n\n", "")
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range test.want {
				if !slices.ContainsFunc(strings.Split(string(src), "\n"), func(line string) bool {
					return strings.TrimSpace(line) == want || line == "var _ "+want
				}) {
					t.Errorf("no line %s in\n%s", want, src)
				}
			}
		})
	}
}

// TestPrinter prints every kind of operand.
func TestPrinter(t *testing.T) {
	p := newTestPrinter()
	p.P("type T map[", schema.GoType{{Name: "string"}}, "][", 4, "]", Expr{"*", schema.GoName{Path: "time", Name: "Time"}})
	p.P()
	p.Comment("T is one.\n\n\tcode")
	p.P("var x ", schema.GoType{{Name: "[]*"}, {Path: "example.com/mod/shop", Name: "Item"}, {Name: "["}, {Path: "example.com/mod/own", Name: "T"}, {Name: "]"}})
	src, err := p.Source("package own\n\n", "")
	if err != nil {
		t.Fatal(err)
	}
	want := `package own

import (
	"time"

	"example.com/mod/shop"
)

type T map[string][4]*time.Time

// T is one.
//
//	code
var x []*shop.Item[T]
`
	if string(src) != want {
		t.Errorf("got\n%s\nwant\n%s", src, want)
	}
}

// TestPrinterNoGo expects the text with line numbers when it is no Go.
func TestPrinterNoGo(t *testing.T) {
	p := newTestPrinter()
	p.P("var = 1")
	_, err := p.Source("package own\n\n", "")
	if err == nil || !strings.Contains(err.Error(), "\tvar = 1") || !strings.Contains(err.Error(), "    1\tpackage own") {
		t.Errorf("error %v", err)
	}
}

func TestCommentLines(t *testing.T) {
	long := strings.Repeat("word ", 30)
	for _, test := range []struct {
		doc  string
		want []string
	}{
		{"", nil},
		{"\n \n", nil},
		{"One.", []string{"// One."}},
		{"One.\n\n  two  \n", []string{"// One.", "//", "//   two"}},
		{"\tcode", []string{"//\tcode"}},
		{long, []string{"// " + strings.TrimSpace(long)}},
	} {
		if got := CommentLines(test.doc); !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.doc, got, test.want)
		}
	}
}
