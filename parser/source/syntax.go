package source

import (
	"bytes"
	"errors"
	"go/ast"
	goparser "go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/internal/modtree"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// parseFile parses one file for the loader and empties its function bodies: nothing in them matters here, and what
// is wrong in them must not. Go's parser loses the declarations behind a syntax error in a body, so a file that has
// errors is read again with its bodies blanked; errors that remain are real.
func parseFile(fset *token.FileSet, filename string, src []byte) (*ast.File, error) {
	const mode = goparser.ParseComments | goparser.SkipObjectResolution | goparser.AllErrors
	file, err := goparser.ParseFile(fset, filename, src, mode)
	if err != nil {
		if again, err := goparser.ParseFile(fset, filename, blankBodies(src), mode); err == nil {
			return again, nil
		}
		return file, inFile(fset, file, err)
	}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
			f.Body.List = nil
		}
	}
	return file, nil
}

// inFile gives the errors of Go's parser their places in the file itself, whatever its //line comments say.
func inFile(fset *token.FileSet, file *ast.File, err error) error {
	var list scanner.ErrorList
	if file == nil || !errors.As(err, &list) {
		return err
	}
	if of := fset.File(file.FileStart); of != nil {
		for _, e := range list {
			e.Pos = of.PositionFor(of.Pos(min(e.Pos.Offset, of.Size())), false)
		}
	}
	return list
}

// blankBodies replaces function bodies that are laid out as gofmt does by blanks: from a line at the left margin that
// opens a brace to the closing one, with nothing else at the left margin between them.
func blankBodies(src []byte) []byte {
	lines := bytes.Split(bytes.Clone(src), []byte("\n"))
	for start := 0; start < len(lines); start++ {
		if !opensBody(lines[start]) {
			continue
		}
		end := start + 1
		for end < len(lines) && (len(bytes.TrimSpace(lines[end])) == 0 || lines[end][0] == '\t' || lines[end][0] == ' ') {
			end++
		}
		if end == len(lines) || lines[end][0] != '}' {
			continue
		}
		for _, line := range lines[start+1 : end] {
			for i := range line {
				line[i] = ' '
			}
		}
		start = end
	}
	return bytes.Join(lines, []byte("\n"))
}

// opensBody reports whether a line begins a function's body: it ends a signature with a brace.
func opensBody(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r")
	return bytes.HasSuffix(line, []byte("{")) && (bytes.HasPrefix(line, []byte("func ")) || bytes.HasPrefix(line, []byte(")")))
}

// brokenGlue returns an overlay that hides the generated files below dir whose head is not intact: without its build
// tag such a file would be read as the user's source. A file of that name that a person wrote is the user's source.
func brokenGlue(dir string) map[string][]byte {
	overlay := map[string][]byte{}
	modtree.Walk(dir, func(path string) {
		if schema.IsGlueFile(filepath.Base(path)) {
			hideBroken(overlay, path)
		}
	})
	return overlay
}

// hideBroken hides a generated file, if it is there and its head is not intact.
func hideBroken(overlay map[string][]byte, path string) {
	if data, err := os.ReadFile(path); err == nil && !schema.IsGlue(data) && schema.MayReplace(data) {
		overlay[path] = []byte("//go:build ignore\n\npackage ignored\n")
	}
}

// parsePosition reads the file:line:col of a go/packages error.
func parsePosition(s string) token.Position {
	var pos token.Position
	rest := s
	for _, field := range []*int{&pos.Column, &pos.Line} {
		i := strings.LastIndexByte(rest, ':')
		if i < 0 {
			return token.Position{Filename: s}
		}
		n, err := strconv.Atoi(rest[i+1:])
		if err != nil {
			return token.Position{Filename: s}
		}
		*field, rest = n, rest[:i]
	}
	pos.Filename = rest
	return pos
}
