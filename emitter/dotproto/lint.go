package dotproto

import (
	"path"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Names that were asked for and are not those of the protobuf style guide, such as Django Socio gRPC's, are excused to buf
// lint where they stand: https://buf.build/docs/lint/rules/#comment-ignores. The rules are those of the category BASIC.

// style is the style of names that a rule of buf holds declarations against.
type style struct {
	rule  string
	valid func(string) bool
}

var (
	serviceStyle = style{"SERVICE_PASCAL_CASE", names.IsPascal}
	methodStyle  = style{"RPC_PASCAL_CASE", names.IsPascal}
	messageStyle = style{"MESSAGE_PASCAL_CASE", names.IsPascal}
	enumStyle    = style{"ENUM_PASCAL_CASE", names.IsPascal}
	valueStyle   = style{"ENUM_VALUE_UPPER_SNAKE_CASE", names.IsUpperSnake}
	fieldStyle   = style{"FIELD_LOWER_SNAKE_CASE", names.IsLowerSnake}
	oneofStyle   = style{"ONEOF_LOWER_SNAKE_CASE", names.IsLowerSnake}
)

// excuse prints what excuses a name to buf lint, below the doc comment of what is called so.
func (f *File) excuse(s style, name string) {
	if f.naming == schema.Socio && !s.valid(name) {
		f.line("// buf:lint:ignore ", s.rule)
	}
}

// excusePackage prints what excuses the package's name, and the place of its file, to buf lint.
func (f *File) excusePackage() {
	if f.naming != schema.Socio {
		return
	}
	if path.Dir(f.Package.File) != strings.ReplaceAll(f.Package.Proto, ".", "/") {
		f.line("// buf:lint:ignore PACKAGE_DIRECTORY_MATCH")
	}
	for _, element := range strings.Split(f.Package.Proto, ".") {
		if !names.IsLowerSnake(element) {
			f.line("// buf:lint:ignore PACKAGE_LOWER_SNAKE_CASE")
			return
		}
	}
}
