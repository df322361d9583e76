package source

import (
	"go/ast"
	"go/build"
	"go/build/constraint"
	goparser "go/parser"
	"go/token"
	"io"
	"path/filepath"
	"strings"
)

// Constraint returns what limits the builds that a Go file is part of, or "" if it is part of every one. A file that
// cannot be read has no constraint.
func (m *Module) Constraint(filename string) string {
	if known, ok := m.constraints[filename]; ok {
		return known
	}
	found := ""
	file, err := goparser.ParseFile(token.NewFileSet(), filename, nil, goparser.PackageClauseOnly|goparser.ParseComments)
	switch {
	case err != nil:
	case nameConstrains(filename):
		found = "its name " + filepath.Base(filename) + " makes it part of builds for one GOOS or GOARCH"
	default:
		found = buildLine(file)
	}
	m.constraints[filename] = found
	return found
}

// nameConstrains reports whether a file's name ends with a GOOS or a GOARCH: such a file is not part of a build for a
// system that does not exist.
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
