package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/grpcgen/grpcgen/breaking"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// printFinding prints a breaking change that is at a place in Go.
type printFinding func(out io.Writer, f breaking.Finding, pos token.Position) error

const githubActions = "github-actions"

// findingFormats are the words that --format takes.
var findingFormats = map[string]printFinding{
	"text":        printText,
	"json":        printJSON,
	githubActions: printAnnotation,
}

func printText(out io.Writer, f breaking.Finding, pos token.Position) error {
	pos.Filename = relative(pos.Filename)
	_, err := fmt.Fprintf(out, "%s: %s (%s)\n", pos, f.Message, f.Rule)
	return err
}

// printJSON prints the fields that "buf breaking --error-format=json" has, but for the end of the declaration.
func printJSON(out io.Writer, f breaking.Finding, pos token.Position) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(struct {
		Path        string `json:"path"`
		StartLine   int    `json:"start_line"`
		StartColumn int    `json:"start_column"`
		Type        string `json:"type"`
		Message     string `json:"message"`
	}{filepath.ToSlash(relative(pos.Filename)), pos.Line, pos.Column, f.Rule, f.Message})
}

// printAnnotation prints a workflow command of GitHub, which knows files by their path from the root of the repository:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
func printAnnotation(out io.Writer, f breaking.Finding, pos token.Position) error {
	return printCommand(out, pos, f.Rule, f.Message)
}

// printCommand prints an error as a workflow command, on one line whatever is in it.
func printCommand(out io.Writer, pos token.Position, title, message string) error {
	file := relative(pos.Filename)
	if root := os.Getenv("GITHUB_WORKSPACE"); root != "" {
		if rel, err := filepath.Rel(root, pos.Filename); err == nil && filepath.IsLocal(rel) {
			file = rel
		}
	}
	_, err := fmt.Fprintf(out, "::error file=%s,line=%d,col=%d,title=%s::%s\n",
		escapeProperty.Replace(filepath.ToSlash(file)), pos.Line, pos.Column, escapeProperty.Replace(title), escapeMessage.Replace(message))
	return err
}

// annotate prints the problems that an error consists of as workflow commands, so that none of their lines can be another one.
func annotate(c console, err error, consequence string) error {
	var problems schema.Diagnostics
	if !errors.As(err, &problems) {
		problems = schema.Diagnostics{{Msg: err.Error()}}
	}
	for _, p := range problems {
		message := strings.TrimSpace(p.Msg + "\n" + p.Help)
		if err := printCommand(c.out, p.Pos, "grpcgen", message); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.errOut, "%s; %s\n", count(len(problems), "problem"), consequence)
	return errProblems
}

// What a workflow command needs escaped, as the toolkit does it:
// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
var (
	escapeMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
