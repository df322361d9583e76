package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/grpcgen/grpcgen/breaking"
)

func newBreakingCommand() *cobra.Command {
	var b breakingRun
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "breaking --against REF|FOLDER [packages]",
		Short: "Report changes that break users of an earlier state",
		Long: `Breaking compares the .proto files that build would write now with those of an earlier state: a commit, by any name that git
knows it by, or a folder that is a module or holds its .proto files. It writes nothing and checks nothing out.

The rules and categories are buf's. Each category has fewer rules than the one before it:
  FILE       generated code still compiles in every language
  PACKAGE    the same, but declarations may move between the files of a package
  WIRE_JSON  stored and sent data can still be read, in binary and as JSON (the default)
  WIRE       the same for binary data alone; names may change
Only FILE and PACKAGE forbid removing a service, a method or a message.

The breaking: key of grpcgen.yaml takes what buf.yaml has there: use, except, ignore and ignore_only. --category replaces use.

It compares the files that grpcgen generated in the earlier state with those that it would generate now; with package
patterns, only the files of those packages. If the earlier state has no such files, nothing can break. To accept a change,
compare against a later state.`,
		Example: `  grpcgen breaking --against main
  grpcgen breaking --against origin/main --category FILE
  grpcgen breaking --against ../released ./orders/...
  grpcgen breaking --against "origin/$GITHUB_BASE_REF" --format github-actions    # annotates a pull request`,
		RunE: func(cmd *cobra.Command, args []string) error {
			b.config.Patterns = args
			b.console = consoleOf(cmd)
			if asJSON {
				b.format = "json"
			}
			return b.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&b.against, "against", "", "the earlier state: a `commit` or a folder (required)")
	cmd.Flags().StringSliceVar(&b.options.Use, "category", nil, "`categories` to use: "+strings.Join(breaking.Categories, ", ")+" (default from grpcgen.yaml, or "+breaking.DefaultCategory+")")
	cmd.Flags().StringVar(&b.format, "format", "text", "output `format`: text, json, github-actions")
	cmd.Flags().BoolVar(&asJSON, "json", false, "short for --format json: one JSON object a finding, as buf prints it")
	cmd.Flags().StringVar(&b.config.Tags, "tags", "", "build `tags`, comma-separated, in addition to those in GOFLAGS")
	return cmd
}

// breakingRun is one run of the command.
type breakingRun struct {
	builder
	against string
	format  string
	options breaking.Options
}

func (b *breakingRun) run(ctx context.Context) error {
	print, err := b.checkFlags()
	if err != nil {
		return usageError{err}
	}
	s, findings, err := b.findings(ctx)
	var usage usageError
	switch {
	case errors.As(err, &usage):
		return usageError{errors.New(b.oneLine(err.Error()))}
	case err != nil && b.format == githubActions:
		return annotate(b.console, err, "nothing was compared")
	case err != nil:
		return b.report(err, "nothing was compared")
	}
	places := breaking.NewPositions(s)
	slices.SortStableFunc(findings, func(a, b breaking.Finding) int { return comparePositions(places.Of(a), places.Of(b)) })
	for _, f := range findings {
		if err := print(b.out, f, places.Of(f)); err != nil {
			return err
		}
	}
	if len(findings) > 0 {
		fmt.Fprintf(b.errOut, "%s against %s\n", count(len(findings), "breaking change"), b.oneLine(b.against))
		return errProblems
	}
	return nil
}

// oneLine returns a text as it may be printed: where lines can be workflow commands, it has one.
func (b *breakingRun) oneLine(text string) string {
	if b.format == githubActions {
		return escapeMessage.Replace(text)
	}
	return text
}

func comparePositions(a, b token.Position) int {
	return cmp.Or(cmp.Compare(a.Filename, b.Filename), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// checkFlags checks the flags and returns what prints a finding.
func (b *breakingRun) checkFlags() (printFinding, error) {
	print, ok := findingFormats[b.format]
	if !ok {
		return nil, fmt.Errorf("unknown --format %s: use text, json or github-actions", b.format)
	}
	if b.against == "" {
		return nil, errors.New("--against is required: a commit or a folder to compare with, such as --against main")
	}
	for _, name := range b.options.Use {
		if !slices.Contains(breaking.Categories, name) {
			return nil, fmt.Errorf("unknown --category %s: use %s", name, strings.Join(breaking.Categories, ", "))
		}
	}
	return print, nil
}
