package protofile

import (
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// fillEnum reads the values of an enum: constants, called as protoc-gen-go calls them.
func (r *reader) fillEnum(p *pkg, ed protoreflect.EnumDescriptor) {
	e, decl := r.enums[ed.FullName()], r.decls[ed.FullName()]
	scope := e.Go.Name
	if outer, ok := ed.Parent().(protoreflect.MessageDescriptor); ok {
		scope = r.messages[outer.FullName()].Ident
	}
	for i := range ed.Values().Len() {
		vd := ed.Values().Get(i)
		opts, _ := vd.Options().(*descriptorpb.EnumValueOptions)
		v := &schema.EnumValue{
			Name: string(vd.Name()), Number: int32(vd.Number()), Deprecated: opts.GetDeprecated(), Doc: r.doc(vd, opts.GetDeprecated()), Pos: r.pos(vd),
		}
		e.Values = append(e.Values, v)
		decl.Members = append(decl.Members, &schema.GoMember{Above: above(vd), Name: unique(p.taken, scope+"_"+v.Name), Value: v})
	}
	prefix := bestPrefix(r.naming, e, decl.Members)
	for _, m := range decl.Members {
		m.Words = directive("field", false, nameWord(m.Value.Name, r.naming.Value(e.Name, prefix, "", e.Go.Name, m.Name)))
	}
	if prefix != "" {
		prefix = "prefix=" + prefix
	}
	decl.Directive = directive("enum", true, nameWord(e.Name, r.naming.Enum(e.Go.Name)), prefix)
	e.SortValues()
}

// bestPrefix returns what prefix= says: nothing if the names of most values begin with that of the enum, or else "-".
func bestPrefix(convention naming.Convention, e *schema.Enum, values []*schema.GoMember) string {
	byPrefix := map[string]int{}
	for _, prefix := range []string{"", "-"} {
		for _, m := range values {
			if convention.Value(e.Name, prefix, "", e.Go.Name, m.Name) == m.Value.Name {
				byPrefix[prefix]++
			}
		}
	}
	if byPrefix["-"] > byPrefix[""] {
		return "-"
	}
	return ""
}
