package source

import (
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Types of other modules come from what the compiler has left of them. That has no comments, and positions that a flag or a
// comment may have changed, which are good for a guess alone.

// otherPackage is a package of another module, in the folder where the go command has it.
type otherPackage struct {
	path     string
	name     string // of the package clause
	dir      string
	files    []string // absolute
	standard bool     // part of Go; its comments change with the Go that is installed, which no go.mod pins, so they are not read
	types    *types.Package
	export   string // the file with what the compiler has left of it
	parsed   map[string]*ast.File
}

// placeOf returns where the name of an object of another module stands, and reports a package whose files do not have it. It
// is not valid for one that no file declares.
func (x *index) placeOf(obj types.Object) token.Pos {
	if pos, ok := x.places[obj]; ok {
		return pos
	}
	p := x.others[obj.Pkg().Path()]
	if p != nil {
		b := binder{x: x, p: p, types: obj.Pkg()}
		b.file(filepath.Join(p.dir, filepath.Base(x.fset.Position(obj.Pos()).Filename))) // most likely there
		if _, ok := x.places[obj]; !ok {
			b.all()
		}
	}
	if _, ok := x.places[obj]; !ok && isDeclared(obj) {
		at := token.Position{Filename: obj.Pkg().Path()}
		if p != nil {
			at.Filename = p.dir
		}
		x.refuse(obj.Pkg().Path(), at, "run go mod verify, and go clean -cache if that finds nothing",
			"%s of package %s is not in its files, so what its source says of it is not known", obj.Name(), obj.Pkg().Path())
	}
	return x.places[obj]
}

// isDeclared reports whether a file must declare an object: parameters may be made up, and cgo makes up types.
func isDeclared(obj types.Object) bool {
	v, isVar := obj.(*types.Var)
	return (!isVar || v.IsField()) && !strings.HasPrefix(obj.Name(), "_C")
}

// refuse reports what cannot be read of a package of another module, once. No module can show it, since the go command has read
// the same files before.
func (x *index) refuse(path string, at token.Position, help, format string, args ...any) {
	if !x.unread[path] {
		x.unread[path] = true
		x.problems.Add(at, help, "%s", fmt.Sprintf(format, args...))
	}
}

// parse reads a file of the package; its directives are not this module's to check. It returns nil after reporting that the
// file cannot be read.
func (x *index) parse(p *otherPackage, filename string) *ast.File {
	if file, ok := p.parsed[filename]; ok {
		return file
	}
	mode := goparser.SkipObjectResolution
	if !p.standard {
		mode |= goparser.ParseComments
	}
	file, err := goparser.ParseFile(x.fset, filename, nil, mode)
	if err != nil {
		x.refuse(p.path, token.Position{Filename: filename},
			"run go mod verify;\nif its module is newer than the Go that grpcgen was built with, build grpcgen with that: go tool grpcgen",
			"a file of another module, whose types are sent, cannot be read: %v", err)
		file = nil
	}
	p.parsed[filename] = file
	if file != nil {
		x.file(file, new(schema.Diagnostics))
	}
	return file
}

// findOthers notes where the packages that a module needs are.
func (x *index) findOthers(pkgs []*packages.Package, goroot string) {
	for _, p := range pkgs {
		if x.others[p.PkgPath] != nil {
			continue
		}
		x.others[p.PkgPath] = &otherPackage{
			path: p.PkgPath, name: p.Name, dir: p.Dir, files: p.GoFiles, standard: strings.HasPrefix(p.Dir, goroot+string(filepath.Separator)),
			types: p.Types, export: p.ExportFile, parsed: map[string]*ast.File{},
		}
		x.findOthers(slices.Collect(maps.Values(p.Imports)), goroot)
	}
}

// complete reads all that a package of another module declares. Of one that only other modules import, its types have what
// those need: of the constants of a type none.
func (x *index) complete(p *types.Package) {
	other := x.others[p.Path()]
	if x.own[p] || p.Complete() || other == nil || x.unread[p.Path()] {
		return
	}
	known := map[string]*types.Package{p.Path(): p}
	for path, o := range x.others {
		if o.types != nil && path != p.Path() {
			known[path] = o.types
		}
	}
	if err := readExport(x.fset, other.export, known, p.Path()); err != nil {
		x.refuse(p.Path(), token.Position{Filename: other.dir}, "run go build "+p.Path()+", which says why",
			"what package %s declares cannot be read: %v", p.Path(), err)
	}
}

func readExport(fset *token.FileSet, filename string, known map[string]*types.Package, path string) error {
	f, err := os.Open(filename)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(f) //lint:ignore SA1019 go/packages reads such files the same way
	if err == nil {
		_, err = gcexportdata.Read(r, fset, known, path)
	}
	return err
}
