package dotproto

import (
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// A binding to HTTP is an extension of the options of a method, which others declare: the .proto imports their file, and
// the glue links their package, so that the descriptor has it at run time.

const annotationsFile = "google/api/annotations.proto"

// http prints the bindings of a method whose full name is scope.
func (f *File) http(scope string, rules []schema.HTTPRule) {
	if len(rules) == 0 {
		return
	}
	f.at = rules[0].Pos
	head, end := "option ("+f.symbols.option(scope, "google.api.http")+") = ", ";"
	if len(rules) == 1 {
		f.httpLiteral(head, rules[0], end)
		return
	}
	f.line(head, "{")
	f.depth++
	f.httpRule(rules[0])
	for _, rule := range rules[1:] {
		f.at = rule.Pos
		f.httpLiteral("additional_bindings: ", rule, "")
	}
	f.depth--
	f.line("}", end)
}

// httpLiteral prints a binding in braces as buf format does: a single field on one line.
func (f *File) httpLiteral(head string, r schema.HTTPRule, end string) {
	if isStandard(r) && r.Body+r.ResponseBody == "" {
		f.line(head, "{", strings.ToLower(r.Method), ": ", strconv.Quote(r.Path), "}", end)
		return
	}
	f.line(head, "{")
	f.depth++
	f.httpRule(r)
	f.depth--
	f.line("}", end)
}

// httpKinds are the methods that google.api.HttpRule has a field for.
var httpKinds = []string{"GET", "PUT", "POST", "DELETE", "PATCH"}

func isStandard(r schema.HTTPRule) bool { return slices.Contains(httpKinds, r.Method) }

func (f *File) httpRule(r schema.HTTPRule) {
	if isStandard(r) {
		f.line(strings.ToLower(r.Method), ": ", strconv.Quote(r.Path))
	} else {
		f.line("custom: {")
		f.depth++
		f.line("kind: ", strconv.Quote(r.Method))
		f.line("path: ", strconv.Quote(r.Path))
		f.depth--
		f.line("}")
	}
	if r.Body != "" {
		f.line("body: ", strconv.Quote(r.Body))
	}
	if r.ResponseBody != "" {
		f.line("response_body: ", strconv.Quote(r.ResponseBody))
	}
}

// option returns how the options of scope write the name of an extension: with a leading dot where its first part is the
// name of something nearer.
func (s symbols) option(scope, name string) string {
	first, _, _ := strings.Cut(name, ".")
	for ; scope != ""; scope, _ = outerName(scope) {
		if s[scope+"."+first] != 0 {
			return "." + name
		}
	}
	return name
}
