package parser

import (
	"go/types"
	"strings"
)

// isInvalid reports whether a type, or a part of it, could not be resolved.
func isInvalid(t types.Type) bool { return strings.Contains(types.TypeString(t, nil), "invalid type") }

func vars(tuple *types.Tuple) []*types.Var {
	var all []*types.Var
	for v := range tuple.Variables() {
		all = append(all, v)
	}
	return all
}

// isNamed reports whether t is the named type path.name, generic or not.
func isNamed(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	obj := named.Obj()
	return obj.Name() == name && obj.Pkg() != nil && obj.Pkg().Path() == path
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// isTime reports whether t is time.Time.
func isTime(t types.Type) bool { return isNamed(t, "time", "Time") }
