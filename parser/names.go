package parser

import (
	"regexp"
	"strings"

	"github.com/grpcgen/grpcgen/internal/snakecase"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// snake returns the proto name of a Go name.
func snake(name string) string { return snakecase.Of(name) }

// shout turns a Go name into UPPER_SNAKE_CASE.
func shout(name string) string { return strings.ToUpper(snake(name)) }

var identifier = regexp.MustCompile(`^[A-Za-z]\w*$`)

// isIdentifier reports whether name can be a proto identifier that starts with a letter.
func isIdentifier(name string) bool { return identifier.MatchString(name) }

// isFieldName reports whether name can be that of a field, which underscores may begin.
func isFieldName(name string) bool { return isIdentifier(strings.TrimLeft(name, "_")) }

// isTypeName reports whether name can be the name of a message: an identifier, or several for a nested one. A field of
// a type called as a scalar would be that scalar.
func isTypeName(name string) bool {
	if schema.KindOf(name) != schema.NoKind {
		return false
	}
	for _, part := range strings.Split(name, ".") {
		if !isIdentifier(part) {
			return false
		}
	}
	return true
}
