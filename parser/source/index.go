package source

import (
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// index finds the syntax of a declaration from its object: comments, directives, tags and exact positions, which
// types do not carry. Objects of other modules come without columns, so file, line and name are enough to find them.
type index struct {
	fset  *token.FileSet
	decls map[string]*Decl
	known map[string]bool // files that are indexed
}

// Decl is what a declaration's syntax says.
type Decl struct {
	Doc        string
	Deprecated bool
	Directives Directives
	Pos        token.Position // of the name
	TypePos    token.Position // of the type expression, for fields and parameters
	Tag        *Tag           // of a field; nil without one
}

func newIndex(fset *token.FileSet) *index {
	return &index{fset: fset, decls: map[string]*Decl{}, known: map[string]bool{}}
}

// of returns the declaration of obj, reading its file first if it belongs to another module. It is never nil.
func (x *index) of(obj types.Object) *Decl {
	pos := x.fset.Position(obj.Pos())
	if pos.Filename != "" && !x.known[pos.Filename] {
		x.foreign(pos.Filename)
	}
	for _, key := range declKeys(pos, obj.Name()) {
		if d := x.decls[key]; d != nil {
			return d
		}
	}
	return &Decl{Pos: pos, TypePos: pos}
}

// declKeys returns the exact key of a declaration and the one that does without the column.
func declKeys(pos token.Position, name string) [2]string {
	return [2]string{
		fmt.Sprintf("%s:%d:%d:%s", pos.Filename, pos.Line, pos.Column, name),
		fmt.Sprintf("%s:%d:%s", pos.Filename, pos.Line, name),
	}
}

// foreign indexes a file of another module; its problems are not this module's.
func (x *index) foreign(filename string) {
	x.known[filename] = true
	if file, err := goparser.ParseFile(x.fset, filename, nil, goparser.ParseComments|goparser.SkipObjectResolution); err == nil {
		x.file(file, new(schema.Diagnostics))
	}
}

// file indexes one file and returns the directives of its package clause. It adds what is wrong with any directive to
// problems.
func (x *index) file(file *ast.File, problems *schema.Diagnostics) Directives {
	x.known[x.fset.Position(file.Package).Filename] = true
	seen := map[*ast.CommentGroup]bool{}
	read := func(group *ast.CommentGroup, on target) Directives {
		if group == nil || seen[group] {
			return nil
		}
		seen[group] = true
		return readDirectives(x.fset, group, on, problems)
	}
	pkg := read(file.Doc, onPackage)
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			x.function(d, read)
		case *ast.GenDecl:
			x.general(d, read)
		}
	}
	for _, group := range file.Comments {
		read(group, onNothing)
	}
	return pkg
}

type readFunc func(*ast.CommentGroup, target) Directives

func (x *index) function(f *ast.FuncDecl, read readFunc) {
	d := x.add(f.Name, f.Doc)
	if f.Recv == nil {
		d.Directives = read(f.Doc, onFunc)
		return
	}
	d.Directives = read(f.Doc, onMethod)
	x.signature(f.Type)
}

func (x *index) general(g *ast.GenDecl, read readFunc) {
	for _, spec := range g.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			doc := specDoc(g, s.Doc)
			x.add(s.Name, doc).Directives = read(doc, onType)
			x.fields(s.Type, read)
		case *ast.ValueSpec:
			doc := specDoc(g, s.Doc)
			on := onVar
			if g.Tok == token.CONST {
				on = onConst
			}
			found := read(doc, on)
			if doc == nil {
				doc = s.Comment
			}
			for _, name := range s.Names {
				x.add(name, doc).Directives = found
			}
		}
	}
}

// specDoc returns the comment of a spec: its own, or that of a declaration without parentheses.
func specDoc(g *ast.GenDecl, own *ast.CommentGroup) *ast.CommentGroup {
	if own == nil && !g.Lparen.IsValid() {
		return g.Doc
	}
	return own
}

// fields indexes the fields of struct types and the methods of interface types, nested ones too.
func (x *index) fields(expr ast.Expr, read readFunc) {
	ast.Inspect(expr, func(n ast.Node) bool {
		switch t := n.(type) {
		case *ast.StructType:
			for _, f := range t.Fields.List {
				x.field(f, read(f.Doc, onField))
			}
		case *ast.InterfaceType:
			for _, m := range t.Methods.List {
				if f, ok := m.Type.(*ast.FuncType); ok && len(m.Names) == 1 {
					x.add(m.Names[0], m.Doc).Directives = read(m.Doc, onMethod)
					x.signature(f)
				}
			}
		}
		return true
	})
}

// signature indexes parameters and results.
func (x *index) signature(f *ast.FuncType) {
	for _, list := range []*ast.FieldList{f.Params, f.Results} {
		if list != nil {
			for _, p := range list.List {
				x.field(p, nil)
			}
		}
	}
}

func (x *index) field(f *ast.Field, found Directives) {
	names := f.Names
	if len(names) == 0 {
		if name := embeddedName(f.Type); name != nil {
			names = []*ast.Ident{name}
		}
	}
	doc := f.Doc
	if doc == nil {
		doc = f.Comment
	}
	for _, name := range names {
		d := x.add(name, doc)
		d.Directives = found
		d.Tag = x.tag(f.Tag)
		d.TypePos = x.fset.Position(f.Type.Pos())
	}
}

func (x *index) tag(lit *ast.BasicLit) *Tag {
	if lit == nil {
		return nil
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return nil
	}
	return &Tag{Text: reflect.StructTag(text), Pos: x.fset.Position(lit.Pos()), literal: lit.Value}
}

// embeddedName returns the identifier that names an embedded field.
func embeddedName(expr ast.Expr) *ast.Ident {
	switch e := ast.Unparen(expr).(type) {
	case *ast.Ident:
		return e
	case *ast.StarExpr:
		return embeddedName(e.X)
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.IndexExpr:
		return embeddedName(e.X)
	case *ast.IndexListExpr:
		return embeddedName(e.X)
	}
	return nil
}

func (x *index) add(name *ast.Ident, doc *ast.CommentGroup) *Decl {
	pos := x.fset.Position(name.Pos())
	d := &Decl{Pos: pos, TypePos: pos, Doc: strings.TrimSpace(doc.Text())}
	d.Deprecated = isDeprecated(d.Doc)
	for _, key := range declKeys(pos, name.Name) {
		if x.decls[key] == nil {
			x.decls[key] = d
		}
	}
	return d
}

// isDeprecated reports whether a doc comment has a paragraph that begins with "Deprecated: "
// (https://go.dev/wiki/Deprecated).
func isDeprecated(doc string) bool {
	for _, paragraph := range strings.Split(doc, "\n\n") {
		if strings.HasPrefix(paragraph, "Deprecated: ") {
			return true
		}
	}
	return false
}
