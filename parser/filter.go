package parser

import (
	"go/types"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/lookups"
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

// lookupDocs are the comments of the fields of filters.
var lookupDocs = map[lookups.Lookup]string{
	lookups.Exact:          "$field equals this value.",
	lookups.IExact:         "$field equals this text, ignoring case.",
	lookups.Contains:       "$field contains this text.",
	lookups.IContains:      "$field contains this text, ignoring case.",
	lookups.StartsWith:     "$field starts with this text.",
	lookups.IStartsWith:    "$field starts with this text, ignoring case.",
	lookups.EndsWith:       "$field ends with this text.",
	lookups.IEndsWith:      "$field ends with this text, ignoring case.",
	lookups.Less:           "$field is less than this value.",
	lookups.LessOrEqual:    "$field is less than or equal to this value.",
	lookups.Greater:        "$field is greater than this value.",
	lookups.GreaterOrEqual: "$field is greater than or equal to this value.",
	lookups.In:             "$field is one of these values.",
	lookups.Null:           "true: $field is unset; false: $field is set.",
}

// rangeWord stands for the four lookups that compare.
const rangeWord = "range"

// lookupsOf returns what filter= allows, words that it does not know left out.
func lookupsOf(tag *source.Directive) []lookups.Lookup {
	var found []lookups.Lookup
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
func lookupsNamed(word string) []lookups.Lookup {
	var found []lookups.Lookup
	for _, l := range lookups.All() {
		if info := l.Info(); info.Word == word || word == rangeWord && info.Least == lookups.Ordered {
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
	key := messageKey{pkg: at.pkg, typ: goNamed(model).String() + " filter"}
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
func (r *reader) filterField(m *schema.Message, home *pkg, c candidate, index int, l lookups.Lookup) {
	info := l.Info()
	f := &schema.Field{Name: c.name, Doc: strings.ReplaceAll(lookupDocs[l], "$field", c.name), Pos: c.decl.Pos}
	goName := c.v.Name()
	f.Was = c.tag.Word("was")
	if l != lookups.Exact {
		f.Name += "_" + info.Word
		if f.Was != "" {
			f.Was += "_" + info.Word
		}
		goName += info.Go
	}
	t := operandType(info.Operand, r.valueOf(c.v.Type()))
	at := use{pkg: home, in: m, field: goName, tag: c.tag.Only("type", "max"), pos: r.typePositionIn(m, c), dir: naming.Request, problems: &r.diags}
	if info.Operand == lookups.String || info.Operand == lookups.Flag {
		at.tag = nil
	}
	var ok bool
	if f.Type, ok = r.fieldType(t, at); !ok {
		return
	}
	f.Go = []schema.Step{{Name: goName}}
	m.Fields = append(m.Fields, f)
	m.Struct = append(m.Struct, schema.GoField{Name: goName, Type: goType(t)})
	m.Conditions = append(m.Conditions, schema.Condition{Field: index, Lookup: l, Go: goName})
}

// operandType returns the Go type of what a field with such values is compared with.
func operandType(operand lookups.Operand, value types.Type) types.Type {
	switch operand {
	case lookups.String:
		return types.NewPointer(types.Typ[types.String])
	case lookups.Flag:
		return types.NewPointer(types.Typ[types.Bool])
	case lookups.List:
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
	for _, l := range lookups.All() {
		words = append(words, l.Info().Word)
		if l == lookups.GreaterOrEqual {
			words = append(words, rangeWord)
		}
	}
	return words
}
