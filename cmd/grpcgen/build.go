package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/grpcgen/grpcgen/emitter"
	"github.com/grpcgen/grpcgen/parser"
	"github.com/grpcgen/grpcgen/parser/schema"
)

func newBuildCommand() *cobra.Command {
	var b builder
	var check, diff bool
	cmd := &cobra.Command{
		Use:   "build [packages]",
		Short: "Write .proto files and glue for annotated packages",
		Long: `Build reads the module that holds the current folder and writes, for every package with services or messages,
a .proto file under proto/, or the folder that grpcgen.yaml names, and a grpc_gen.go beside the Go files. Files that are up to date are left alone. If
anything is wrong, every problem is printed and no file is touched. A warning is printed too, and stops nothing.

The committed .proto is what remembers the numbers. Where something is gone from the Go source and something new stands
beside it, the run asks whether that was a rename, which was= says; --accept-removals says that none was.

Packages are patterns as the go command takes them; they choose whose files are written, and without any it is all of
the module.`,
		Example: `  grpcgen build
  grpcgen build ./orders/...
  grpcgen build --check    # in CI: fails if a file is not what build would write
  grpcgen build --accept-removals    # nothing was renamed
  grpcgen build --diff     # shows what build would change`,
		RunE: func(cmd *cobra.Command, args []string) error {
			b.config.Patterns = args
			b.out, b.errOut = cmd.OutOrStdout(), cmd.ErrOrStderr()
			return b.run(cmd.Context(), check, diff)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 1 and name the files that are not up to date")
	cmd.Flags().BoolVar(&diff, "diff", false, "write nothing; print what would change")
	cmd.Flags().BoolVar(&b.config.AcceptRemovals, "accept-removals", false, "what is gone was removed, and not renamed to what is new")
	cmd.Flags().StringVar(&b.config.Tags, "tags", "", "build `tags`, comma-separated, beside those in GOFLAGS")
	return cmd
}

// builder is one run of the pipeline: parse, emit, and what is done with the files.
type builder struct {
	config      parser.Config
	out, errOut io.Writer
}

// run builds, and then writes, checks or shows the files.
func (b *builder) run(ctx context.Context, check, diff bool) error {
	root, files, err := b.stale(ctx)
	if err != nil {
		return b.report(err)
	}
	switch {
	case diff || check:
		for _, f := range files {
			if err := b.show(root, f, diff); err != nil {
				return err
			}
		}
		if check && len(files) > 0 {
			fmt.Fprintf(b.errOut, "%s not up to date: run \"grpcgen build\" and commit the result\n", count(len(files), "file"))
			return errProblems
		}
	case len(files) == 0:
		fmt.Fprintln(b.out, "everything is up to date")
	default:
		return b.write(ctx, root, files)
	}
	return nil
}

// stale returns the files that are not what they should be.
func (b *builder) stale(ctx context.Context) (root string, stale []emitter.File, err error) {
	own, err := readSettings(ctx, b.config.Dir)
	if err != nil {
		return "", nil, err
	}
	b.config.Root, b.config.Settings = own.module, own.Settings
	s, err := b.parse(ctx)
	if err != nil {
		return "", nil, err
	}
	b.warn(s.Warnings)
	files, err := emitter.Emit(s)
	if err != nil {
		return "", nil, err
	}
	if len(files) == 0 {
		return "", nil, errors.New("no annotated type found: put //grpc:service above a struct and //grpc:action above its methods")
	}
	for _, f := range files {
		changed, err := f.Changed(s.Dir)
		if err != nil {
			return "", nil, err
		}
		if changed {
			stale = append(stale, f)
		}
	}
	return s.Dir, stale, nil
}

// patience is how long loading may take before the user is told what is going on.
const patience = 2 * time.Second

const slow = "grpcgen: loading packages; the first run compiles those that yours import\n"

func (b *builder) parse(ctx context.Context) (*schema.Schema, error) {
	notice := time.AfterFunc(patience, func() { fmt.Fprint(b.errOut, slow) })
	defer notice.Stop()
	return parser.Parse(ctx, b.config)
}

// write writes the files. A run that was interrupted until here writes none.
func (b *builder) write(ctx context.Context, root string, files []emitter.File) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, f := range files {
		if err := f.Write(root); err != nil {
			return err
		}
		done := "wrote"
		if f.Removed {
			done = "removed"
		}
		fmt.Fprintln(b.out, done, relative(filepath.Join(root, filepath.FromSlash(f.Path))))
	}
	return nil
}

// show prints a file that is not up to date: its name, or its diff.
func (b *builder) show(root string, f emitter.File, diff bool) error {
	if !diff {
		fmt.Fprintln(b.out, relative(filepath.Join(root, filepath.FromSlash(f.Path))))
		return nil
	}
	text, err := f.Diff(root)
	fmt.Fprint(b.out, text)
	return err
}

// warn prints what the run does not stop at.
func (b *builder) warn(warnings schema.Diagnostics) {
	for _, w := range warnings {
		w.Pos.Filename, w.Msg = relative(w.Pos.Filename), "warning: "+w.Msg
		fmt.Fprintln(b.errOut, w.Error())
	}
}

// report prints the problems of the source, all of them, and returns errProblems; other errors it returns.
func (b *builder) report(err error) error {
	var problems schema.Diagnostics
	if !errors.As(err, &problems) {
		return err
	}
	b.print(problems)
	fmt.Fprintf(b.errOut, "%s; nothing was written\n", count(len(problems), "problem"))
	return errProblems
}

// print prints problems, with paths from the current folder.
func (b *builder) print(problems schema.Diagnostics) {
	for _, p := range problems {
		p.Pos.Filename = relative(p.Pos.Filename)
		fmt.Fprintln(b.errOut, p.Error())
	}
}

// relative shortens a path to what it is from the current folder, unless it lies elsewhere.
func relative(path string) string {
	dir, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(dir, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
