package parser

import (
	"go/ast"
	"go/build"
	"go/build/constraint"
	goparser "go/parser"
	"go/token"
	"go/types"
	"io"
	"path/filepath"
	"strings"
)

// A .proto and its glue are the same in every build of a package. So what they are made of must be, too: a declaration
// whose file is left out of some builds, or has a twin in other ones, is refused.

// constraintOf returns what a file says about the builds that it is part of, or "" if that is every one.
func (r *reader) constraintOf(filename string) string {
	if known, ok := r.constraints[filename]; ok {
		return known
	}
	found := ""
	path := strings.Replace(filename, "$GOROOT", r.src.goroot, 1) // how positions in the standard library begin
	file, err := goparser.ParseFile(token.NewFileSet(), path, nil, goparser.PackageClauseOnly|goparser.ParseComments)
	switch {
	case err != nil:
	case nameConstrains(filename):
		found = "its name " + filepath.Base(filename) + " makes it part of builds for one GOOS or GOARCH"
	default:
		found = buildLine(file)
	}
	r.constraints[filename] = found
	return found
}

// nameConstrains reports whether a file's name ends with a GOOS or a GOARCH: such a file is no part of a build for none
// that exists.
func nameConstrains(filename string) bool {
	ctx := build.Default
	ctx.GOOS, ctx.GOARCH = "none", "none"
	ctx.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("package p\n")), nil }
	match, err := ctx.MatchFile(filepath.Split(filename))
	return err == nil && !match
}

// buildLine returns what the //go:build line of a file says, unless it is about nothing but Go itself: its version, and its
// experiments, by which the standard library has files twice.
func buildLine(file *ast.File) string {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() > file.Package || !constraint.IsGoBuild(c.Text) {
				continue
			}
			if expr, err := constraint.Parse(c.Text); err == nil && !isOfGo(expr) {
				return "its file has the line " + strings.TrimSpace(c.Text)
			}
		}
	}
	return ""
}

// isOfGo reports whether every tag of a constraint is one that a release of Go sets.
func isOfGo(expr constraint.Expr) bool {
	of := true
	expr.Eval(func(tag string) bool {
		of = of && (strings.HasPrefix(tag, "go1.") || strings.HasPrefix(tag, "goexperiment."))
		return false
	})
	return of
}

// everyBuild reports a declaration that is not part of every build; for one of another module, its use.
func (r *reader) everyBuild(obj types.Object, use token.Position) {
	if obj.Pkg() == nil {
		return
	}
	pos := r.index.of(obj).pos
	why := r.constraintOf(pos.Filename)
	if why == "" {
		return
	}
	help := "move it to a file that is part of every build"
	if r.byTypes[obj.Pkg()] == nil {
		pos, help = use, "declare a type of your own; or, if it is a field, leave it out: `grpc:\"-\"`"
	}
	r.diags.Add(pos, help, "%s is not the same in every build: %s", obj.Name(), why)
}

// everyName is everyBuild for the names under which a field has its type: aliases, and the type itself. One of another module
// that travels by what its methods write is that module's own affair.
func (r *reader) everyName(t types.Type, use token.Position) {
	for {
		alias, ok := t.(*types.Alias)
		if !ok {
			break
		}
		r.everyBuild(alias.Obj(), use)
		t = alias.Rhs()
	}
	if named, ok := t.(*types.Named); ok && (r.byTypes[named.Obj().Pkg()] != nil || !r.forms(named).any()) {
		r.everyBuild(named.Obj(), use)
	}
}
