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
	of := strings.ReplaceAll(goNamed(named).String(), " ", "") + "."
	fields := h.r.fieldsOf(named, named.Obj().Pkg())
	for _, c := range fields.all {
		switch {
		case h.r.modelKind(c.v.Type()) != lookups.Nested:
		case c.tag.Has("write_only"):
			h.found = append(h.found, of+c.selector())
		default:
			h.visit(c.v.Type())
		}
	}
	for _, c := range fields.leftOut {
		if c.v.Exported() && h.r.modelKind(c.v.Type()) == lookups.Nested {
			h.found = append(h.found, of+c.selector())
		}
	}
}
