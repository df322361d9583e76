package parser

import (
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

const runtimePath = "github.com/grpcgen/grpcgen/runtime"

// isUnknownFields reports whether a struct field of type t keeps the unknown fields of the message. People know the type
// by its alias, grpcgen.UnknownFields.
func isUnknownFields(t types.Type) bool { return isNamed(t, runtimePath, "UnknownFields") }

// keepUnknown notes where a message keeps its unknown fields. Of several fields, the one at the shallowest depth counts, as
// with fields of one name.
func (r *reader) keepUnknown(m *schema.Message, keepers []candidate) {
	if len(keepers) == 0 {
		return
	}
	first := slices.MinFunc(keepers, func(a, b candidate) int { return a.depth() - b.depth() })
	for _, c := range keepers {
		if c.depth() == first.depth() && c.selector() != first.selector() {
			r.diags.Add(c.decl.Pos, "remove one of them", "two fields keep the unknown fields of %s; the other is at %s", m.Name, shortPosition(first.decl.Pos))
		}
	}
	m.Unknown = append(slices.Clone(first.path), schema.Step{Name: first.v.Name()})
}
