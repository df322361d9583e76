package glue

import (
	"maps"
	"slices"
	"strconv"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// A string enum is sized, written and read by the methods of a variable that holds its numbers.

// valueKind is the kind of a single value.
type valueKind struct {
	schema.Kind
	table   string // of a string enum: the variable that holds its numbers
	bounded bool   // of a text or a binary form that may have only so many bytes
}

// kindOf returns the kind of a field's values.
func (g *glue) kindOf(t schema.Type) valueKind {
	kind := valueKind{Kind: t.Kind, bounded: t.Max > 0 && t.Kind.IsForm()}
	if t.Enum != nil && t.Enum.Strings {
		kind.table = g.names.table(t.Enum)
	}
	return kind
}

// keyOf returns the kind of a map's keys.
func keyOf(t schema.Type) valueKind {
	return valueKind{Kind: t.Key, bounded: t.Max > 0 && t.Key.IsForm()}
}

// isTable reports whether the helpers of a kind are methods of a variable.
func (k valueKind) isTable() bool { return k.table != "" }

// helper returns the function that does what verb says with a value of the kind.
func (k valueKind) helper(verb string) schema.GoName {
	if k.isTable() {
		return schema.GoName{Name: k.table + "." + verb}
	}
	if k.bounded && verb == "Read" {
		verb = "ReadBounded"
	}
	return printer.Wire.Name(verb + k.Info().Helper)
}

// wireType returns the wire type of a value of the kind.
func (k valueKind) wireType() schema.GoName { return printer.Wire.Name(k.Info().Wire) }

// table returns the variable that holds the numbers of a string enum.
func (n *glueNames) table(e *schema.Enum) string {
	if name, ok := n.tables[e]; ok {
		return name
	}
	owner := ""
	if e.Package != n.pkg {
		owner = names.Exported(e.Package.GoName)
	}
	n.tables[e] = n.unique("grpcgen" + owner + names.Exported(e.Go.Name) + "_enum")
	return n.tables[e]
}

// tables prints the numbers of the package's own string enums, and the variables for those of other packages.
func (g *glue) tables() {
	for _, e := range g.pkg.Enums {
		if e.Strings && !e.Tombstone {
			g.table(e)
		}
	}
	others := map[string]*schema.Enum{}
	for e, name := range g.names.tables {
		if e.Package != g.pkg {
			others[name] = e
		}
	}
	for _, name := range slices.Sorted(maps.Keys(others)) {
		e := others[name]
		g.P("// ", name, " has the numbers of ", e.FullName(), ".")
		g.P("var ", name, " = ", printer.Runtime.Name("EnumOf"), "[", e.Go, "]()")
		g.P()
	}
}

func (g *glue) table(e *schema.Enum) {
	name := g.names.table(e)
	g.P("// ", name, " has the numbers of ", e.FullName(), ".")
	g.P("var ", name, " = ", printer.Runtime.Name("NewEnum"), "(", printer.Wire.Name("Numbers"), "[", e.Go, "]{")
	for _, v := range byNumber(e) {
		g.P(strconv.Quote(v.Text), ": ", int(v.Number), ",")
	}
	g.P("})")
	g.P()
}
