package source

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Root is a module that has been found, and not been read.
type Root struct {
	Path string // module path
	Dir  string // absolute folder of go.mod

	goroot, goflags string
}

// Find returns the module that holds a folder, the current one if dir is empty. It is an error if there is none.
func Find(ctx context.Context, dir string) (Root, error) {
	var env struct{ GOMOD, GOFLAGS, GOROOT string }
	cmd := exec.CommandContext(ctx, "go", "env", "-json", "GOMOD", "GOFLAGS", "GOROOT")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return Root{}, goError(err)
	}
	if err := json.Unmarshal(out, &env); err != nil {
		return Root{}, err
	}
	if env.GOMOD == "" || env.GOMOD == os.DevNull {
		return Root{}, errors.New("no go.mod in this folder or above it: run \"go mod init\" first, or \"grpcgen init\"")
	}
	data, err := os.ReadFile(env.GOMOD)
	if err != nil {
		return Root{}, err
	}
	module := modfile.ModulePath(data)
	if module == "" {
		return Root{}, fmt.Errorf("%s has no module line", env.GOMOD)
	}
	return Root{Path: module, Dir: filepath.Dir(env.GOMOD), goroot: env.GOROOT, goflags: env.GOFLAGS}, nil
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
