package glue

import (
	"slices"
	"strconv"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// variants prints the variable that the runtime knows the message of a sealed interface by.
func (g *glue) variants(m *schema.Message, n messageNames) {
	g.P("var ", n.message, " = ", printer.Runtime.Name("NewOneof"), "(", schema.FileVar, ", ", strconv.Quote(m.Name), ",")
	g.P(printer.Runtime.Name("Codec"), "[", m.Go, "]{Size: ", n.size, ", Put: ", n.put, ", Read: ", n.read, "},")
	g.P(printer.Runtime.Name("Variants"), "{")
	for _, f := range m.Fields {
		g.P(f.Number, ": ", printer.Reflect.Name("TypeFor"), "[", variantType(f), "](),")
	}
	g.P("}, ", n.binding, "{})")
	g.P()
}

// variantType is the Go type in the interface.
func variantType(f *schema.Field) expr {
	if f.Type.Pointer {
		return expr{"*", f.Type.Go}
	}
	return expr{f.Type.Go}
}

// sealedCodec prints the three functions for the message of a sealed interface: a variant travels as a pointer to it
// does, so that an empty one is there too.
func (g *glue) sealedCodec(m *schema.Message, n messageNames) {
	calls := make([]fieldCodec, len(m.Fields))
	for i, f := range m.Fields {
		t := f.Type
		if t.Kind == schema.MessageKind {
			t.Pointer = true
		} else {
			t.Card = schema.Optional
		}
		calls[i] = g.fieldCodec(t)
	}
	g.P("func ", n.size, "(m *", m.Go, ") (n int) {")
	g.P("switch v := (*m).(type) {")
	for i, f := range m.Fields {
		c := calls[i].size
		g.P("case ", variantType(f), ":")
		g.P("n += ", c.function, "(", f.Number, ", ", variantPointer(f), c.args, ")")
	}
	g.P("}")
	g.P("return n")
	g.P("}")
	g.P()
	g.P("func ", n.put, "(b []byte, i int, m *", m.Go, ") int {")
	g.P("switch v := (*m).(type) {")
	g.P("case nil:")
	for i, f := range slices.All(m.Fields) {
		c := calls[i].put
		g.P("case ", variantType(f), ":")
		if f.Type.Pointer {
			g.P(printer.Wire.Name("CheckVariant"), "(v)")
		}
		g.P("i = ", c.function, "(b, i, ", f.Number, calls[i].tagType, ", ", variantPointer(f), c.args, ")")
	}
	g.P("default:")
	g.P(printer.Wire.Name("NoVariant"), "(v)")
	g.P("}")
	g.P("return i")
	g.P("}")
	g.P()
	g.readSealed(m, n, calls)
}

func variantPointer(f *schema.Field) expr {
	if f.Type.Pointer {
		return expr{"v"}
	}
	return expr{"&v"}
}

// readSealed prints how a oneof is read: the last variant wins, and one that comes twice merges.
func (g *glue) readSealed(m *schema.Message, n messageNames, calls []fieldCodec) {
	g.P("func ", n.read, "(d *", printer.Wire.Name("Decoder"), ", b []byte, m *", m.Go, ") int {")
	g.P("for i := 0; i < len(b); {")
	g.P("var tag uint64")
	g.P("tag, i = d.Tag(b, i)")
	g.P("switch tag {")
	for i, f := range m.Fields {
		c := calls[i].read
		g.P("case ", printer.Joined(calls[i].tags(f), ", "), ":")
		if f.Type.Pointer {
			g.P("v, _ := (*m).(", variantType(f), ")")
		} else {
			g.P("v := ", printer.Wire.Name("VariantOf"), "[", variantType(f), "](d, *m)")
		}
		g.P("i = ", c.function, "(d, b, i, ", calls[i].tagArg, calls[i].into(expr{"&v"}), c.args, ")")
		if f.Type.Pointer {
			g.P("*m = v")
		} else {
			g.P("*m = *", printer.Wire.Name("Deref"), "(v)")
		}
	}
	g.P("default:")
	g.P("i = d.UnknownVariant(i, tag)")
	g.P("}")
	g.P("if i < 0 {")
	g.P("return d.Fail(i, tag)")
	g.P("}")
	g.P("}")
	g.P("return 0")
	g.P("}")
	g.P()
}
