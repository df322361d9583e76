package protofile

import (
	"go/build/constraint"
	"go/doc/comment"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/parser/source"
)

// doc returns the comments at a declaration as gofmt leaves a doc comment, with a paragraph that says that it is
// deprecated exactly if it is: in Go, that paragraph is what makes it so.
func (r *reader) doc(d protoreflect.Descriptor, deprecated bool) string {
	return deprecate(formatted(commentsAt(d)), deprecated)
}

// commentsAt returns the comments above and behind a declaration.
func commentsAt(d protoreflect.Descriptor) string {
	loc := d.ParentFile().SourceLocations().ByDescriptor(d)
	return paragraphs(clean(loc.LeadingComments), clean(loc.TrailingComments))
}

// above returns the comments that stand by themselves before a declaration.
func above(d protoreflect.Descriptor) []string {
	return cleanAll(d.ParentFile().SourceLocations().ByDescriptor(d).LeadingDetachedComments)
}

func cleanAll(comments []string) []string {
	var all []string
	for _, text := range comments {
		if text = clean(text); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// clean removes the space behind the slashes of each line, and empty lines around the text.
func clean(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = prose(strings.TrimRight(strings.TrimPrefix(line, " "), " \t\r"))
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// prose returns a line that is a comment in Go and nothing else, nor taken by vet for a mistake: neither a build constraint, be
// it of old, nor a directive.
func prose(line string) string {
	line = strings.ReplaceAll(line, "+build", "+ build")
	text := strings.TrimSpace(line)
	if !constraint.IsGoBuild("//"+text) && !source.LooksLikeDirective(text) {
		return line
	}
	indent, _, _ := strings.Cut(line, text)
	return indent + "(" + text + ")"
}

// paragraphs joins texts with an empty line between them.
func paragraphs(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), "\n\n")
}

// formatted lays a doc comment out as gofmt does, until gofmt changes nothing more: lists take it two rounds.
func formatted(text string) string {
	for range 3 {
		var p comment.Parser
		text = strings.TrimSpace(string((&comment.Printer{}).Comment(p.Parse(text))))
	}
	return text
}

const deprecation = "Deprecated: "

// deprecate makes the text of a doc comment say whether its declaration is deprecated.
func deprecate(text string, deprecated bool) string {
	found := false
	all := strings.Split(text, "\n\n")
	for i, paragraph := range all {
		if strings.HasPrefix(paragraph, deprecation) {
			found = true
			if !deprecated {
				all[i] = "Note: " + paragraph
			}
		}
	}
	text = strings.Join(all, "\n\n")
	if deprecated && !found {
		return paragraphs(text, deprecation+"it is marked deprecated.")
	}
	return text
}
