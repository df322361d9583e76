package glue

import (
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// models prints what package crud knows of the models: a table of the fields of each.
func (g *glue) models() {
	for _, m := range g.pkg.Models {
		g.P("// ", g.names.fields[m], " are the fields of the model ", m.Go, ".")
		g.P("var ", g.names.fields[m], " = ", printer.Crud.Name("NewFields"), "[", m.Go, "]([]", printer.Crud.Name("Field"), "{")
		for _, f := range m.Fields {
			g.modelField(f)
		}
		g.P("})")
		g.P()
	}
}

// modelField prints a field of a model on one line, if it fits, or else its lookups on others.
func (g *glue) modelField(f schema.ModelField) {
	row := []string{"Name: " + strconv.Quote(f.Name), "Go: " + strconv.Quote(f.Go), "Kind: " + g.crud(f.Kind.Go())}
	for _, word := range []struct{ name, value string }{{"Null", f.Null}, {"Keys", f.Keys}} {
		if word.value != "" {
			row = append(row, word.name+": "+strconv.Quote(word.value))
		}
	}
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"Nullable", f.Nullable}, {"Primary", f.Primary}, {"ReadOnly", f.ReadOnly}, {"WriteOnly", f.WriteOnly},
		{"Sort", f.Sort}, {"Search", f.Search},
	} {
		if flag.set {
			row = append(row, flag.name+": true")
		}
	}
	text := "{" + strings.Join(row, ", ")
	switch {
	case len(f.Hidden) > 0:
		g.P(text, ", Hidden: []string{")
		for _, hidden := range f.Hidden {
			g.P(strconv.Quote(hidden), ",")
		}
		g.P("}},")
		return
	case len(f.Lookups) == 0:
		g.P(text, "},")
		return
	}
	words := make([]string, len(f.Lookups))
	for i, lookup := range f.Lookups {
		words[i] = g.crud(lookup.Info().Go)
	}
	begin := "Lookups: []" + g.crud("Lookup") + "{"
	if len(text)+len(begin) < maxColumns {
		text += ", " + begin
	} else {
		g.P(text, ",")
		text = begin
	}
	if all := strings.Join(words, ", "); len(text)+len(all) < maxColumns {
		g.P(text, all, "}},")
		return
	}
	const perLine = 6
	g.P(text)
	for line := range slices.Chunk(words, perLine) {
		g.P(strings.Join(line, ", "), ",")
	}
	g.P("}},")
}

// maxColumns is how long the rows of a table are at most.
const maxColumns = 110

// crud spells a name of package crud.
func (g *glue) crud(name string) string { return g.Imports.Qualified(printer.Crud.Name(name)) }
