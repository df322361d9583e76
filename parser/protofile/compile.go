package protofile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/linker"
	"github.com/bufbuild/protocompile/reporter"
	_ "google.golang.org/genproto/googleapis/api/annotations" // files that are found without a folder for them
	_ "google.golang.org/genproto/googleapis/rpc/status"      // likewise
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// files are .proto files, by the name under which others import them.
type files struct {
	roots []string
	names []string // of those that were asked for
	asked linker.Files

	mu      sync.Mutex
	paths   map[string]string  // on the disk
	missing map[string]bool    // imports that were not found
	refused schema.Diagnostics // files that the compiler is not given
}

// path returns where a file is on the disk.
func (f *files) path(name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if path := f.paths[name]; path != "" {
		return path
	}
	return name
}

// compile reads and links the files, and reports what is wrong with them by the rules of protobuf.
func compile(ctx context.Context, cfg Config) (*files, error) {
	f := &files{paths: map[string]string{}, missing: map[string]bool{}}
	diags := f.locate(cfg)
	if err := diags.Err(); err != nil {
		return nil, err
	}
	compiler := protocompile.Compiler{
		Resolver:       protocompile.ResolverFunc(f.resolve),
		SourceInfoMode: protocompile.SourceInfoStandard | protocompile.SourceInfoExtraOptionLocations,
		Reporter: reporter.NewReporter(func(err reporter.ErrorWithPos) error {
			pos := err.GetPosition()
			msg := err.Unwrap().Error()
			diags.Add(token.Position{Filename: f.path(pos.Filename), Line: pos.Line, Column: pos.Col, Offset: pos.Offset}, "", "%s", msg)
			return nil
		}, nil),
	}
	linked, err := compiler.Compile(ctx, f.names...)
	if err := f.refused.Err(); err != nil {
		return nil, err
	}
	f.refuseMissing(&diags)
	if found := diags.Err(); found != nil {
		return nil, found
	}
	if err != nil {
		return nil, err
	}
	f.asked = linked
	return f, nil
}

// resolve finds a file as find does, or one of protobuf's own, and remembers what it does not find.
func (f *files) resolve(name string) (protocompile.SearchResult, error) {
	found, err := protocompile.WithStandardImports(protocompile.ResolverFunc(f.find)).FindFileByPath(name)
	if errors.Is(err, protoregistry.NotFound) {
		f.mu.Lock()
		f.missing[name] = true
		f.mu.Unlock()
	}
	return found, err
}

var importLine = regexp.MustCompile(`(?m)^[ \t]*import\s+(?:public\s+|weak\s+)?["']([^"']+)["']`)

// refuseMissing reports the imports that were not found: all of them, where the compiler would stop at the first.
func (f *files) refuseMissing(diags *schema.Diagnostics) {
	for _, path := range f.paths {
		data, err := os.ReadFile(path)
		if err != nil {
			continue // the compiler has reported it
		}
		for _, m := range importLine.FindAllSubmatchIndex(data, -1) {
			name := string(data[m[2]:m[3]])
			if !f.missing[name] {
				continue
			}
			start := bytes.LastIndexByte(data[:m[2]], '\n') + 1
			pos := token.Position{Filename: path, Line: bytes.Count(data[:start], []byte("\n")) + 1, Column: m[2] - start, Offset: m[2]}
			diags.Add(pos, "name the folder that imports are relative to: -I FOLDER", "file %s is not found", name)
		}
	}
}

// locate finds the folder of each file that imports are relative to.
func (f *files) locate(cfg Config) (diags schema.Diagnostics) {
	for _, root := range cfg.Roots {
		abs, err := filepath.Abs(root)
		if err != nil {
			diags.Add(token.Position{Filename: root}, "", "%v", err)
		}
		f.roots = append(f.roots, abs)
	}
	for _, file := range cfg.Files {
		path, err := filepath.Abs(file)
		if err == nil {
			_, err = os.Stat(path)
		}
		if err != nil {
			diags.Add(token.Position{Filename: file}, "", "%v", errors.Unwrap(err))
			continue
		}
		if len(cfg.Roots) == 0 {
			if root := guessRoot(path); !slices.Contains(f.roots, root) {
				f.roots = append(f.roots, root)
			}
		}
		name, ok := f.nameOf(path)
		if !ok {
			diags.Add(token.Position{Filename: file}, "name a folder above it: -I FOLDER", "it is not below a folder that imports are looked up in")
			continue
		}
		if !slices.Contains(f.names, name) {
			f.names = append(f.names, name)
		}
	}
	return diags
}

// nameOf returns the name under which others import a file.
func (f *files) nameOf(path string) (string, bool) {
	for _, root := range f.roots {
		if name, ok := slash(root, path); ok {
			return name, true
		}
	}
	return "", false
}

var packageLine = regexp.MustCompile(`(?m)^\s*package\s+([\w.]+)\s*;`)

// guessRoot returns the folder that the imports of a file are relative to: the one above the folders that are called as
// its package is, or else the current one, or that of the file.
func guessRoot(path string) string {
	dir := filepath.Dir(path)
	if data, err := os.ReadFile(path); err == nil {
		if m := packageLine.FindSubmatch(data); m != nil {
			folders := filepath.FromSlash("/" + strings.ReplaceAll(string(m[1]), ".", "/"))
			if root, ok := strings.CutSuffix(dir, folders); ok {
				return root
			}
		}
	}
	if current, err := os.Getwd(); err == nil {
		if _, below := slash(current, path); below {
			return current
		}
	}
	return dir
}

// find gives the compiler a file: from a folder, or else one that this program has itself.
func (f *files) find(name string) (protocompile.SearchResult, error) {
	for _, root := range f.roots {
		path := filepath.Join(root, filepath.FromSlash(name))
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return protocompile.SearchResult{}, err
		}
		f.mu.Lock()
		f.paths[name] = path
		before := len(f.refused)
		checkBounds(path, data, &f.refused)
		bounded := len(f.refused) == before
		f.mu.Unlock()
		if !bounded {
			return protocompile.SearchResult{}, errors.New("this file is beyond the bounds")
		}
		return protocompile.SearchResult{Source: bytes.NewReader(data)}, nil
	}
	if fd, err := protoregistry.GlobalFiles.FindFileByPath(name); err == nil && !strings.HasPrefix(name, "google/protobuf/") {
		return protocompile.SearchResult{Desc: fd}, nil
	}
	return protocompile.SearchResult{}, fmt.Errorf("%s: %w", name, protoregistry.NotFound)
}
