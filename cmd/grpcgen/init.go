package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/module"

	"github.com/grpcgen/grpcgen/parser"
)

// scaffold is the module that init writes. MODULE stands for the module path, and every name ends in .tmpl so that Go
// takes none of it for a package.
//
//go:embed scaffold
var scaffold embed.FS

const grpcgenModule = "github.com/grpcgen/grpcgen"

func newInitCommand() *cobra.Command {
	var i initializer
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Start a module with a service, a server, a client and a test",
		Long: `Init writes a module with an annotated service, builds it, and fetches what it needs. It overwrites nothing: if
one of its files exists, it says so and stops.`,
		Example: `  grpcgen init hello
  grpcgen init hello --module github.com/me/hello`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			i.dir = "."
			if len(args) == 1 {
				i.dir = args[0]
			}
			i.out, i.errOut = cmd.OutOrStdout(), cmd.ErrOrStderr()
			return i.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&i.module, "module", "", "module `path` (default example.com/ and the folder's name)")
	cmd.Flags().StringVar(&i.replace, "replace", "", "use the grpcgen in this `folder` instead of a published one")
	return cmd
}

// initializer is one run of init.
type initializer struct {
	dir, module, replace string
	out, errOut          io.Writer
}

func (i *initializer) run(ctx context.Context) error {
	dir, err := filepath.Abs(i.dir)
	if err != nil {
		return err
	}
	i.dir = dir
	if i.module == "" {
		i.module = "example.com/" + filepath.Base(dir)
	}
	if err := module.CheckPath(i.module); err != nil {
		return usageError{fmt.Errorf("%w: choose one with --module", err)}
	}
	files, err := i.files()
	if err != nil {
		return err
	}
	if err := i.refuseExisting(files); err != nil {
		return err
	}
	for _, f := range files {
		if err := i.write(f); err != nil {
			return err
		}
	}
	return i.finish(ctx)
}

// scaffoldFile is a file to be written, with its path below the new module.
type scaffoldFile struct {
	path    string
	content []byte
}

// files fills the scaffold in.
func (i *initializer) files() ([]scaffoldFile, error) {
	var files []scaffoldFile
	err := fs.WalkDir(scaffold, "scaffold", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := scaffold.ReadFile(path)
		content = bytes.ReplaceAll(content, []byte("MODULE"), []byte(i.module))
		name := strings.TrimSuffix(strings.TrimPrefix(path, "scaffold/"), ".tmpl")
		files = append(files, scaffoldFile{path: filepath.FromSlash(name), content: content})
		return err
	})
	return files, err
}

// refuseExisting names every file that is in the way.
func (i *initializer) refuseExisting(files []scaffoldFile) error {
	var found []string
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(i.dir, f.path)); err == nil {
			found = append(found, relative(filepath.Join(i.dir, f.path)))
		}
	}
	if len(found) == 0 {
		return nil
	}
	for _, path := range found {
		fmt.Fprintf(i.errOut, "%s exists\n", path)
	}
	fmt.Fprintln(i.errOut, "init overwrites nothing: choose an empty folder; nothing was written")
	return errProblems
}

func (i *initializer) write(f scaffoldFile) error {
	path := filepath.Join(i.dir, f.path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, f.content, 0o644); err != nil {
		return err
	}
	fmt.Fprintln(i.out, "wrote", relative(path))
	return nil
}

// finish builds the module and fetches what it needs. Building comes first: the annotated package imports only the
// standard library, and the glue decides what else there is to fetch.
func (i *initializer) finish(ctx context.Context) error {
	if i.replace != "" {
		replace, err := filepath.Abs(i.replace)
		if err != nil {
			return err
		}
		if err := i.goCommand(ctx, "mod", "edit", "-require="+grpcgenModule+"@v0.0.0", "-replace="+grpcgenModule+"="+replace); err != nil {
			return err
		}
	}
	b := builder{config: parser.Config{Dir: i.dir}, out: i.out, errOut: i.errOut}
	if err := b.run(ctx, false, false); err != nil {
		return err
	}
	fmt.Fprintln(i.errOut, "fetching modules: go mod tidy")
	if err := i.goCommand(ctx, "mod", "tidy"); err != nil {
		return err
	}
	fmt.Fprintf(i.out, "\nnext:\n  cd %s\n  go test ./...\n  go run ./server\n  go run ./client    # in another terminal\n", relative(i.dir))
	return nil
}

// goCommand runs the go command in the new module, and shows what it printed if it fails.
func (i *initializer) goCommand(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = i.dir
	out, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return err
	}
	if err != nil {
		return fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
	return nil
}
