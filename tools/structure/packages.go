package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// pkg is a package of the main module.
type pkg struct {
	path    string   // below the module's; "." for its root
	imports []string // of the module, in the same form
	names   int      // that it exports
}

// row finds the rows of the table of packages in CONTRIBUTING.md: each begins with one or more package paths.
var row = regexp.MustCompile("^\\| ((?:`[^`]+`(?:, )?)+) \\|")

// readOrder returns the rank of each package by its row in CONTRIBUTING.md: those of one row do not import each other.
func readOrder(root string) (map[string]int, error) {
	text, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		return nil, err
	}
	order := map[string]int{}
	for i, line := range strings.Split(string(text), "\n") {
		m := row.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for name := range strings.SplitSeq(m[1], ", ") {
			order[strings.Trim(name, "`")] = i
		}
	}
	if len(order) == 0 {
		return nil, errors.New("CONTRIBUTING.md has no table of packages")
	}
	return order, nil
}

// listPackages lists the packages of the main module.
func listPackages(root string) ([]pkg, error) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports,Module", "./...")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var listed struct {
			ImportPath, Dir  string
			GoFiles, Imports []string
			Module           struct{ Path string }
		}
		if err := d.Decode(&listed); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		p := pkg{path: below(listed.Module.Path, listed.ImportPath)}
		for _, path := range listed.Imports {
			if inner := below(listed.Module.Path, path); inner != "" {
				p.imports = append(p.imports, inner)
			}
		}
		for _, name := range listed.GoFiles {
			n, err := countExported(filepath.Join(listed.Dir, name))
			if err != nil {
				return nil, err
			}
			p.names += n
		}
		all = append(all, p)
	}
	return all, nil
}

// below returns the path of a package below its module, "." for the module's own, and "" for a package of another one.
func below(module, path string) string {
	if path == module {
		return "."
	}
	inner, ok := strings.CutPrefix(path, module+"/")
	if !ok {
		return ""
	}
	return inner
}

// countExported counts the exported names that a file declares at package level; methods and fields do not count.
func countExported(file string) (n int, err error) {
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return 0, err
	}
	count := func(id *ast.Ident) {
		if id.IsExported() {
			n++
		}
	}
	for _, d := range tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				count(d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					count(spec.Name)
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						count(id)
					}
				}
			}
		}
	}
	return n, nil
}

// printPackages prints the packages from top to bottom and returns the imports that go up, and the circles of folders.
func printPackages(all []pkg, order map[string]int) (problems []string) {
	slices.SortStableFunc(all, func(a, b pkg) int { return order[a.path] - order[b.path] })
	arrows := 0
	fmt.Printf("%-28s %8s  %s\n", "package", "exported", "imports")
	for _, p := range all {
		fmt.Printf("%-28s %8d  %s\n", p.path, p.names, strings.Join(p.imports, " "))
		arrows += len(p.imports)
		if _, ok := order[p.path]; !ok {
			problems = append(problems, p.path+": not in the table of CONTRIBUTING.md")
			continue
		}
		for _, to := range p.imports {
			if order[to] <= order[p.path] {
				problems = append(problems, fmt.Sprintf("%s imports %s, which does not stand below it in the table of CONTRIBUTING.md", p.path, to))
			}
		}
	}
	circles := findCircles(all)
	fmt.Printf("%d packages, %d imports between them, %d upward, %d circles of folders\n\n", len(all), arrows, len(problems), len(circles))
	return append(problems, circles...)
}

// findCircles finds the top-level folders that import each other, directly or not.
func findCircles(all []pkg) (circles []string) {
	to := map[string][]string{}
	for _, p := range all {
		for _, path := range p.imports {
			if a, b := folder(p.path), folder(path); a != b {
				to[a] = append(to[a], b)
			}
		}
	}
	var reaches func(from, goal string, seen map[string]bool) bool
	reaches = func(from, goal string, seen map[string]bool) bool {
		for _, next := range to[from] {
			if next == goal {
				return true
			}
			if !seen[next] {
				seen[next] = true
				if reaches(next, goal, seen) {
					return true
				}
			}
		}
		return false
	}
	for name := range to {
		if reaches(name, name, map[string]bool{}) {
			circles = append(circles, name+": imports itself by way of other folders")
		}
	}
	slices.Sort(circles)
	return circles
}

// folder returns the top-level folder of a package. What stands in internal is of no room: each package counts for itself.
func folder(path string) string {
	if strings.HasPrefix(path, "internal/") {
		return path
	}
	top, _, _ := strings.Cut(path, "/")
	return top
}
