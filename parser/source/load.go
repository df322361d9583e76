package source

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/grpcgen/grpcgen/internal/modtree"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Config says what to load.
type Config struct {
	Root     Root     // the module, as Find returns it; that of Dir if it is zero
	Dir      string   // a folder of the module; empty for the current one
	Patterns []string // packages that are Selected, as the go command takes them; all of the module without any
	Tags     string   // build tags, comma-separated, beside those in GOFLAGS
	Shuffle  uint64   // for tests: files and packages come in an order that this seed decides, unless it is 0
}

// Load reads every package of a module, as if no glue had ever been generated. Patterns choose what is Selected, never
// what is read. What is wrong in the source is in the packages; the error is that of the go command.
func Load(ctx context.Context, cfg Config) (*Module, error) {
	root := cfg.Root
	if root.Path == "" {
		var err error
		if root, err = Find(ctx, cfg.Dir); err != nil {
			return nil, err
		}
	}
	m := NewModule(root.Path, root.Dir)
	selected, err := selectPackages(ctx, cfg, root)
	if err != nil {
		return nil, err
	}
	load := &packages.Config{
		Context:    ctx,
		Dir:        m.Dir,
		Fset:       m.Fset,
		BuildFlags: buildFlags(cfg.Tags, root.goflags),
		Overlay:    brokenGlue(m.Dir),
		ParseFile:  parseFile,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedModule | packages.NeedExportFile,
	}
	if cfg.Shuffle != 0 {
		load.ParseFile = shuffled(m.Dir, cfg.Shuffle, m.Fset, load.Overlay)
	}
	pkgs, err := loadPackages(m, selected, load)
	if err != nil {
		return nil, goError(err)
	}
	if cfg.Shuffle != 0 {
		shufflePackages(pkgs, cfg.Shuffle)
	}
	m.index.findOthers(pkgs, root.goroot)
	for _, p := range pkgs {
		if p.Types == nil || len(p.Syntax) == 0 {
			if err := listError(p); err != nil {
				return nil, err
			}
			continue
		}
		m.Add(newPackage(m, p, selected))
	}
	return m, nil
}

// loadPackages loads what "./..." finds, and what it does not: folders behind symbolic links, or called testdata, whose
// packages others of the module import or a pattern names.
func loadPackages(m *Module, selected selection, cfg *packages.Config) ([]*packages.Package, error) {
	known, roots := map[string]bool{}, []string{"./..."}
	for {
		pkgs, err := packages.Load(cfg, roots...)
		if err != nil {
			return nil, err
		}
		wanted := maps.Clone(selected.paths)
		if wanted == nil {
			wanted = map[string]bool{}
		}
		for _, p := range pkgs {
			known[p.PkgPath] = true
			for path := range p.Imports {
				wanted[path] = true
			}
		}
		found := len(roots)
		for _, path := range slices.Sorted(maps.Keys(wanted)) {
			if below, ok := strings.CutPrefix(path, m.Path+"/"); ok && !known[path] && m.hasFolder(below) {
				for _, file := range schema.GlueFiles {
					hideBroken(cfg.Overlay, filepath.Join(m.Dir, below, file))
				}
				roots = append(roots, path)
				known[path] = true
			}
		}
		if len(roots) == found {
			return pkgs, nil
		}
	}
}

// hasFolder reports whether a folder is there and belongs to the module.
func (m *Module) hasFolder(below string) bool {
	info, err := os.Stat(filepath.Join(m.Dir, below))
	if err != nil || !info.IsDir() {
		return false
	}
	for dir := below; dir != "."; dir = path.Dir(dir) {
		if modtree.IsFile(filepath.Join(m.Dir, dir, "go.mod")) {
			return false
		}
	}
	return true
}

// listError returns the error of a package that could not be read at all, unless it just has no files to read.
func listError(p *packages.Package) error {
	if len(p.GoFiles) == 0 {
		return nil
	}
	for _, e := range p.Errors {
		return loadError(e)
	}
	return nil
}

// loadError returns an error of the go command: without a position, where it has none.
func loadError(e packages.Error) error {
	if e.Pos == "" || e.Pos == "-" {
		return errors.New(e.Msg)
	}
	return e
}

// importFailed is how go/types begins its report of an import that it cannot resolve.
const importFailed = "could not import"

// importReason puts the go command's own reason into the report of an import that failed.
func importReason(p *packages.Package, msg string) string {
	for path, imported := range p.Imports {
		if strings.HasPrefix(msg, importFailed+" "+path+" ") && len(imported.Errors) > 0 {
			why, _, _ := strings.Cut(imported.Errors[0].Msg, ";")
			return importFailed + " " + path + ": " + why
		}
	}
	return msg
}

func newPackage(m *Module, p *packages.Package, selected selection) *Package {
	g := &Package{Path: p.PkgPath, Selected: selected.covers(p.PkgPath), Files: p.Syntax, Types: p.Types}
	// A cgo package is compiled from files elsewhere: p.Syntax does not tell where it lives.
	if dir, err := filepath.Rel(m.Dir, p.Dir); err == nil {
		g.Dir = filepath.ToSlash(dir)
	}
	for _, e := range p.Errors {
		if e.Kind == packages.ParseError {
			g.Errors = append(g.Errors, Error{Pos: parsePosition(e.Pos), Msg: e.Msg, Syntax: true})
		}
	}
	for _, file := range p.CompiledGoFiles {
		if !slices.Contains(p.GoFiles, file) {
			m.index.original[file] = p.Dir
		}
	}
	for _, e := range p.TypeErrors {
		g.Errors = append(g.Errors, Error{Pos: m.At(e.Pos), Msg: importReason(p, e.Msg), Import: strings.HasPrefix(e.Msg, importFailed)})
	}
	return g
}

// selection is the packages that the user's patterns cover: all of the module without patterns.
type selection struct{ paths map[string]bool }

func (s selection) covers(path string) bool { return s.paths == nil || s.paths[path] }

func selectPackages(ctx context.Context, cfg Config, root Root) (selection, error) {
	var none selection
	if len(cfg.Patterns) == 0 {
		return none, nil
	}
	pkgs, err := packages.Load(&packages.Config{
		Context:    ctx,
		Dir:        cfg.Dir,
		BuildFlags: buildFlags(cfg.Tags, root.goflags),
		Mode:       packages.NeedName | packages.NeedFiles | packages.NeedModule,
	}, cfg.Patterns...)
	if err != nil {
		return none, goError(err)
	}
	covered := map[string]bool{}
	for _, p := range pkgs {
		if len(p.GoFiles) == 0 && len(p.Errors) > 0 {
			return none, loadError(p.Errors[0])
		}
		if p.PkgPath == "command-line-arguments" { // what the go command calls a package of single files
			return none, errors.New("name packages, such as ./orders, and not files: a package has one .proto")
		}
		if p.PkgPath != root.Path && !strings.HasPrefix(p.PkgPath, root.Path+"/") {
			return none, fmt.Errorf("%s is not a package of module %s: run grpcgen in the module that it belongs to", p.PkgPath, root.Path)
		}
		covered[p.PkgPath] = true
	}
	if len(covered) == 0 {
		return none, fmt.Errorf("no package matches %s", strings.Join(cfg.Patterns, " "))
	}
	return selection{covered}, nil
}
