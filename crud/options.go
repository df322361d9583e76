package crud

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/cut"
)

// query returns the query of what is asked for.
func (m *Model[M, K]) query(o *ListOptions) (*Query, error) {
	q := &Query{fields: m.fields, Order: m.order, MaxNested: m.limits.nested}
	invalid := &InvalidError{}
	if len(o.Conditions) > 0 {
		q.Where = m.fields.clientConditions(o.Conditions, &m.limits, invalid)
	}
	if len(o.OrderBy) > 0 {
		q.Order = m.fields.clientOrder(o.OrderBy, invalid)
	}
	if len(o.Search) > 0 {
		q.Search = m.fields.clientSearch(o.Search, &m.limits, invalid)
	}
	return q, invalid.Err()
}

// scope narrows a query to what the action may see.
func (m *Model[M, K]) scope(ctx context.Context, action Action, q *Query) error {
	if m.config.Scope == nil {
		return nil
	}
	if err := m.config.Scope(ctx, action, q); err != nil {
		return err
	}
	q.Order = m.fields.total(q.Order)
	return nil
}

// clientConditions checks the conditions of a client against what the model allows.
func (f *Fields) clientConditions(asked []Condition, limits *limits, invalid *InvalidError) []Condition {
	if len(asked) > maxConditions {
		invalid.Add("filter", "%d conditions are too many: at most %d", len(asked), maxConditions)
		return nil
	}
	conditions := make([]Condition, 0, len(asked))
	for _, c := range asked {
		if c.Any != nil {
			conditions = append(conditions, Condition{Any: f.clientConditions(c.Any, limits, invalid)})
			continue
		}
		if c, ok := f.clientCondition(c, limits, invalid); ok {
			conditions = append(conditions, c)
		}
	}
	return conditions
}

func (f *Fields) clientCondition(c Condition, limits *limits, invalid *InvalidError) (_ Condition, ok bool) {
	name, field := c.name, f.field(&c)
	if field != nil {
		name = field.Name
	}
	at := "filter." + name // as the typed filter has it
	if c.Lookup != Exact {
		at += "_" + c.Lookup.String()
	}
	switch {
	case field == nil || len(field.Lookups) == 0:
		invalid.Add(at, "%s cannot be filtered by; allowed: %s", cut.Quote(name), allowed(f.Filterable()))
		return c, false
	case !field.Allows(c.Lookup):
		invalid.Add(at, "%s cannot be filtered by %s; allowed: %s", name, c.Lookup, joinLookups(field.Lookups))
		return c, false
	}
	value, err := field.operand(c.Lookup, c.Value)
	if text, ok := value.(string); ok && err == nil && c.Lookup.takesText() {
		err = limits.checkText(len(text))
	}
	if err != nil {
		invalid.Add(at, "%v", err)
		return c, false
	}
	values, isList := value.([]any)
	switch {
	case !isList:
		values = []any{value}
	case len(values) > maxValues:
		invalid.Add(at, "%d values are too many: at most %d", len(values), maxValues)
		return c, false
	}
	if slices.ContainsFunc(values, hasZeroByte) {
		invalid.Add(at, "%s", zeroByte)
		return c, false
	}
	return Condition{Field: field, Lookup: c.Lookup, Value: value}, true
}

// zeroByte is a problem because PostgreSQL's texts cannot have one.
const zeroByte = "a text cannot contain a zero byte"

func hasZeroByte(v any) bool {
	s := reflect.ValueOf(v)
	return s.Kind() == reflect.String && strings.IndexByte(s.String(), 0) >= 0
}

// Filterable returns the proto names of the fields that clients may filter by, each with its lookups.
func (f *Fields) Filterable() (names []string) {
	for _, field := range f.all {
		if len(field.Lookups) > 0 {
			names = append(names, fmt.Sprintf("%s (%s)", field.Name, joinLookups(field.Lookups)))
		}
	}
	return names
}

// clientSearch returns the searches for texts.
func (f *Fields) clientSearch(texts []string, limits *limits, invalid *InvalidError) (all []Search) {
	switch {
	case len(f.search) == 0:
		invalid.Add("search", "no field of %s can be searched", f.Model())
	case len(texts) > maxWords:
		invalid.Add("search", "%d words are too many: at most %d", len(texts), maxWords)
	default:
		bytes := 0
		for _, text := range texts {
			if hasZeroByte(text) {
				invalid.Add("search", "%s", zeroByte)
				return nil
			}
			bytes += len(text)
			all = append(all, Search{Fields: f.search, Text: text})
		}
		if err := limits.checkText(bytes); err != nil {
			invalid.Add("search", "%v", err)
		}
	}
	return all
}

// conditions returns the conditions of a filter, which may be none.
func conditions[M any](f Filter[M]) []Condition {
	if f == nil {
		return nil
	}
	return f.Conditions()
}

func words(search string) []string {
	if search == "" {
		return nil
	}
	return strings.Fields(search)
}
