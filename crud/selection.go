package crud

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/types/known/structpb"
)

// What a client asks for is bounded, since a database pays for it.
const (
	mostWords  = 32   // in a search
	mostValues = 1000 // in a list of values
	mostTests  = 200
)

// asked completes what the fields of a request ask for by what the transport reads.
func (m *Model[M, K]) asked(ctx context.Context, s *Selection, filters, pagination *structpb.Struct) error {
	if m.transport == nil {
		return refuseForeign(ctx, filters, pagination)
	}
	other, err := m.transport.Read(ctx, m.fields, filters, pagination)
	if err != nil || other == nil {
		return err
	}
	s.Tests = slices.Concat(s.Tests, other.Tests)
	s.Search = slices.Concat(s.Search, other.Search)
	if len(other.OrderBy) > 0 {
		s.OrderBy = other.OrderBy
	}
	if other.PageSize != 0 {
		s.PageSize = other.PageSize
	}
	if other.PageToken != "" {
		s.PageToken = other.PageToken
	}
	if other.Page != 0 || other.LastPage {
		s.Page, s.LastPage = other.Page, other.LastPage
	}
	return nil
}

// refuseForeign refuses what only a transport reads.
func refuseForeign(ctx context.Context, filters, pagination *structpb.Struct) error {
	invalid := &InvalidError{}
	refuse := func(name string, field *structpb.Struct) {
		const help = "is not read by this service: set crud.Config.Transport to socio.Transport{}, or use the fields of the request"
		if field != nil {
			invalid.Add("_"+name, "the field %s", help)
		}
		if metadata.ValueFromIncomingContext(ctx, name) != nil {
			invalid.Add(name, "the metadata %s", help)
		}
	}
	refuse("filters", filters)
	refuse("pagination", pagination)
	return invalid.Err()
}

// query returns the query of what is asked for.
func (m *Model[M, K]) query(s *Selection) (*Query, error) {
	q := &Query{fields: m.fields, Order: m.order}
	invalid := &InvalidError{}
	if len(s.Tests) > 0 {
		q.Where = m.fields.clientTests(s.Tests, invalid)
	}
	if len(s.OrderBy) > 0 {
		q.Order = m.fields.clientOrder(s.OrderBy, invalid)
	}
	if len(s.Search) > 0 {
		q.Search = m.fields.clientSearch(s.Search, invalid)
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

// clientTests holds the tests of a client against what the model allows.
func (f *Fields) clientTests(tests []Test, invalid *InvalidError) []Condition {
	if len(tests) > mostTests {
		invalid.Add("filter", "%d tests are too many: at most %d", len(tests), mostTests)
		return nil
	}
	conditions := make([]Condition, 0, len(tests))
	for _, t := range tests {
		if t.Any != nil {
			conditions = append(conditions, Condition{Any: f.clientTests(t.Any, invalid)})
			continue
		}
		if c, ok := f.clientTest(t, invalid); ok {
			conditions = append(conditions, c)
		}
	}
	return conditions
}

func (f *Fields) clientTest(t Test, invalid *InvalidError) (c Condition, ok bool) {
	field := f.Named(t.Field)
	at := "filter." + t.Field // as the typed filter has it
	if t.Lookup != Exact {
		at += "_" + t.Lookup.String()
	}
	switch {
	case field == nil || len(field.Lookups) == 0:
		invalid.Add(at, "%q cannot be filtered by; allowed: %s", t.Field, allowed(f.Filterable()))
		return c, false
	case !field.Allows(t.Lookup):
		invalid.Add(at, "%s cannot be filtered by %s; allowed: %s", t.Field, t.Lookup, joinLookups(field.Lookups))
		return c, false
	}
	value, err := field.operand(t.Lookup, t.Value)
	if err != nil {
		invalid.Add(at, "%v", err)
		return c, false
	}
	values, isList := value.([]any)
	switch {
	case !isList:
		values = []any{value}
	case len(values) > mostValues:
		invalid.Add(at, "%d values are too many: at most %d", len(values), mostValues)
		return c, false
	}
	if slices.ContainsFunc(values, hasZeroByte) {
		invalid.Add(at, "%s", zeroByte)
		return c, false
	}
	return Condition{Field: field, Lookup: t.Lookup, Value: value}, true
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
func (f *Fields) clientSearch(texts []string, invalid *InvalidError) (all []Search) {
	switch {
	case len(f.search) == 0:
		invalid.Add("search", "no field of %s can be searched", f.Model())
	case len(texts) > mostWords:
		invalid.Add("search", "%d words are too many: at most %d", len(texts), mostWords)
	default:
		for _, text := range texts {
			if hasZeroByte(text) {
				invalid.Add("search", "%s", zeroByte)
				return nil
			}
			all = append(all, Search{Fields: f.search, Text: text})
		}
	}
	return all
}

// tests returns the tests of a filter, which may be none.
func tests[M any](f Filter[M]) []Test {
	if f == nil {
		return nil
	}
	return f.Tests()
}

func words(search string) []string {
	if search == "" {
		return nil
	}
	return strings.Fields(search)
}
