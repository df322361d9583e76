package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/grpcgen/grpcgen/emitter"
	"github.com/grpcgen/grpcgen/parser"
	"github.com/grpcgen/grpcgen/parser/schema"
)

func newBuildCommand() *cobra.Command {
	var b builder
	cmd := &cobra.Command{
		Use:   "build [packages]",
		Short: "Write .proto files and glue for annotated packages",
		Long: `Build reads the Go module that holds the current folder and, for every package that declares services or messages, writes
a .proto file under proto/ (or the folder that grpcgen.yaml names) and Go code beside the package's own files. Files that are
up to date are not touched. If anything is wrong, every problem is printed and nothing is written. Warnings are printed too,
but do not stop the build.

The committed .proto files remember the numbers. If something is gone from the Go source and something that could be the
same is new, build asks whether it was renamed: write was= if it was, or run with --accept-removals if it was not. An action
whose request or response becomes another message, which would misread the bytes of the old one, is a problem: give it a new
name, or run with --accept-changes.

Packages are patterns as the go command takes them. They select the packages to write files for; the default is the whole
module.`,
		Example: `  grpcgen build
  grpcgen build ./orders/...
  grpcgen build --check    # in CI: fails if a file is not up to date
  grpcgen build --accept-removals    # nothing was renamed
  grpcgen build --diff     # shows what build would change`,
		RunE: func(cmd *cobra.Command, args []string) error {
			b.config.Patterns = args
			b.console = consoleOf(cmd)
			return b.run(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&b.check, "check", false, "write nothing; list the files that are not up to date, and exit with status 1 if there are any")
	cmd.Flags().BoolVar(&b.diff, "diff", false, "write nothing; print what would change")
	cmd.Flags().BoolVar(&b.config.AcceptRemovals, "accept-removals", false, "what is gone was removed, not renamed")
	cmd.Flags().BoolVar(&b.config.AcceptChanges, "accept-changes", false, "actions may get messages that misread the bytes of those they had; each is listed")
	cmd.Flags().BoolVarP(&b.verbose, "verbose", "v", false, "list the fields that are in no message and why, but for those that a tag leaves out")
	cmd.Flags().StringVar(&b.config.Tags, "tags", "", "build `tags`, comma-separated, in addition to those in GOFLAGS")
	return cmd
}

// builder is one run of the pipeline: parse, emit, and what is done with the files.
type builder struct {
	console
	config      parser.Config
	check, diff bool // write nothing: name the files that would change, or show how
	verbose     bool // list what is left out
}

// run builds, and then writes, checks or shows the files.
func (b *builder) run(ctx context.Context) error {
	root, files, err := b.stale(ctx)
	if err != nil {
		return b.report(err, "nothing was written")
	}
	switch {
	case b.diff || b.check:
		for _, f := range files {
			if err := b.show(root, f); err != nil {
				return err
			}
		}
		if b.check && len(files) > 0 {
			fmt.Fprintf(b.errOut, "%s not up to date: run \"grpcgen build\" and commit the result\n", count(len(files), "file"))
			return errProblems
		}
	case len(files) == 0:
		fmt.Fprintln(b.out, "everything is up to date")
	default:
		return writeFiles(ctx, b.console, root, files)
	}
	return nil
}

// stale returns the files that are not up to date.
func (b *builder) stale(ctx context.Context) (root string, stale []emitter.File, err error) {
	m, err := readModule(ctx, b.config.Dir)
	if err != nil {
		return "", nil, err
	}
	b.config.Root, b.config.Settings = m.Root, m.Settings
	s, err := b.parse(ctx)
	if err != nil {
		return "", nil, err
	}
	b.warn(s.Warnings)
	if b.verbose {
		b.list(s.LeftOut)
	}
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

// writeFiles writes the files and names them. A run that was interrupted until here writes none.
func writeFiles(ctx context.Context, c console, root string, files []emitter.File) error {
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
		fmt.Fprintln(c.out, done, relative(filepath.Join(root, filepath.FromSlash(f.Path))))
	}
	return nil
}

// show prints a file that is not up to date: its name, or its diff.
func (b *builder) show(root string, f emitter.File) error {
	if !b.diff {
		fmt.Fprintln(b.out, relative(filepath.Join(root, filepath.FromSlash(f.Path))))
		return nil
	}
	text, err := f.Diff(root)
	fmt.Fprint(b.out, text)
	return err
}
