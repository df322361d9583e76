package parser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/go/packages"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// source is a module as the rest of the parser sees it. How its packages were loaded ends here.
type source struct {
	module   string // module path
	dir      string // absolute folder of go.mod
	goroot   string // folder of the standard library
	fset     *token.FileSet
	packages []*goPackage // every package of the module, sorted by path
}

// goPackage is one package of the module, with its syntax and types. Types may be incomplete where the source is.
type goPackage struct {
	path     string
	dir      string // slash-separated, relative to source.dir
	selected bool
	files    []*ast.File
	types    *types.Package
	errors   []problem // of the Go parser and type checker
}

// problem is an error of Go's own tools at a place in the source.
type problem struct {
	pos    token.Position
	msg    string
	syntax bool
}

// load reads every package of the module that holds cfg.Dir, as if no glue had ever been generated.
func load(ctx context.Context, cfg Config) (*source, error) {
	env, err := goEnv(ctx, cfg.Dir)
	if err != nil {
		return nil, err
	}
	src, err := findModule(env.GOMOD)
	if err != nil {
		return nil, err
	}
	src.goroot = env.GOROOT
	selected, err := selectPackages(ctx, cfg, src, env)
	if err != nil {
		return nil, err
	}
	pkgs, err := loadPackages(src, selected, &packages.Config{
		Context:    ctx,
		Dir:        src.dir,
		Fset:       src.fset,
		BuildFlags: buildFlags(cfg.Tags, env.GOFLAGS),
		Overlay:    brokenGlue(src.dir),
		ParseFile:  parseFile,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedModule,
	})
	if err != nil {
		return nil, goError(err)
	}
	for _, p := range pkgs {
		if p.Types == nil || len(p.Syntax) == 0 {
			if err := listError(p); err != nil {
				return nil, err
			}
			continue
		}
		src.packages = append(src.packages, newPackage(src, p, selected))
	}
	slices.SortFunc(src.packages, func(a, b *goPackage) int { return strings.Compare(a.path, b.path) })
	return src, nil
}

// loadPackages loads what "./..." finds, and what it does not: folders behind symbolic links, or called testdata, whose
// packages others of the module import or a pattern names.
func loadPackages(src *source, selected selection, cfg *packages.Config) ([]*packages.Package, error) {
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
			if below, ok := strings.CutPrefix(path, src.module+"/"); ok && !known[path] && src.hasFolder(below) {
				for _, file := range schema.GlueFiles {
					hideBroken(cfg.Overlay, filepath.Join(src.dir, below, file))
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
func (s *source) hasFolder(below string) bool {
	info, err := os.Stat(filepath.Join(s.dir, below))
	if err != nil || !info.IsDir() {
		return false
	}
	for dir := below; dir != "."; dir = path.Dir(dir) {
		if isFile(filepath.Join(s.dir, dir, "go.mod")) {
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

func newPackage(src *source, p *packages.Package, selected selection) *goPackage {
	g := &goPackage{path: p.PkgPath, selected: selected.covers(p.PkgPath), files: p.Syntax, types: p.Types}
	// A cgo package is compiled from files elsewhere: p.Syntax does not tell where it lives.
	if dir, err := filepath.Rel(src.dir, p.Dir); err == nil {
		g.dir = filepath.ToSlash(dir)
	}
	for _, e := range p.Errors {
		if e.Kind == packages.ParseError {
			g.errors = append(g.errors, problem{pos: parsePosition(e.Pos), msg: e.Msg, syntax: true})
		}
	}
	for _, e := range p.TypeErrors {
		g.errors = append(g.errors, problem{pos: src.fset.Position(e.Pos), msg: importReason(p, e.Msg)})
	}
	return g
}

// goSettings are the parts of "go env" that matter here.
type goSettings struct{ GOMOD, GOFLAGS, GOROOT string }

func goEnv(ctx context.Context, dir string) (goSettings, error) {
	var env goSettings
	cmd := exec.CommandContext(ctx, "go", "env", "-json", "GOMOD", "GOFLAGS", "GOROOT")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return env, goError(err)
	}
	return env, json.Unmarshal(out, &env)
}

// PackageFolders asks the go command in which folders packages are. Those that it does not find are left out.
func PackageFolders(ctx context.Context, dir string, paths []string) (map[string]string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", "-e", "-find", "-f", "{{.ImportPath}}\t{{.Dir}}", "--"}, paths...)...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return nil, goError(err)
	}
	folders := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if path, folder, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "\t"); folder != "" {
			folders[path] = folder
		}
	}
	return folders, nil
}

// goError says what is wrong when the go command itself fails.
func goError(err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("the go command is not in PATH: %w", err)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(exit.Stderr)))
	}
	return err
}

func findModule(gomod string) (*source, error) {
	if gomod == "" || gomod == os.DevNull {
		return nil, errors.New("no go.mod in this folder or above it: run \"go mod init\" first, or \"grpcgen init\"")
	}
	data, err := os.ReadFile(gomod)
	if err != nil {
		return nil, err
	}
	module := modfile.ModulePath(data)
	if module == "" {
		return nil, fmt.Errorf("%s has no module line", gomod)
	}
	return &source{module: module, dir: filepath.Dir(gomod), fset: token.NewFileSet()}, nil
}

// selection is the packages that the user's patterns cover: all of the module without patterns.
type selection struct{ paths map[string]bool }

func (s selection) covers(path string) bool { return s.paths == nil || s.paths[path] }

func selectPackages(ctx context.Context, cfg Config, src *source, env goSettings) (selection, error) {
	var none selection
	if len(cfg.Patterns) == 0 {
		return none, nil
	}
	pkgs, err := packages.Load(&packages.Config{
		Context:    ctx,
		Dir:        cfg.Dir,
		BuildFlags: buildFlags(cfg.Tags, env.GOFLAGS),
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
		if p.PkgPath != src.module && !strings.HasPrefix(p.PkgPath, src.module+"/") {
			return none, fmt.Errorf("%s is not a package of module %s: run grpcgen in the module that it belongs to", p.PkgPath, src.module)
		}
		covered[p.PkgPath] = true
	}
	if len(covered) == 0 {
		return none, fmt.Errorf("no package matches %s", strings.Join(cfg.Patterns, " "))
	}
	return selection{covered}, nil
}

// buildFlags adds the tag that hides glue to the user's own tags: a -tags flag replaces the one in GOFLAGS.
func buildFlags(tags, goflags string) []string {
	all := []string{schema.GlueTag}
	for _, flag := range strings.Fields(goflags) {
		if v, ok := strings.CutPrefix(strings.TrimLeft(flag, `-"'`), "tags="); ok {
			all = append(all, strings.TrimRight(v, `"'`))
		}
	}
	if tags != "" {
		all = append(all, tags)
	}
	return []string{"-tags=" + strings.Join(all, ",")}
}

// Module returns the path and the folder of the module that holds a folder.
func Module(ctx context.Context, dir string) (module, root string, err error) {
	env, err := goEnv(ctx, dir)
	if err != nil {
		return "", "", err
	}
	src, err := findModule(env.GOMOD)
	if err != nil {
		return "", "", err
	}
	return src.module, src.dir, nil
}
