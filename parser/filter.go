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
// these: a field for each test that a tag allows, each of which may be left out.

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

// lookup is a way to hold a field against a value: a word of filter=.
type lookup struct {
	word   string
	goName string // of the constant in package crud, and what the Go names of fields end with
	text   bool   // only of strings
	list   bool   // the value is several
	null   bool   // the value says whether there is one
	doc    string
}

var lookups = []lookup{
	{word: "exact", goName: "Exact", doc: "is this"},
	{word: "iexact", goName: "IExact", text: true, doc: "is this, whatever the case of letters"},
	{word: "contains", goName: "Contains", text: true, doc: "contains this"},
	{word: "icontains", goName: "IContains", text: true, doc: "contains this, whatever the case of letters"},
	{word: "starts_with", goName: "StartsWith", text: true, doc: "begins with this"},
	{word: "istarts_with", goName: "IStartsWith", text: true, doc: "begins with this, whatever the case of letters"},
	{word: "ends_with", goName: "EndsWith", text: true, doc: "ends with this"},
	{word: "iends_with", goName: "IEndsWith", text: true, doc: "ends with this, whatever the case of letters"},
	{word: "lt", goName: "Less", doc: "is less than this"},
	{word: "lte", goName: "LessOrEqual", doc: "is this or less"},
	{word: "gt", goName: "Greater", doc: "is greater than this"},
	{word: "gte", goName: "GreaterOrEqual", doc: "is this or greater"},
	{word: "in", goName: "In", list: true, doc: "is one of these"},
	{word: "null", goName: "Null", null: true, doc: "has no value, or has one"},
}

// rangeWord stands for the four lookups that compare.
const rangeWord = "range"

// lookupsOf returns what filter= allows, words that it does not know left out.
func lookupsOf(tag *source.Directive) []lookup {
	var found []lookup
	for word := range strings.SplitSeq(tag.Word("filter"), "|") {
		for _, l := range lookups {
			if l.word == word || word == rangeWord && slices.Contains([]string{"lt", "lte", "gt", "gte"}, l.word) {
				found = append(found, l)
			}
		}
	}
	return found
}

// filterFields returns the fields of a model that have filter=.
func (r *reader) filterFields(model *types.Named, home *pkg) []candidate {
	all := slices.Clone(r.fieldsOf(model, home).all)
	return slices.DeleteFunc(all, func(c candidate) bool { return !c.tag.Has("filter") })
}

// filter returns the message that says which rows of a model are wanted.
func (r *reader) filter(model *types.Named, at use) *schema.Message {
	name := messageName(model) + "Filter"
	key := messageKey{pkg: at.pkg, typ: goType(model).String() + " filter"}
	if m, ok := r.messages[key]; ok {
		return m
	}
	m := &schema.Message{
		Name: name, Package: at.pkg.out, Origin: schema.FilterMessage, Go: schema.GoType{{Path: at.pkg.Path, Name: name}}, Ident: name,
		Doc: name + " says which are wanted: those that pass every test that is set.", Pos: r.src.Decl(model.Obj()).Pos, Model: goType(model),
	}
	r.messages[key] = m
	at.pkg.out.Messages = append(at.pkg.out.Messages, m)
	for _, c := range r.filterFields(model, at.pkg) {
		for _, l := range lookupsOf(c.tag) {
			r.filterField(m, at.pkg, c, l)
		}
	}
	return m
}

// filterField adds a test of a field to a filter. What does not fit is reported at the field, see checkModelTag.
func (r *reader) filterField(m *schema.Message, home *pkg, c candidate, l lookup) {
	f := &schema.Field{Name: c.name, Doc: c.name + " " + l.doc + ".", Pos: c.decl.Pos}
	goName := c.v.Name()
	f.Was = c.tag.Word("was")
	if l.word != "exact" {
		f.Name += "_" + l.word
		if f.Was != "" {
			f.Was += "_" + l.word
		}
		goName += l.goName
	}
	t := l.valueType(c.v.Type())
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
	m.Tests = append(m.Tests, schema.Test{Field: c.name, Lookup: schema.GoName{Path: crudPath, Name: l.goName}, Go: goName, List: l.list})
}

// valueType returns the Go type of the value that a field is held against.
func (l lookup) valueType(field types.Type) types.Type {
	switch {
	case l.text:
		return types.NewPointer(types.Typ[types.String])
	case l.null:
		return types.NewPointer(types.Typ[types.Bool])
	case l.list:
		return types.NewSlice(single(field))
	}
	return types.NewPointer(single(field))
}

// single returns the type of the value that a field has, or none.
func single(t types.Type) types.Type {
	if v := nullValue(t); v != nil {
		return v.Type()
	}
	return deref(t)
}

// checkModelTag reports what the tag of a field wants of a model service and the field cannot give.
func (r *reader) checkModelTag(problems *schema.Diagnostics, c candidate, t schema.Type) {
	isText := t.Card != schema.Repeated && t.Card != schema.Map && t.Kind == schema.String
	isSingle := t.Card != schema.Repeated && t.Card != schema.Map && (t.Message == nil && t.Kind != schema.Any && t.Kind != schema.AnyMap && t.Kind != schema.AnyList && t.Kind != schema.RawJSON)
	if c.tag.Has("read_only") && c.tag.Has("write_only") {
		problems.Add(c.tag.At("write_only"), "keep one of them", "%s is read_only and write_only, so that nothing has it", c.v.Name())
	}
	for _, word := range []string{"sort", "filter", "search"} {
		if c.tag.Has("write_only") && c.tag.Has(word) {
			problems.Add(c.tag.At(word), "remove the word", "%s is write_only, and %s would show what it holds", c.v.Name(), word)
		}
	}
	if c.tag.Has("sort") && !isSingle {
		problems.Add(c.tag.At("sort"), "remove the word", "%s has no order", c.v.Name())
	}
	if c.tag.Has("search") && !isText {
		problems.Add(c.tag.At("search"), "remove the word", "%s is no string, so nothing can be searched in it", c.v.Name())
	}
	if !c.tag.Has("filter") {
		return
	}
	known := lookupWords()
	for word := range strings.SplitSeq(c.tag.Word("filter"), "|") {
		if !slices.Contains(known, word) {
			problems.Add(c.tag.At("filter"), "allowed here, with | between them: "+strings.Join(known, ", "), "filter=%s: unknown word %q", c.tag.Word("filter"), word)
		}
	}
	for _, l := range lookupsOf(c.tag) {
		switch {
		case !isSingle && !l.null, l.text && !isText:
			problems.Add(c.tag.At("filter"), "remove the word, or the filter", "filter=%s does not fit %s, which is a %s", l.word, c.v.Name(), r.typeString(c.v.Type()))
		case l.null && !canBeNil(c.v.Type()) && nullValue(c.v.Type()) == nil && !isPointer(c.v.Type()):
			problems.Add(c.tag.At("filter"), "remove the word, or make the field a pointer", "filter=null: %s always has a value", c.v.Name())
		}
	}
}

func isPointer(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Pointer)
	return ok
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
