package source

import (
	"bytes"
	"go/ast"
	"go/token"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/packages"
)

// The loader parses files side by side, so which comes first in a token.FileSet is left to the scheduler. Nothing may depend on
// it; a test makes it depend on a seed, so that what does is found.

// shuffled returns a parser of files that has parsed those below dir before, in an order that a seed decides.
func shuffled(dir string, seed uint64, fset *token.FileSet, overlay map[string][]byte) parser {
	type result struct {
		src  []byte
		file *ast.File
		err  error
	}
	parsed := map[string]result{}
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(name) == ".go" {
			parsed[name] = result{}
		}
		return nil
	})
	names := slices.Sorted(maps.Keys(parsed))
	random := rand.New(rand.NewPCG(seed, 0))
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names {
		src, ok := overlay[name]
		if !ok {
			src, _ = os.ReadFile(name) // what cannot be read, the loader reports
		}
		file, err := parseFile(fset, name, src)
		parsed[name] = result{src, file, err}
	}
	return func(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
		if p, ok := parsed[name]; ok && bytes.Equal(p.src, src) {
			return p.file, p.err
		}
		return parseFile(fset, name, src)
	}
}

// parser is the type of parseFile.
type parser func(fset *token.FileSet, filename string, src []byte) (*ast.File, error)

// shufflePackages changes the order of packages, and that of the files of each.
func shufflePackages(pkgs []*packages.Package, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 1))
	random.Shuffle(len(pkgs), func(i, j int) { pkgs[i], pkgs[j] = pkgs[j], pkgs[i] })
	for _, p := range pkgs {
		random.Shuffle(len(p.Syntax), func(i, j int) { p.Syntax[i], p.Syntax[j] = p.Syntax[j], p.Syntax[i] })
	}
}
