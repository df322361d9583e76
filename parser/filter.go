package parser

import (
	"go/types"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// A model says in the tags of its fields what clients may ask for. The request that lists a model has a message made of
// these: a field for each condition that a tag allows, each of which may be left out.

// crudPath is the package of model services.
const crudPath = "github.com/grpcgen/grpcgen/crud"

// filtered returns the model of a crud.Filter, or nil for another type.
func filtered(t types.Type) *types.Named {
	if !isNamed(t, crudPath, "Filter") {
		return nil
	}
	model, _ := types.Unalias(types.Unalias(t).(*types.Named).TypeArgs().At(0)).(*types.Named)
	return model
}

// lookup is a way to compare a field with a value: a word of filter=.
type lookup struct {
	word   string
	goName string // of the constant in package crud, and what the Go names of fields end with
	text   bool   // only of strings
	order  bool   // only of values that have an order
	list   bool   // the value is several
	null   bool   // the value says whether there is one
	doc    string // of the field in the filter
}

var lookups = []lookup{
	{word: "exact", goName: "Exact", doc: "$field equals this value."},
	{word: "iexact", goName: "IExact", text: true, doc: "$field equals this text, ignoring case."},
	{word: "contains", goName: "Contains", text: true, doc: "$field contains this text."},
	{word: "icontains", goName: "IContains", text: true, doc: "$field contains this text, ignoring case."},
	{word: "starts_with", goName: "StartsWith", text: true, doc: "$field starts with this text."},
	{word: "istarts_with", goName: "IStartsWith", text: true, doc: "$field starts with this text, ignoring case."},
	{word: "ends_with", goName: "EndsWith", text: true, doc: "$field ends with this text."},
	{word: "iends_with", goName: "IEndsWith", text: true, doc: "$field ends with this text, ignoring case."},
	{word: "lt", goName: "Less", order: true, doc: "$field is less than this value."},
	{word: "lte", goName: "LessOrEqual", order: true, doc: "$field is less than or equal to this value."},
	{word: "gt", goName: "Greater", order: true, doc: "$field is greater than this value."},
	{word: "gte", goName: "GreaterOrEqual", order: true, doc: "$field is greater than or equal to this value."},
	{word: "in", goName: "In", list: true, doc: "$field is one of these values."},
	{word: "null", goName: "Null", null: true, doc: "true: $field is unset; false: $field is set."},
}

// rangeWord stands for the four lookups that compare.
const rangeWord = "range"

// lookupsOf returns what filter= allows, words that it does not know left out.
func lookupsOf(tag *source.Directive) []lookup {
	var found []lookup
	for word := range strings.SplitSeq(tag.Word("filter"), "|") {
		for _, l := range lookupsNamed(word) {
			if !slices.Contains(found, l) {
				found = append(found, l)
			}
		}
	}
	return found
}

// lookupsNamed returns the lookups that a word of filter= stands for.
func lookupsNamed(word string) []lookup {
	var found []lookup
	for _, l := range lookups {
		if l.word == word || word == rangeWord && l.order {
			found = append(found, l)
		}
	}
	return found
}

// hasFilter reports whether a model has a field that clients may filter by.
func (r *reader) hasFilter(model *types.Named, home *pkg) bool {
	return slices.ContainsFunc(r.modelFields(model, home), func(c candidate) bool { return c.tag.Has("filter") })
}

// filter returns the message that selects rows of a model.
func (r *reader) filter(model *types.Named, at use) *schema.Message {
	name := messageName(model) + "Filter"
	key := messageKey{pkg: at.pkg, typ: goType(model).String() + " filter"}
	if m, ok := r.messages[key]; ok {
		return m
	}
	m := &schema.Message{
		Name: name, Package: at.pkg.out, Origin: schema.FilterMessage, Go: schema.GoType{{Path: at.pkg.Path, Name: name}}, Ident: name,
		Doc: name + " selects every " + messageName(model) + " that satisfies all of the fields that are set.", Pos: r.src.Decl(model.Obj()).Pos, Model: r.schemaModel(at.pkg, model),
	}
	r.messages[key] = m
	at.pkg.out.Messages = append(at.pkg.out.Messages, m)
	for i, c := range r.modelFields(model, at.pkg) {
		for _, l := range lookupsOf(c.tag) {
			r.filterField(m, at.pkg, c, i, l)
		}
	}
	return m
}

// filterField adds a condition of a field of the model to a filter. What does not fit is reported at the field, see
// checkModelTag.
func (r *reader) filterField(m *schema.Message, home *pkg, c candidate, index int, l lookup) {
	f := &schema.Field{Name: c.name, Doc: strings.ReplaceAll(l.doc, "$field", c.name), Pos: c.decl.Pos}
	goName := c.v.Name()
	f.Was = c.tag.Word("was")
	if l.word != "exact" {
		f.Name += "_" + l.word
		if f.Was != "" {
			f.Was += "_" + l.word
		}
		goName += l.goName
	}
	t := l.valueType(r.valueOf(c.v.Type()))
	at := use{pkg: home, in: m, field: goName, tag: c.tag.Only("type"), pos: r.typePositionIn(m, c), dir: naming.Request, problems: &r.diags}
	if l.text || l.null {
		at.tag = nil
	}
	var ok bool
	if f.Type, ok = r.fieldType(t, at); !ok {
		return
	}
	f.Go = []schema.Step{{Name: goName}}
	m.Fields = append(m.Fields, f)
	m.Struct = append(m.Struct, schema.GoField{Name: goName, Type: goType(t)})
	m.Conditions = append(m.Conditions, schema.Condition{Field: index, Lookup: schema.GoName{Path: crudPath, Name: l.goName}, Go: goName, List: l.list})
}

// valueType returns the Go type of what a field with such values is compared with.
func (l lookup) valueType(value types.Type) types.Type {
	switch {
	case l.text:
		return types.NewPointer(types.Typ[types.String])
	case l.null:
		return types.NewPointer(types.Typ[types.Bool])
	case l.list:
		return types.NewSlice(value)
	}
	return types.NewPointer(value)
}

// valueOf returns the type of the values that a field of a type holds.
func (r *reader) valueOf(t types.Type) types.Type {
	value, _, _ := r.held(t)
	return value
}

func lookupWords() []string {
	words := []string{}
	for _, l := range lookups {
		words = append(words, l.word)
		if l.word == "gte" {
			words = append(words, rangeWord)
		}
	}
	return words
}
