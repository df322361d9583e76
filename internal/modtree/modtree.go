// Package modtree knows which files belong to a Go module.
package modtree

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// Walk visits the files of a module, in the order of their paths: those below root, without folders that the go command
// ignores in "./...", modules inside the module, and folders that are called as one of skip. What cannot be read is left
// out.
func Walk(root string, visit func(path string), skip ...string) {
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
		case !d.IsDir():
			visit(path)
		case path != root && (isIgnored(d.Name()) || slices.Contains(skip, d.Name()) || IsFile(filepath.Join(path, "go.mod"))):
			return filepath.SkipDir
		}
		return nil
	})
}

// isIgnored reports whether the go command ignores folders of that name when it expands "./...".
func isIgnored(name string) bool {
	return name == "vendor" || name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

// IsFile reports whether path is there and is not a folder.
func IsFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// Root returns the folder of the go.mod that a package in the folder dir belongs to, or "" where there is none: below
// vendor, the first go.mod above is that of the module which vendors.
func Root(dir, importPath string) string {
	for filepath.Dir(dir) != dir {
		if data, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
			module := modfile.ModulePath(data)
			if importPath == module || strings.HasPrefix(importPath, module+"/") {
				return dir
			}
			return ""
		}
		dir = filepath.Dir(dir)
	}
	return ""
}
