package parser

import (
	"go/ast"
	"go/importer"
	goparser "go/parser"
	"go/token"
	"go/types"
	"path"
	"path/filepath"

	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// TestPackage is a package of a module in memory: one file.
type TestPackage struct {
	Dir, Name, Text string
	Selected        bool
}

// ParseTest reads a module from memory as Parse does from disk, but for its .proto files and glue, which are below dir.
// The packages come in an order in which each follows those that it imports.
func ParseTest(dir string, packages []TestPackage, acceptRemovals bool) (*schema.Schema, error) {
	src := source.NewModule("example.com/m", dir)
	known := imports{"context": contextPackage}
	for _, p := range packages {
		name := filepath.Join(dir, p.Dir, p.Name+".go")
		file, err := goparser.ParseFile(src.Fset, name, p.Text, goparser.ParseComments|goparser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		importPath := path.Join(src.Path, p.Dir)
		checked, err := (&types.Config{Importer: known, IgnoreFuncBodies: true}).Check(importPath, src.Fset, []*ast.File{file}, nil)
		if err != nil {
			return nil, err
		}
		known[importPath] = checked
		src.Add(&source.Package{Path: importPath, Dir: p.Dir, Selected: p.Selected, Files: []*ast.File{file}, Types: checked})
	}
	return read(src, Config{Dir: dir, AcceptRemovals: acceptRemovals})
}

// imports are packages by import path.
type imports map[string]*types.Package

func (known imports) Import(path string) (*types.Package, error) {
	if p := known[path]; p != nil {
		return p, nil
	}
	return importer.Default().Import(path)
}

// contextPackage stands for package context, of which only the name of a type matters.
var contextPackage = func() *types.Package {
	fset := token.NewFileSet()
	file, err := goparser.ParseFile(fset, "context.go", "package context\n\ntype Context interface{ Err() error }\n", 0)
	if err != nil {
		panic(err)
	}
	p, err := new(types.Config).Check("context", fset, []*ast.File{file}, nil)
	if err != nil {
		panic(err)
	}
	return p
}()
