package parser

import (
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// mapKey maps the type of a map's keys.
func (r *reader) mapKey(t types.Type, at use) (schema.Kind, bool) {
	named, hasName := types.Unalias(t).(*types.Named)
	basic, isBasic := t.Underlying().(*types.Basic)
	var f marshalers
	if hasName {
		f = r.marshalersOf(named)
	}
	switch {
	case isBasic && basic.Kind() == types.Invalid:
		*at.problems = append(*at.problems, r.unresolved(at.pos)...)
		return 0, false
	case isTime(t):
		r.refuse(at, "as keys of a map, equal times can differ in their location: use a string, or Unix seconds", t)
		return 0, false
	case r.nullValue(t) != nil:
		r.refuse(at, "a map's key cannot be absent: use "+r.typeString(r.nullValue(t).Type()), t)
		return 0, false
	case isNamed(t, "time", "Duration"): // a key that was never a message
		return r.choose(append(slices.Clone(encodings[schema.Int64]), schema.DurationText), at, "key", t)
	case hasName && isBasic && !f.text && !at.tag.Has("key") && r.enum(named, at) != nil:
		kind := basicKinds[basic.Kind()].Info().Proto
		at.problems.Add(at.pos, "send its Go value: `grpc:\"key="+kind+"\"`", "%s is an enum, which proto does not allow as a map's key", r.typeString(t))
		return 0, false
	case f.text:
		return r.marshaled(named, marshalers{text: true}, at, "key")
	case !isBasic || !basicKinds[basic.Kind()].Info().MapKey:
		r.refuse(at, "a map's key must be a string, a bool, an integer, or have MarshalText and UnmarshalText", t)
		return 0, false
	}
	return r.encoding(basicKinds[basic.Kind()], at, "key", t)
}
