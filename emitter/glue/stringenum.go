package glue

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// A string enum is sized, written and read by the methods of a variable that holds its numbers.

// kindOf returns the row of the kind of a field's values. In that of a string enum, the variable takes the place of a
// stem.
func (g *glue) kindOf(t schema.Type) schema.KindInfo {
	kind := t.Kind.Info()
	if t.Enum != nil && t.Enum.Strings {
		kind.Helper = g.names.table(t.Enum) + "."
	}
	return kind
}

// isTable reports whether the helpers of a kind are methods.
func isTable(kind schema.KindInfo) bool { return strings.HasSuffix(kind.Helper, ".") }

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
	values := slices.Clone(e.Values)
	slices.SortStableFunc(values, func(a, b *schema.EnumValue) int { return cmp.Compare(a.Number, b.Number) })
	values = slices.CompactFunc(values, func(a, b *schema.EnumValue) bool { return a.Number == b.Number })
	name := g.names.table(e)
	g.P("// ", name, " has the numbers of ", e.FullName(), ".")
	g.P("var ", name, " = ", printer.Runtime.Name("NewEnum"), "(", printer.Wire.Name("Numbers"), "[", e.Go, "]{")
	for _, v := range values {
		g.P(strconv.Quote(v.Text), ": ", int(v.Number), ",")
	}
	g.P("})")
	g.P()
}
