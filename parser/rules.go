package parser

import (
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// The rules by which Go says what stands in the .proto, for what writes Go.

// IsTypeName reports whether a directive can give a message or an enum that name.
func IsTypeName(name string) bool { return isTypeName(name) }

// IsFileName reports whether file= can give the .proto of a package that name.
func IsFileName(name string) bool { return protoFile.MatchString(name) }

// ValueName returns the proto name of a constant without a directive, in an enum called enumName with that prefix= word,
// or none, over a Go type.
func ValueName(naming schema.Naming, enumName, prefix, goType, constName string) string {
	return valueName(conventions[naming].valuePrefix(enumName, prefix), localName(enumName, goType, constName), constName)
}

// LastName returns what a Go package may be called after a proto package: its last element, with the one before it if that
// is a version.
func LastName(protoPackage string) string { return lastName(protoPackage) }

// ProtoFile returns the name under which others import the .proto of a Go package.
func ProtoFile(naming schema.Naming, protoPackage, goName string) string {
	return conventions[naming].file(protoPackage, goName)
}

// ServiceName returns the proto name of the service of a Go type without a directive.
func ServiceName(naming schema.Naming, goName string) string {
	return conventions[naming].service(goName)
}

// EnumName returns the proto name of the enum of a Go type without a directive.
func EnumName(naming schema.Naming, goName string) string { return conventions[naming].enum(goName) }

// MessageName returns the proto name of the message of a Go type without a directive, and "" where it depends on more than
// the type.
func MessageName(naming schema.Naming, goName string) string {
	if conventions[naming].sided {
		return ""
	}
	return conventions[naming].message(goName)
}

// GoPackage returns the go_package of a .proto, named as others import it.
func GoPackage(module string, settings schema.Settings, file, protoPackage string) string {
	return goPackageOf(module, settings, file, protoPackage)
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

// CheckHTTP returns what is wrong with a binding of a method, and the way out.
func CheckHTTP(m *schema.Method, rule schema.HTTPRule) (help, msg string) {
	if !httpMethod.MatchString(rule.Method) || !isTemplate(rule.Path) || strings.ContainsAny(HTTPWord(rule), " \t\"`\\") || strings.Contains(rule.Path, ",") {
		return httpHelp, "this binding to HTTP cannot be read"
	}
	var diags schema.Diagnostics
	checkHTTPRule(&diags, m, rule)
	for _, d := range slices.Backward(diags) {
		help, msg = d.Help, d.Msg
	}
	return help, msg
}
