package parser

import (
	"strconv"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// bounded sets what max= says about a field. In the wrappers of a field, which have its tag, it is not checked again: one of
// them has what it bounds, or the field itself does.
func (r *reader) bounded(out schema.Type, at use, ok bool) (schema.Type, bool) {
	if !ok || !at.tag.Has("max") {
		return out, ok
	}
	most, err := strconv.ParseInt(at.tag.Word("max"), 10, 32)
	switch {
	case len(at.wrapped) > 0:
	case err != nil || most < 1:
		at.problems.Add(at.tag.At("max"), "write how many bytes the text may have: max=100", "max=%s is not a whole number above 0", at.tag.Word("max"))
		return out, false
	case !hasForm(out):
		at.problems.Add(at.tag.At("max"), "remove the word, or check the value in the handler",
			"max has no effect here: it bounds the text of types that have MarshalText, or the bytes of those that have MarshalBinary")
		return out, false
	}
	if out.Kind.IsForm() || out.Key.IsForm() {
		out.Max = int(most)
	}
	return out, true
}

// hasForm reports whether a field has values or keys that travel in what they write of themselves, in its wrappers too.
func hasForm(t schema.Type) bool {
	if t.Kind.IsForm() || t.Key.IsForm() {
		return true
	}
	wraps := t.Message != nil && t.Message.Origin == schema.UnnamedMessage && len(t.Message.Fields) == 1
	return wraps && hasForm(t.Message.Fields[0].Type)
}
