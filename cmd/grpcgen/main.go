// Command grpcgen turns annotated Go into gRPC: it writes a .proto file and the glue for every package of a module
// that declares services, and keeps the field numbers in the .proto for good.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitOK       = 0
	exitProblems = 1 // problems in the source, drift that --check found, or breaking changes
	exitUsage    = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// errProblems ends a command whose problems have been printed.
var errProblems = errors.New("problems")

// usageError is a mistake on the command line.
type usageError struct{ error }

// run runs the tool and returns its exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	root := newRootCommand()
	root.SetArgs(goFlags(args))
	root.SetOut(out)
	root.SetErr(errOut)
	cmd, err := root.ExecuteContextC(ctx)
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errProblems):
		return exitProblems
	case errors.As(err, &usage), isUnknownCommand(err):
		fmt.Fprintf(errOut, "grpcgen: %v\nrun \"%s --help\" for usage\n", err, cmd.CommandPath())
		return exitUsage
	}
	fmt.Fprintf(errOut, "grpcgen: %v\n", err)
	return exitProblems
}

// isUnknownCommand recognizes the one usage error that comes from cobra, which has no type for it.
func isUnknownCommand(err error) bool { return strings.HasPrefix(err.Error(), "unknown command") }

// goFlags accepts the go command's spelling of its own flags: -tags=x and -C dir.
func goFlags(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		if arg == "-tags" || strings.HasPrefix(arg, "-tags=") {
			arg = "-" + arg
		}
		out[i] = arg
	}
	return out
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "grpcgen",
		Short: "Write Go, get gRPC",
		Long: `grpcgen reads annotated Go and writes the .proto files and Go code that make it a gRPC service.

Mark a struct with //grpc:service and its methods with //grpc:action, then run "grpcgen build".`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       currentVersion().String(),
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Args:          usageArgs(cobra.NoArgs),
	}
	root.SetVersionTemplate("grpcgen {{.Version}}\n")
	dir := root.PersistentFlags().StringP("dir", "C", "", "change to this `folder` first")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if *dir == "" {
			return nil
		}
		if err := os.Chdir(*dir); err != nil {
			return usageError{err}
		}
		return nil
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(newBuildCommand(), newBreakingCommand(), newImportCommand(), newInitCommand(), newVersionCommand())
	return root
}

// usageArgs makes the errors of an argument check usage errors.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{err}
		}
		return nil
	}
}
