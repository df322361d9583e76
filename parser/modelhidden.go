package parser

import (
	"go/types"
	"strings"

	"github.com/grpcgen/grpcgen/internal/lookups"
)

// hiddenFields finds, in the messages that a nested field holds, the fields of structs that are not in responses: a store
// need not read what they refer to.
type hiddenFields struct {
	r     *reader
	seen  map[*types.Named]bool
	found []string // each with its struct: example.com/shop.Author.Books
}

// visit looks at the struct of which a type holds some.
func (h *hiddenFields) visit(t types.Type) {
	value, _, _ := h.r.held(t)
	for container := h.r.container(value); container != nil; container = h.r.container(value) {
		value, _, _ = h.r.held(container.(interface{ Elem() types.Type }).Elem())
	}
	named, ok := h.r.messageType(value)
	if !ok || h.seen[named] {
		return
	}
	h.seen[named] = true
	h.fields(strings.ReplaceAll(goNamed(named).String(), " ", "")+".", named.Underlying().(*types.Struct))
}

// fields looks at the fields of a struct, or of one that it embeds.
func (h *hiddenFields) fields(prefix string, s *types.Struct) {
	for i := range s.NumFields() {
		v := s.Field(i)
		tag, _ := readTag(v, h.r.src.Tag(s, i))
		inner, isStruct := deref(v.Type()).Underlying().(*types.Struct)
		switch {
		case v.Embedded() && isStruct && !tag.Has("-"):
			h.fields(prefix+v.Name()+".", inner)
		case !v.Exported() || h.r.modelKind(v.Type()) != lookups.Nested:
		case tag.Has("-") || tag.Has("write_only"):
			h.found = append(h.found, prefix+v.Name())
		default:
			h.visit(v.Type())
		}
	}
}
