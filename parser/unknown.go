package parser

import (
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

const runtimePath = "github.com/grpcgen/grpcgen/runtime"

// isUnknownFields reports whether a struct field of type t keeps the unknown fields of the message. People know the type
// by its alias, grpcgen.UnknownFields.
func isUnknownFields(t types.Type) bool { return isNamed(t, runtimePath, "UnknownFields") }

// unknownFields returns the field that keeps unknown fields as a candidate without a name. It may be unexported: the
// glue is in the same package.
func (r *reader) unknownFields(v *types.Var, tag *source.Directive, d *source.Decl, e *embedding) []candidate {
	switch {
	case tag != nil:
		r.diags.Add(tag.Pos, "remove the tag", "grpcgen.UnknownFields keeps unknown fields and is not a field of the message, so its grpc tag has no effect")
		return nil
	case v.Name() == "_":
		r.diags.Add(d.Pos, "give it a name", "unknown fields cannot be kept in a blank field")
		return nil
	case !v.Exported() && v.Pkg() != e.home.Types:
		r.diags.Add(d.Pos, "export the field", "%s is not exported, and glue in another package cannot reach it", v.Name())
		return nil
	}
	return []candidate{{v: v, decl: d, path: e.path, depth: len(e.path)}}
}

// keepUnknown takes the field that keeps unknown fields out of the candidates. Of several, the one at the shallowest
// depth counts, as with fields of one name.
func (r *reader) keepUnknown(m *schema.Message, all []candidate) []candidate {
	isField := func(c candidate) bool { return c.name != "" }
	keepers := slices.DeleteFunc(slices.Clone(all), isField)
	if len(keepers) == 0 {
		return all
	}
	slices.SortStableFunc(keepers, func(a, b candidate) int { return a.depth - b.depth })
	first := keepers[0]
	for _, c := range keepers[1:] {
		if c.depth == first.depth {
			r.diags.Add(c.decl.Pos, "remove one of them", "two fields keep the unknown fields of %s; the other is at %s", m.Name, shortPosition(first.decl.Pos))
		}
	}
	m.Unknown = append(slices.Clone(first.path), schema.Step{Name: first.v.Name()})
	return slices.DeleteFunc(all, func(c candidate) bool { return !isField(c) })
}
