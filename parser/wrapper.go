package parser

import (
	"go/types"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// wrapped is a slice or a map inside another, and the message that stands for it.
type wrapped struct {
	typ     types.Type
	message *schema.Message
}

// wrapper returns the message that stands for a slice or a map inside another, which proto does not have: it holds the
// elements in its only field. It is nested in the message whose field it is, and named after the field.
func (r *reader) wrapper(t types.Type, at use) *schema.Message {
	for _, outer := range at.wrapped { // a type that contains itself, such as type Tree []Tree
		if types.Identical(outer.typ, t) {
			return outer.message
		}
	}
	m := nested(t, at, "Item")
	f := &schema.Field{Name: "values", Pos: at.pos}
	at.wrapped = append(at.wrapped[:len(at.wrapped):len(at.wrapped)], wrapped{t, m})
	at.in, at.field = m, "Values"
	var ok bool
	if f.Type, ok = r.fieldType(t, at); !ok {
		return nil
	}
	m.Fields = []*schema.Field{f}
	return m
}

// anonymous returns the message of a struct without a name. It is nested in the message whose field it is, and called
// as the field is.
func (r *reader) anonymous(s *types.Struct, at use) *schema.Message {
	m := nested(s, at, "")
	for v := range s.Fields() {
		if !v.Exported() && v.Pkg() != at.pkg.Types {
			r.refuse(at, "it has unexported fields of another package: declare a type there", s)
			return nil
		}
	}
	r.pending = append(r.pending, func() { r.readFields(m, at.pkg, s, at.dir) })
	return m
}

// nested declares the message of a Go type without a name inside the message that uses it.
func nested(t types.Type, at use, suffix string) *schema.Message {
	ident := strings.ReplaceAll(at.in.Name, ".", "_") + "_" + at.field + suffix
	m := &schema.Message{
		Name: at.in.Name + "." + names.Pascal(at.field) + suffix, Package: at.pkg.out, Go: goType(t), Ident: ident, Origin: schema.UnnamedMessage, Framed: true, Pos: at.pos,
	}
	at.pkg.out.Messages = append(at.pkg.out.Messages, m)
	return m
}

// inward splits the words of a tag between a field whose values are wrapped and the wrapper: how the innermost values
// are encoded is the wrapper's to say, and key= too unless the field itself is a map.
func (at use) inward(isMap bool) (outer, inner use) {
	outer, inner = at, at
	if isMap {
		outer.tag, inner.tag = at.tag.Without("type", "unpacked"), at.tag.Without("key")
	} else {
		outer.tag = at.tag.Without("type", "unpacked", "key")
	}
	return outer, inner
}
