package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// console is where a command prints.
type console struct{ out, errOut io.Writer }

// consoleOf returns the console of a cobra command.
func consoleOf(cmd *cobra.Command) console { return console{cmd.OutOrStdout(), cmd.ErrOrStderr()} }

// warn prints warnings, which do not stop a run.
func (c console) warn(warnings schema.Diagnostics) {
	for _, w := range warnings {
		w.Pos.Filename, w.Msg = relative(w.Pos.Filename), "warning: "+w.Msg
		fmt.Fprintln(c.errOut, w.Error())
	}
}

// list prints what was noted, without a judgment.
func (c console) list(notes schema.Diagnostics) {
	for _, n := range notes {
		n.Pos.Filename = relative(n.Pos.Filename)
		fmt.Fprintln(c.errOut, n.Error())
	}
}

// report prints the problems that an error consists of, with paths from the current folder, and what follows from them. It
// returns errProblems then, and any other error as it is.
func (c console) report(err error, consequence string) error {
	var problems schema.Diagnostics
	if !errors.As(err, &problems) {
		return err
	}
	for _, p := range problems {
		p.Pos.Filename = relative(p.Pos.Filename)
		fmt.Fprintln(c.errOut, p.Error())
	}
	fmt.Fprintf(c.errOut, "%s; %s\n", count(len(problems), "problem"), consequence)
	return errProblems
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
