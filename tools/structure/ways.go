package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
)

// stop finds a function that CONTRIBUTING.md names on a way through the code.
var stop = regexp.MustCompile(`(?m)^([\w/]+\.go):(\w+)`)

// checkWays returns the functions that CONTRIBUTING.md names and that are not there.
func checkWays(root string) (problems []string, err error) {
	const name = "CONTRIBUTING.md"
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		return nil, err
	}
	for _, m := range stop.FindAllStringSubmatch(string(text), -1) {
		tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, m[1]), nil, parser.SkipObjectResolution)
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", name, err))
		} else if !declares(tree, m[2]) {
			problems = append(problems, fmt.Sprintf("%s: %s does not declare %s", name, m[1], m[2]))
		}
	}
	return problems, nil
}

// declares reports whether a file declares a function or a method of that name.
func declares(tree *ast.File, name string) bool {
	for _, d := range tree.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == name {
			return true
		}
	}
	return false
}
