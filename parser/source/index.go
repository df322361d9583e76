package source

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// index finds the syntax of a declaration from its object: comments, directives, tags and exact positions, which types do not
// carry. A declaration is found by the place of its name in a file that was parsed, never by what a //line comment or
// -trimpath makes of that; those of other modules, whose objects come without such a place, by what declares them.
type index struct {
	fset     *token.FileSet
	decls    map[token.Pos]*Decl      // by their names
	own      map[*types.Package]bool  // packages whose objects have the positions of their names
	others   map[string]*otherPackage // packages of other modules that can be read, by their paths
	places   map[types.Object]token.Pos
	unread   map[string]bool   // packages of other modules with a problem
	original map[string]string // folders of the packages that have a file of cgo, by its name
	problems schema.Diagnostics
}

// Decl is what a declaration's syntax says.
type Decl struct {
	Doc        string
	Deprecated bool
	Directives Directives
	Pos        token.Position // of the name
	TypePos    token.Position // of the type expression, for fields and parameters
	tag        *Tag           // of a field; nil without one
	Group      token.Pos      // of a constant: where its declaration begins, which may have others
}

func newIndex(fset *token.FileSet) *index {
	return &index{
		fset: fset, decls: map[token.Pos]*Decl{}, own: map[*types.Package]bool{}, others: map[string]*otherPackage{},
		places: map[types.Object]token.Pos{}, unread: map[string]bool{}, original: map[string]string{},
	}
}

// of returns the declaration of obj, reading its file first if it belongs to another module. It is never nil.
func (x *index) of(obj types.Object) *Decl {
	obj = origin(obj)
	pos := obj.Pos()
	if p := obj.Pkg(); p != nil && !x.own[p] {
		pos = x.placeOf(obj)
	}
	if d := x.decls[pos]; d != nil {
		return d
	}
	at := x.position(pos)
	return &Decl{Pos: at, TypePos: at}
}

// origin returns the declared object that one of an instance stands for.
func origin(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Var:
		return obj.Origin()
	case *types.Func:
		return obj.Origin()
	}
	return obj
}

// position returns where something stands in the file that a person wrote, whatever its //line comments say. Only what cgo
// makes of a file has its place there by such comments.
func (x *index) position(pos token.Pos) token.Position {
	at := x.fset.PositionFor(pos, false)
	dir, isCgo := x.original[at.Filename]
	if !isCgo {
		return at
	}
	written := x.fset.Position(pos)
	return token.Position{Filename: filepath.Join(dir, filepath.Base(written.Filename)), Offset: at.Offset, Line: written.Line, Column: written.Column}
}

// file indexes one file and returns the directives of its package clause. It adds what is wrong with any directive to
// problems.
func (x *index) file(file *ast.File, problems *schema.Diagnostics) Directives {
	seen := map[*ast.CommentGroup]bool{}
	read := func(group *ast.CommentGroup, on target) Directives {
		if group == nil || seen[group] {
			return nil
		}
		seen[group] = true
		return readDirectives(x.position, group, on, problems)
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
				d := x.add(name, doc)
				d.Directives, d.Group = found, g.Pos()
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
		d.tag = x.tag(f.Tag)
		d.TypePos = x.position(f.Type.Pos())
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
	return &Tag{Text: reflect.StructTag(text), Pos: x.position(lit.Pos()), literal: lit.Value}
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
	pos := x.position(name.Pos())
	d := &Decl{Pos: pos, TypePos: pos, Doc: docText(doc)}
	d.Deprecated = isDeprecated(d.Doc)
	x.decls[name.Pos()] = d
	return d
}

// docText returns the text of a comment, without the line directives that cgo puts behind the names of C.
func docText(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	written := slices.DeleteFunc(slices.Clone(doc.List), func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "/*line ") })
	return strings.TrimSpace((&ast.CommentGroup{List: written}).Text())
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
