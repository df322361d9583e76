package emitter

import (
	"path"
	"regexp"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Names that were asked for and are not those of the protobuf style guide, such as Django Socio gRPC's, are excused to buf
// lint where they stand: https://buf.build/docs/lint/rules/#comment-ignores. The rules are those of the category BASIC.

// style is the style of names that a rule of buf holds declarations against.
type style struct {
	rule  string
	valid *regexp.Regexp
}

var (
	lowerSnake = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)
	upperSnake = regexp.MustCompile(`^[A-Z0-9]+(_[A-Z0-9]+)*$`)
	pascal     = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)

	serviceStyle = style{"SERVICE_PASCAL_CASE", pascal}
	methodStyle  = style{"RPC_PASCAL_CASE", pascal}
	messageStyle = style{"MESSAGE_PASCAL_CASE", pascal}
	enumStyle    = style{"ENUM_PASCAL_CASE", pascal}
	valueStyle   = style{"ENUM_VALUE_UPPER_SNAKE_CASE", upperSnake}
	fieldStyle   = style{"FIELD_LOWER_SNAKE_CASE", lowerSnake}
	oneofStyle   = style{"ONEOF_LOWER_SNAKE_CASE", lowerSnake}
)

// excuse prints what excuses a name to buf lint, below the doc comment of what is called so.
func (f *protoFile) excuse(s style, name string) {
	if f.naming == schema.Socio && !s.valid.MatchString(name) {
		f.line("// buf:lint:ignore ", s.rule)
	}
}

// excusePackage does the same for the package and the place of its file.
func (f *protoFile) excusePackage() {
	if f.naming != schema.Socio {
		return
	}
	if path.Dir(f.pkg.File) != strings.ReplaceAll(f.pkg.Proto, ".", "/") {
		f.line("// buf:lint:ignore PACKAGE_DIRECTORY_MATCH")
	}
	for _, element := range strings.Split(f.pkg.Proto, ".") {
		if !lowerSnake.MatchString(element) {
			f.line("// buf:lint:ignore PACKAGE_LOWER_SNAKE_CASE")
			return
		}
	}
}
