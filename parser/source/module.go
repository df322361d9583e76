// Package source reads a Go module as it stands: its packages with their types, its comments and directives, its struct
// tags, and the place of each. It knows how a directive is written, and nothing of what one means for a .proto.
package source

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Module is a module as the rest of the parser sees it. How its packages were loaded ends here. It is not safe for
// concurrent use.
type Module struct {
	Path     string // module path
	Dir      string // absolute folder of go.mod
	Fset     *token.FileSet
	Packages []*Package // every package of the module, sorted by path

	index       *index
	constraints map[string]string // of Go files, by name; see Constraint
}

// Package is one package of the module, with its syntax and types. Types may be incomplete where the source is.
type Package struct {
	Path       string
	Dir        string // slash-separated, relative to Module.Dir
	Selected   bool   // covered by the patterns of Config
	Files      []*ast.File
	Types      *types.Package
	Errors     []Error            // of Go's parser and type checker
	Directives Directives         // of the package clauses
	Problems   schema.Diagnostics // of the directives in the package
}

// TypeNames visits the types that the package declares, aliases too, sorted by name.
func (p *Package) TypeNames() iter.Seq[*types.TypeName] {
	return func(yield func(*types.TypeName) bool) {
		scope := p.Types.Scope()
		for _, name := range scope.Names() {
			if obj, ok := scope.Lookup(name).(*types.TypeName); ok && !yield(obj) {
				return
			}
		}
	}
}

// Error is an error that Go's own tools report.
type Error struct {
	Pos    token.Position
	Msg    string
	Syntax bool // Go's parser could not go on there, so declarations may be missing
	Import bool // a package that is imported could not be found
}

// NewModule returns a module without packages.
func NewModule(path, dir string) *Module {
	fset := token.NewFileSet()
	return &Module{Path: path, Dir: dir, Fset: fset, index: newIndex(fset), constraints: map[string]string{}}
}

// Add adds a package, whose Directives and Problems it fills from the comments in the files.
func (m *Module) Add(p *Package) {
	m.index.own[p.Types] = true
	slices.SortFunc(p.Files, func(a, b *ast.File) int {
		return strings.Compare(m.Fset.File(a.FileStart).Name(), m.Fset.File(b.FileStart).Name())
	})
	for _, file := range p.Files {
		found := m.index.file(file, &p.Problems)
		if d := found.Get("package"); d != nil && p.Directives.Get("package") != nil {
			p.Problems.Add(d.Pos, "keep one of them", "//grpc:package is in two files of package %s", p.Types.Name())
			continue
		}
		p.Directives = append(p.Directives, found...)
	}
	i, _ := slices.BinarySearchFunc(m.Packages, p.Path, func(p *Package, path string) int { return strings.Compare(p.Path, path) })
	m.Packages = slices.Insert(m.Packages, i, p)
}

// At returns where something stands in a file of the module, whatever its //line comments say.
func (m *Module) At(pos token.Pos) token.Position { return m.index.position(pos) }

// Position returns where an object is named.
func (m *Module) Position(obj types.Object) token.Position { return m.index.of(obj).Pos }

// Decl returns what the syntax of an object's declaration says. The object may belong to another module, whose file is
// read then. Where nothing is found, the result has the position alone; it is never nil.
func (m *Module) Decl(obj types.Object) *Decl { return m.index.of(obj) }

// Tag returns the tag of a struct's field, or nil if it has none.
func (m *Module) Tag(s *types.Struct, i int) *Tag {
	text := s.Tag(i)
	if text == "" {
		return nil
	}
	d := m.index.of(s.Field(i))
	if d.tag != nil && string(d.tag.Text) == text {
		return d.tag
	}
	return &Tag{Text: reflect.StructTag(text), Pos: d.Pos}
}

// Scope returns the scope of a package, with all that it declares. That of the types themselves may have less, for a package of
// another module.
func (m *Module) Scope(p *types.Package) *types.Scope {
	m.index.complete(p)
	return p.Scope()
}

// Folder returns the folder of a package of another module, or "" if no package of the module needs that.
func (m *Module) Folder(p *types.Package) string {
	if other := m.index.others[p.Path()]; other != nil {
		return other.dir
	}
	return ""
}

// Unread returns what is wrong with the files of other modules that Decl has needed so far.
func (m *Module) Unread() schema.Diagnostics { return m.index.problems }
