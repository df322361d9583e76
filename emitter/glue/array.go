package glue

import (
	"fmt"
	"slices"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// A repeated field in an array is sized and written as a slice of it. It is read into a slice as well, one over the
// array, and what came is counted at the end of the message. An array in an embedded struct that may not be there is read
// into a slice of its own.

func arrayFields(m *schema.Message) []*schema.Field {
	var fields []*schema.Field
	for _, f := range m.Fields {
		if f.Type.Array > 0 {
			fields = append(fields, f)
		}
	}
	return fields
}

// elements names the slice that the elements of an array are read into.
func elements(f *schema.Field) expr { return expr{"a", f.Number} }

// arrays prints the slices of a message's arrays.
func (g *glue) arrays(fields []*schema.Field) {
	for _, f := range fields {
		empty := "[:0]"
		if slices.ContainsFunc(f.Go, func(s schema.Step) bool { return s.Pointer }) {
			empty = "[:0:0]"
		}
		g.P(elements(f), " := ", selector(f.Go, "Spare", "d, "), empty)
	}
}

// returnFilled prints the end of a read function: a code for arrays that are not full.
func (g *glue) returnFilled(fields []*schema.Field) {
	calls := make([]expr, len(fields))
	for i, f := range fields {
		array := selector(f.Go, "AllocIf", fmt.Sprintf("d, len(a%d) > 0, &", f.Number))
		calls[i] = expr{printer.Wire.Name("Fill"), "(d, ", f.Number, ", ", array, "[:], ", elements(f), ")"}
	}
	switch len(calls) {
	case 0:
		g.P("return 0")
	case 1:
		g.P("return ", calls[0])
	default:
		g.P("return ", printer.Wire.Name("Filled"), "(")
		for _, call := range calls {
			g.P(call, ",")
		}
		g.P(")")
	}
}

// holdInArray makes the codec of a slice that of an array.
func (g *glue) holdInArray(c *fieldCodec, t schema.Type) {
	function, zero := "Elements", expr{", ", g.kindOf(t).helper("Size")}
	switch {
	case t.Pointer:
		function, zero = "ElementPointers", nil
	case t.Kind == schema.Text, t.Kind == schema.Binary:
		function, zero = "ElementForms", nil
	case t.Message != nil:
		function, zero = "ElementValues", expr{", ", g.messageFuncs(t.Message).size}
	}
	c.value = func(at expr) expr { return expr{printer.Wire.Name(function), "(", at, "[:]", zero, ")"} }
	c.target = func(f *schema.Field) expr { return expr{"&", elements(f)} }
	c.messages = ""
}
