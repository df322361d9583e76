package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/grpcgen/grpcgen/config"
	"github.com/grpcgen/grpcgen/parser"
)

const grpcgenModule = "github.com/grpcgen/grpcgen"

func newInitCommand() *cobra.Command {
	var i initializer
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Start a module with a service, a server, a client and a test",
		Long: `Init writes a module with an annotated service, builds it, and downloads its dependencies. It does not overwrite files: if
one of them exists already, it says so and stops.

With --buf it also writes buf.yaml and buf.gen.yaml, so that "buf generate" can generate clients in other languages. In a
folder that has a go.mod already, it writes only those two.`,
		Example: `  grpcgen init hello
  grpcgen init hello --module github.com/me/hello
  grpcgen init --buf    # in an existing module: only buf.yaml and buf.gen.yaml`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			i.dir = "."
			if len(args) == 1 {
				i.dir = args[0]
			}
			i.console = consoleOf(cmd)
			return i.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&i.module, "module", "", "module `path` (default example.com/ followed by the folder's name)")
	cmd.Flags().StringVar(&i.replace, "replace", "", "use the grpcgen module in this `folder` instead of a published version")
	cmd.Flags().BoolVar(&i.buf, "buf", false, "also write buf.yaml and buf.gen.yaml; in an existing module, only these")
	return cmd
}

// initializer is one run of init.
type initializer struct {
	console
	dir, module, replace string
	buf                  bool
	config               *config.Config // of a grpcgen.yaml that is there already
}

func (i *initializer) run(ctx context.Context) error {
	dir, err := filepath.Abs(i.dir)
	if err != nil {
		return err
	}
	i.dir = dir
	if i.config, err = readConfig(dir, dir); err != nil {
		return i.report(err, "nothing was written")
	}
	if i.buf && i.module == "" && i.replace == "" && isModule(dir) {
		return i.addBuf()
	}
	if i.module == "" {
		i.module = "example.com/" + filepath.Base(dir)
	}
	if err := module.CheckPath(i.module); err != nil {
		return usageError{fmt.Errorf("%w: choose one with --module", err)}
	}
	if err := i.checkReplace(); err != nil {
		return usageError{err}
	}
	files, err := i.files()
	if err != nil {
		return err
	}
	if err := i.writeAll(files, i.generated()); err != nil {
		return err
	}
	return i.finish(ctx)
}

func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// checkReplace makes --replace absolute, and checks that it is the folder of grpcgen's own module.
func (i *initializer) checkReplace() error {
	if i.replace == "" {
		return nil
	}
	dir, err := filepath.Abs(i.replace)
	if err != nil {
		return err
	}
	i.replace = dir
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return fmt.Errorf("--replace: %w", err)
	}
	if path := modfile.ModulePath(data); path != grpcgenModule {
		return fmt.Errorf("--replace: %s holds module %s, not %s", i.replace, path, grpcgenModule)
	}
	return nil
}

// finish builds the module and fetches what it needs. Building comes first: the annotated package imports only the
// standard library, and the glue decides what else there is to fetch.
func (i *initializer) finish(ctx context.Context) error {
	steps := []string{"go test ./...", "go run ./server", "go run ./client    # in another terminal"}
	workspace, err := i.goCommand(ctx, "env", "GOWORK")
	if err != nil {
		return err
	}
	if workspace != "" && workspace != "off" { // it does not list the new module, so the go command would not see it
		steps = append([]string{"go work use ."}, steps...)
		if err := os.Setenv("GOWORK", "off"); err != nil {
			return err
		}
	}
	if i.replace != "" {
		if _, err := i.goCommand(ctx, "mod", "edit", "-require="+grpcgenModule+"@v0.0.0", "-replace="+grpcgenModule+"="+i.replace); err != nil {
			return err
		}
	}
	b := builder{console: i.console, config: parser.Config{Dir: i.dir}}
	if err := b.run(ctx); err != nil {
		return err
	}
	fmt.Fprintln(i.errOut, "fetching modules: go mod tidy")
	if _, err := i.goCommand(ctx, "mod", "tidy"); err != nil {
		return fmt.Errorf("%w\nall files were written; run \"go mod tidy\" again once this is fixed", err)
	}
	if i.buf {
		steps = append(steps, "buf generate    # clients in other languages, by buf.gen.yaml")
	}
	if dir := relative(i.dir); dir != "." {
		steps = append([]string{"cd " + dir}, steps...)
	}
	fmt.Fprintf(i.out, "\nnext:\n  %s\n", strings.Join(steps, "\n  "))
	return nil
}

// goCommand runs the go command in the new module and returns what it printed, as part of the error if it fails.
func (i *initializer) goCommand(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = i.dir
	out, err := cmd.CombinedOutput()
	text := strings.TrimSpace(string(out))
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", err
	case err != nil:
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, text)
	}
	return text, nil
}
