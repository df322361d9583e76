package parser

import (
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// isTypeName reports whether name can be the name of a message: an identifier, or several for a nested one. A field of
// a type called as a scalar would be that scalar.
func isTypeName(name string) bool {
	if schema.KindOf(name) != schema.NoKind {
		return false
	}
	for _, part := range strings.Split(name, ".") {
		if !names.IsIdentifier(part) {
			return false
		}
	}
	return true
}
