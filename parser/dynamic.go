package parser

import (
	"go/types"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// dynamic returns the kind of a type that holds whatever JSON can, and NoKind for other types.
func dynamic(t types.Type) schema.Kind {
	if isNamed(t, "encoding/json", "RawMessage") {
		return schema.RawJSON
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		if u.Empty() {
			return schema.Any
		}
	case *types.Map:
		if types.Identical(u.Key(), types.Typ[types.String]) && isAny(u.Elem()) {
			return schema.AnyMap
		}
	case *types.Slice:
		if isAny(u.Elem()) {
			return schema.AnyList
		}
	}
	return schema.NoKind
}

// isAny reports whether t is any itself, not a named type of it.
func isAny(t types.Type) bool {
	i, ok := types.Unalias(t).(*types.Interface)
	return ok && i.Empty()
}

// canBeNil reports whether a type that holds whatever JSON can is nil without a pointer to it.
func canBeNil(t types.Type) bool {
	kind := dynamic(t)
	return kind == schema.Any || kind == schema.AnyMap || kind == schema.AnyList
}
