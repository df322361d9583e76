package glue

import (
	"strconv"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/internal/lookups"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// filterStruct prints the struct of a filter, which clients fill in, and the method by which a service reads it.
func (g *glue) filterStruct(m *schema.Message) {
	g.Comment(m.Doc)
	g.P("type ", m.Go, " struct {")
	docs := map[string]string{}
	for _, f := range m.Fields {
		docs[f.Go[0].Name] = f.Doc
	}
	for _, f := range m.Struct {
		g.P(f.Name, " ", f.Type, " // ", docs[f.Name])
	}
	g.P("}")
	g.P()
	g.P("var _ ", printer.Crud.Name("Filter"), "[", m.Model.Go, "] = (*", m.Go, ")(nil)")
	g.P()
	g.P("// Conditions returns what the fields that are set ask of a row.")
	g.P("func (f *", m.Go, ") Conditions() []", printer.Crud.Name("Condition"), " {")
	g.P("if f == nil {")
	g.P("return nil")
	g.P("}")
	g.P("var c []", printer.Crud.Name("Condition"))
	g.P("fields := ", g.names.fields[m.Model])
	for _, condition := range m.Conditions {
		add, lookup := "AddCondition", condition.Lookup.Info()
		if lookup.Operand == lookups.List {
			add = "AddListCondition"
		}
		field := strconv.Quote(m.Model.Fields[condition.Field].Name)
		g.P(printer.CrudImpl.Name(add), "(&c, fields, ", field, ", ", printer.Crud.Name(lookup.Go), ", f.", condition.Go, ")")
	}
	g.P("return c")
	g.P("}")
	g.P()
}
