package crud

import (
	"errors"
	"fmt"
	"reflect"
)

// Filter says which rows of a model are wanted. The glue of the model's package has one that is typed, QuestionFilter for a
// Question, whose fields are what the model's tags allow; Where makes one without it.
type Filter[M any] interface {
	// Tests returns what must hold, all of it.
	Tests() []Test
}

// Test holds a field of a model against a value.
type Test struct {
	Field  string // its proto name, or its Go name
	Lookup Lookup
	Value  any // as in Condition
	// Any is in place of the three above, unless it is nil: at least one of them holds.
	Any []Test
}

// Cond returns the test of a field, by its proto name or its Go name, against a value as in Condition. Numbers and strings
// of other types than the field's are converted if that loses nothing.
func Cond(field string, lookup Lookup, value any) Test {
	return Test{Field: field, Lookup: lookup, Value: value}
}

// Or returns a test that holds if one of several does.
func Or(tests ...Test) Test {
	return Test{Any: append([]Test{}, tests...)}
}

// Where returns a filter of these tests for a ListRequest or a StreamRequest.
func Where[M any](tests ...Test) Filter[M] { return where[M](tests) }

type where[M any] []Test

func (w where[M]) Tests() []Test { return w }

// Filter adds conditions to a query, whether or not clients may filter by the fields: it is for Config.Scope and
// Config.Lookup. An error says which field there is not, or which value is not of its type.
func (q *Query) Filter(tests ...Test) error {
	if q.fields == nil {
		return errors.New("crud: the query was not made by Fields.Query, so it knows no fields")
	}
	conditions := q.Where[:len(q.Where):len(q.Where)]
	for _, t := range tests {
		c, err := q.fields.condition(t)
		if err != nil {
			return err
		}
		conditions = append(conditions, c)
	}
	q.Where = conditions
	return nil
}

func (f *Fields) condition(t Test) (c Condition, err error) {
	if t.Any != nil {
		c.Any = make([]Condition, len(t.Any))
		for i, t := range t.Any {
			if c.Any[i], err = f.condition(t); err != nil {
				return c, err
			}
		}
		return c, nil
	}
	c = Condition{Field: f.Named(t.Field), Lookup: t.Lookup}
	if c.Field == nil {
		return c, fmt.Errorf("crud: %s has no field %s", f.Model(), t.Field)
	}
	if what, ok := t.Lookup.needs(&c.Field.value); !ok || int(t.Lookup) >= len(lookupWords) {
		return c, fmt.Errorf("crud: %s.%s cannot be filtered by %s: that needs %s", f.Model(), t.Field, t.Lookup, what)
	}
	if c.Value, err = c.Field.operand(t.Lookup, t.Value); err != nil {
		return c, fmt.Errorf("crud: %s.%s: %w", f.Model(), t.Field, err)
	}
	return c, nil
}

// operand returns the value of a condition as a Store needs it.
func (f *Field) operand(l Lookup, v any) (any, error) {
	switch {
	case l == Null:
		if v, ok := v.(bool); ok {
			return v, nil
		}
		return nil, fmt.Errorf("null needs a bool, not a %T", v)
	case l.takesText():
		return convert(reflect.TypeFor[string](), v)
	case l != In:
		return convert(f.value.base, v)
	}
	return f.list(v)
}

// list returns the values of In.
func (f *Field) list(v any) ([]any, error) {
	s := reflect.ValueOf(v)
	if s.Kind() != reflect.Slice {
		return nil, fmt.Errorf("in needs a slice, not a %T", v)
	}
	all := make([]any, s.Len())
	for i := range all {
		var err error
		if all[i], err = convert(f.value.base, s.Index(i).Interface()); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// convert returns v as a value of type t if that loses nothing.
func convert(t reflect.Type, v any) (any, error) {
	from := reflect.TypeOf(v)
	if from == t {
		return v, nil
	}
	if from == nil {
		return nil, fmt.Errorf("nil is no %s", t)
	}
	value := reflect.ValueOf(v)
	if from.Kind() == reflect.Pointer && !value.IsNil() {
		return convert(t, value.Elem().Interface())
	}
	same := from.Kind() == t.Kind() && from.ConvertibleTo(t)
	if !same && !(isNumber(from) && isNumber(t)) {
		return nil, fmt.Errorf("a %s is no %s", from, t)
	}
	to := value.Convert(t)
	if isNumber(t) && (!to.Convert(from).Equal(value) || negative(to) != negative(value)) {
		return nil, fmt.Errorf("%v does not fit into a %s", v, t)
	}
	return to.Interface(), nil
}

func isNumber(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64 && t.Kind() != reflect.Uintptr
}

func negative(v reflect.Value) bool {
	return v.CanInt() && v.Int() < 0 || v.CanFloat() && v.Float() < 0
}
