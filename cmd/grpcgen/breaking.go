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
		Short: "Find what breaks those who use an earlier state",
		Long: `Breaking compares the .proto files that build would write now with those of an earlier state: of a commit, by any name
that git has for it, or of a folder, which is a module or has its .proto files. Nothing is written, and no checkout is made.

The rules and the categories are those of buf. Each category has fewer rules than the one before it:
  FILE       generated code of every language still compiles
  PACKAGE    the same, where declarations may move between the files of a package
  WIRE_JSON  what was stored or is sent can be read, in binary and as JSON (this is the default)
  WIRE       the same in binary alone; names may change
Only FILE and PACKAGE hold against the removal of a service, a method or a message.

The breaking: key of grpcgen.yaml has what buf.yaml can have there: use, except, ignore and ignore_only. --category replaces use.

Compared are the files that grpcgen wrote then, and those that have the place of one that it writes now. With packages,
only theirs. A commit without such files breaks nothing. The way to accept a change is an earlier state that has it.`,
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
	cmd.Flags().StringVar(&b.against, "against", "", "the earlier state: a `commit` or a folder")
	cmd.Flags().StringSliceVar(&b.options.Use, "category", nil, "`categories` to use: "+strings.Join(breaking.Categories, ", ")+" (default "+breaking.DefaultCategory+", or what grpcgen.yaml says)")
	cmd.Flags().StringVar(&b.format, "format", "text", "how to print the findings: text, json, github-actions")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object for each finding, as buf does")
	cmd.Flags().StringVar(&b.config.Tags, "tags", "", "build `tags`, comma-separated, beside those in GOFLAGS")
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
	if err != nil {
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
		fmt.Fprintf(b.errOut, "%s against %s\n", count(len(findings), "breaking change"), b.against)
		return errProblems
	}
	return nil
}

func comparePositions(a, b token.Position) int {
	return cmp.Or(cmp.Compare(a.Filename, b.Filename), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// checkFlags checks the flags and returns what prints a finding.
func (b *breakingRun) checkFlags() (printFinding, error) {
	print, ok := findingFormats[b.format]
	if !ok {
		return nil, fmt.Errorf("--format %s is unknown: text, json, github-actions", b.format)
	}
	if b.against == "" {
		return nil, errors.New("--against is missing: the commit or the folder to compare with, for instance --against main")
	}
	for _, name := range b.options.Use {
		if !slices.Contains(breaking.Categories, name) {
			return nil, fmt.Errorf("--category %s is unknown: %s", name, strings.Join(breaking.Categories, ", "))
		}
	}
	return print, nil
}
