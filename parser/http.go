package parser

import (
	"go/token"
	"regexp"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// The parts of http=METHOD:PATH[,body=FIELD][,response_body=FIELD]. The template of a path is that of google.api.http:
// https://github.com/googleapis/googleapis/blob/master/google/api/http.proto.
var (
	httpMethod   = regexp.MustCompile(`^([A-Z]+|\*)$`)
	httpVariable = regexp.MustCompile(`\{([^{}=]*)(=[^{}]*)?\}`)
	fieldPath    = regexp.MustCompile(`^\w+(\.\w+)*$`)
)

const httpHelp = "write http=GET:/v1/items/{id}, and behind it what the body is: http=POST:/v1/items,body=item or body=*"

// httpRules reads the http= words of an action.
func httpRules(problems *schema.Diagnostics, d *source.Directive) []schema.HTTPRule {
	var rules []schema.HTTPRule
	for _, a := range d.Each("http") {
		words := strings.Split(a.Value, ",")
		method, path, _ := strings.Cut(words[0], ":")
		rule := schema.HTTPRule{Method: method, Path: path, Pos: a.Pos}
		switch {
		case !httpMethod.MatchString(method):
			problems.Add(a.Pos, httpHelp, "%q is not an HTTP method", method)
		case !isTemplate(path):
			problems.Add(a.Pos, httpHelp, "%q is not a path: a path begins with a slash, and fields of the request are in braces", path)
		}
		for _, word := range words[1:] {
			key, value, _ := strings.Cut(word, "=")
			target := map[string]*string{"body": &rule.Body, "response_body": &rule.ResponseBody}[key]
			if target == nil || *target != "" || value == "" {
				problems.Add(a.Pos, httpHelp, "http= does not accept %q", word)
				continue
			}
			*target = value
		}
		rules = append(rules, rule)
	}
	return rules
}

// HTTPWord spells a binding as http= takes it.
func HTTPWord(rule schema.HTTPRule) string {
	word := rule.Method + ":" + rule.Path
	if rule.Body != "" {
		word += ",body=" + rule.Body
	}
	if rule.ResponseBody != "" {
		word += ",response_body=" + rule.ResponseBody
	}
	return word
}

// CheckHTTP returns what is wrong with a binding of a method that http= is to say, and the way out; "" if nothing is.
func CheckHTTP(m *schema.Method, rule schema.HTTPRule) (help, msg string) {
	if !httpMethod.MatchString(rule.Method) || !isTemplate(rule.Path) || strings.ContainsAny(HTTPWord(rule), " \t\"`\\") || strings.Contains(rule.Path, ",") {
		return httpHelp, "this binding to HTTP cannot be read"
	}
	var diags schema.Diagnostics
	checkHTTP(&diags, m, rule)
	for _, d := range slices.Backward(diags) {
		help, msg = d.Help, d.Msg
	}
	return help, msg
}

// isTemplate reports whether a path can be one of google.api.http.
func isTemplate(path string) bool {
	for _, variable := range httpVariable.FindAllStringSubmatch(path, -1) {
		if !fieldPath.MatchString(variable[1]) {
			return false
		}
	}
	return strings.HasPrefix(path, "/") && !strings.ContainsAny(httpVariable.ReplaceAllString(path, ""), "{} \"")
}

// checkHTTP reports fields that a binding of a method names and its messages do not have.
func checkHTTP(problems *schema.Diagnostics, m *schema.Method, rule schema.HTTPRule) {
	for _, variable := range httpVariable.FindAllStringSubmatch(rule.Path, -1) {
		checkFieldPath(problems, m.Request.Message, variable[1], rule.Pos)
	}
	if rule.Body != "*" {
		checkFieldPath(problems, m.Request.Message, rule.Body, rule.Pos)
	}
	checkFieldPath(problems, m.Response.Message, rule.ResponseBody, rule.Pos)
}

// checkFieldPath follows names of fields, with dots between them, into a message and the messages of its fields.
func checkFieldPath(problems *schema.Diagnostics, m *schema.Message, path string, pos token.Position) {
	if path == "" || !fieldPath.MatchString(path) { // reported
		return
	}
	for name, rest, more := strings.Cut(path, "."); m != nil && m.Origin != schema.ForeignMessage; name, rest, more = strings.Cut(rest, ".") {
		i := slices.IndexFunc(m.Fields, func(f *schema.Field) bool { return f.Name == name })
		if i < 0 {
			problems.Add(pos, fieldNames(m), "message %s has no field %s", m.Name, name)
			return
		}
		t := m.Fields[i].Type
		switch {
		case !more:
			return
		case t.Card != schema.Singular || !t.Kind.IsMessage():
			problems.Add(pos, "remove what follows its name", "field %s of message %s has no fields", name, m.Name)
		}
		m = t.Message
	}
}

// fieldNames lists what the fields of a message are called in the .proto.
func fieldNames(m *schema.Message) string {
	if len(m.Fields) == 0 {
		return "it has no fields"
	}
	names := make([]string, len(m.Fields))
	for i, f := range m.Fields {
		names[i] = f.Name
	}
	return "its fields are " + strings.Join(names, ", ")
}
