package source

import (
	"go/ast"
	goparser "go/parser"
	"go/types"
	"slices"
	"testing"
)

// load reads a package of one file from memory.
func load(t *testing.T, text string) (*Module, *Package) {
	t.Helper()
	m := NewModule("example.com/m", t.TempDir())
	file, err := goparser.ParseFile(m.Fset, "m.go", text, goparser.ParseComments|goparser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	checked, err := new(types.Config).Check(m.Path, m.Fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &Package{Path: m.Path, Files: []*ast.File{file}, Types: checked}
	m.Add(p)
	return m, p
}

func TestDecl(t *testing.T) {
	m, p := load(t, `// Package m is one.
//
//grpc:package shop.v1 file=orders
package m

// Status is how far it is.
//
// Deprecated: it is far.
//
//grpc:enum prefix=-
type Status int

type Order struct {
	ID int `+"`json:\"id\" grpc:\"7,name=key,sort\"`"+`
}
`)
	if len(p.Problems) > 0 {
		t.Fatal(p.Problems)
	}
	if d := p.Directives.Get("package"); d.Word("") != "shop.v1" || d.Word("file") != "orders" || d.Has("was") {
		t.Errorf("//grpc:package: %+v", d)
	}
	status := m.Decl(p.Types.Scope().Lookup("Status"))
	if d := status.Directives.Get("enum"); d.Word("prefix") != "-" || !status.Deprecated || status.Pos.Line != 11 {
		t.Errorf("Status: %+v", status)
	}
	tag, problems := m.Tag(p.Types.Scope().Lookup("Order").Type().Underlying().(*types.Struct), 0).Grpc()
	if len(problems) > 0 || tag.Word("number") != "7" || tag.Word("name") != "key" || !tag.Has("sort") {
		t.Errorf("the tag is %+v, %v", tag, problems)
	}
	if at := tag.At("name"); at.Line != 14 || at.Column != 28 {
		t.Errorf("name= is at %v", at)
	}
	if other := tag.Without("name", "sort"); len(other.Args) != 1 || tag.Only("name").Word("name") != "key" || tag.Only("was") != nil {
		t.Errorf("parts of the tag: %+v", other)
	}
	var names []string
	for obj := range p.TypeNames() {
		names = append(names, obj.Name())
	}
	if !slices.Equal(names, []string{"Order", "Status"}) {
		t.Errorf("types %q", names)
	}
}

func TestProblems(t *testing.T) {
	_, p := load(t, `package m

//grpc:service
//grpc:service nam=X
type S struct{}

// grpc:action
func (S) Do() {}

//grpc:message
`)
	var found []string
	for _, d := range p.Problems.Sorted() {
		found = append(found, d.Msg)
	}
	want := []string{
		`unknown word "nam" in //grpc:service`,
		"//grpc:service is repeated here",
		"this comment looks like a directive, but has no effect",
		"//grpc:message does not belong on a comment by itself",
	}
	slices.Sort(found)
	slices.Sort(want)
	if !slices.Equal(found, want) {
		t.Errorf("problems\n%q, want\n%q", found, want)
	}
}
