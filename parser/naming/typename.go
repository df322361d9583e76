package naming

import (
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// IsTypeName reports whether a directive can give a message or an enum that name: an identifier, or several with dots
// between them for a nested one. A field of a type named like a scalar would be that scalar.
func IsTypeName(name string) bool {
	if schema.KindOf(name) != schema.NoKind {
		return false
	}
	for part := range strings.SplitSeq(name, ".") {
		if !names.IsIdentifier(part) {
			return false
		}
	}
	return true
}
