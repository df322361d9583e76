package parser

import (
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// oneofMember reads the oneof= of a field. A nil pointer says that another member is set, so it must be one.
func (r *reader) oneofMember(problems *schema.Diagnostics, f *schema.Field, t types.Type, tag *source.Directive) {
	if !tag.Has("oneof") {
		return
	}
	if _, ok := t.Underlying().(*types.Pointer); !ok {
		problems.Add(tag.At("oneof"), "make it *"+r.typeString(t)+": nil says that another field of the oneof is set", "a member of a oneof must be a pointer")
		return
	}
	f.Oneof = protoName(problems, tag, "oneof", "", names.IsIdentifier)
}

// refuseInlineOneof reports oneof= on an inline parameter: the signature could not say that only one may be given.
func (r *reader) refuseInlineOneof(tag *source.Directive) {
	if tag.Has("oneof") {
		r.diags.Add(tag.At("oneof"), "declare a struct with these fields, and take that", "inline parameters cannot be a oneof")
	}
}

// checkOneofs reports a oneof that is spread over several structs, and one with the name of a field: both are in the
// scope of the message.
func checkOneofs(problems *schema.Diagnostics, m *schema.Message) {
	first := map[string]*schema.Field{}
	for _, f := range m.Fields {
		if f.Oneof == "" {
			continue
		}
		other := first[f.Oneof]
		switch {
		case other == nil:
			first[f.Oneof] = f
			if i := slices.IndexFunc(m.Fields, func(g *schema.Field) bool { return g.Name == f.Oneof }); i >= 0 {
				problems.Add(f.Pos, "give the oneof another name", "oneof %s has the name of the field at %s", f.Oneof, shortPosition(m.Fields[i].Pos))
			}
		case m.Origin != schema.SealedMessage && !slices.EqualFunc(f.Go[:len(f.Go)-1], other.Go[:len(other.Go)-1], func(a, b schema.Step) bool { return a.Name == b.Name }):
			problems.Add(f.Pos, "give the oneof another name, or move the fields into one struct",
				"the fields of oneof %s are in two structs; the first is at %s", f.Oneof, shortPosition(other.Pos))
		}
	}
}
