package glue

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// messageString prints the String method of a message, unless the Go type has something of that name.
func (g *glue) messageString(m *schema.Message, self string) {
	isString := func(f schema.GoField) bool { return f.Name == "String" }
	if !g.strings || m.HasString || m.Generated() && slices.ContainsFunc(m.Struct, isString) {
		return
	}
	g.P("// String returns ", self, " in the text format, for logs, without the values of fields that are marked debug_redact.")
	g.P("func (", self, " *", m.Go, ") String() string { return ", printer.Runtime.Name("StringOf"), "(", self, ") }")
	g.P()
}

// enumStrings prints the String methods of enums. An enum that is a string has its text already.
func (g *glue) enumStrings() {
	for _, e := range g.pkg.Enums {
		if g.strings && !e.Tombstone && !e.Strings && !e.HasString && e.Go.Path == g.pkg.GoPath {
			g.enumString(e)
		}
	}
}

func (g *glue) enumString(e *schema.Enum) {
	values := byNumber(e)
	self := printer.NewScope(g.needed).Declare("v")
	g.P("// String returns the name of ", self, " in the .proto, or its number if it has none.")
	g.P("func (", self, " ", e.Go, ") String() string {")
	g.P("switch ", self, " {")
	for _, v := range values {
		g.P("case ", int(v.Number), ":")
		g.P("return ", strconv.Quote(v.Name))
	}
	g.P("}")
	g.P("return ", printer.Fmt.Name("Sprintf"), `("%d", `, self, ")")
	g.P("}")
	g.P()
}

// byNumber returns the values of an enum by number, the first of those that share one.
func byNumber(e *schema.Enum) []*schema.EnumValue {
	values := slices.Clone(e.Values)
	slices.SortStableFunc(values, func(a, b *schema.EnumValue) int { return cmp.Compare(a.Number, b.Number) })
	return slices.CompactFunc(values, func(a, b *schema.EnumValue) bool { return a.Number == b.Number })
}
