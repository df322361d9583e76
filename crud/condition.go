package crud

import (
	"errors"
	"fmt"
	"reflect"
)

// Condition compares a field with a value: what a row must meet.
type Condition struct {
	Field  *Field
	Lookup Lookup
	// Value is of the field's ValueType: of its type, of what it points to for a pointer, of what it holds for a
	// sql.Null. It is a string for Contains and the like, a slice ([]any of such values) for In, a bool for Null.
	Value any
	// Any is in place of the three above, unless it is nil: at least one of them holds.
	Any []Condition

	name string // of a field that is not looked up yet, see Cond
}

// Cond returns a condition of a field, by its proto name or its Go name, and a value as in Condition. Numbers and strings
// of other types than the field's are converted if that loses nothing. The field is looked up where the condition is used:
// by Query.And, or by the action that gets it in a filter.
func Cond(field string, lookup Lookup, value any) Condition {
	return Condition{name: field, Lookup: lookup, Value: value}
}

// Or returns a condition that a row meets if it meets one of several.
func Or(conditions ...Condition) Condition {
	return Condition{Any: append([]Condition{}, conditions...)}
}

// Filter selects rows of a model. The generated code of the model's service has one that is typed, QuestionFilter for a
// Question, whose fields are what the model's tags allow; FilterOf makes one without it.
type Filter[M any] interface {
	// Conditions returns what a row must meet, all of it.
	Conditions() []Condition
}

// FilterOf returns a filter of these conditions for a ListRequest or a StreamRequest. It does not travel: it is for a
// service that is called in Go.
func FilterOf[M any](conditions ...Condition) Filter[M] { return filterOf[M](conditions) }

type filterOf[M any] []Condition

func (f filterOf[M]) Conditions() []Condition { return f }

// And narrows a query, whether or not clients may filter by the fields: it is for Config.Scope and Config.Lookup. An error
// says that there is no such field, or that a value is not of its type; then the query is as it was.
func (q *Query) And(conditions ...Condition) error {
	if q.fields == nil {
		return errors.New("crud: the query was not made by Fields.Query, so its fields are not known")
	}
	where := q.Where[:len(q.Where):len(q.Where)]
	for _, c := range conditions {
		c, err := q.fields.condition(c)
		if err != nil {
			return err
		}
		where = append(where, c)
	}
	q.Where = where
	return nil
}

// field returns the field of a condition, or nil.
func (f *Fields) field(c *Condition) *Field {
	if c.Field != nil {
		return c.Field
	}
	return f.Named(c.name)
}

// condition returns a condition as a Store needs it.
func (f *Fields) condition(c Condition) (_ Condition, err error) {
	if c.Any != nil {
		anyOf := make([]Condition, len(c.Any))
		for i, c := range c.Any {
			if anyOf[i], err = f.condition(c); err != nil {
				return c, err
			}
		}
		return Condition{Any: anyOf}, nil
	}
	field := f.field(&c)
	if field == nil {
		return c, fmt.Errorf("crud: %s has no field %s", f.Model(), c.name)
	}
	if why := c.Lookup.misfit(field); why != "" {
		return c, fmt.Errorf("crud: %s.%s cannot be filtered by %s: %s", f.Model(), field.Go, c.Lookup, why)
	}
	value, err := field.operand(c.Lookup, c.Value)
	if err != nil {
		return c, fmt.Errorf("crud: %s.%s: %w", f.Model(), field.Go, err)
	}
	return Condition{Field: field, Lookup: c.Lookup, Value: value}, nil
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
		return convert(f.valueType, v)
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
		if all[i], err = convert(f.valueType, s.Index(i).Interface()); err != nil {
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
		return nil, fmt.Errorf("the value is nil, and the field has type %s", t)
	}
	value := reflect.ValueOf(v)
	if from.Kind() == reflect.Pointer && !value.IsNil() {
		return convert(t, value.Elem().Interface())
	}
	same := from.Kind() == t.Kind() && from.ConvertibleTo(t)
	if !same && !(isNumber(from) && isNumber(t)) {
		return nil, fmt.Errorf("the value has type %s, and the field has type %s", from, t)
	}
	to := value.Convert(t)
	if isNumber(t) && (!to.Convert(from).Equal(value) || negative(to) != negative(value)) {
		return nil, fmt.Errorf("%v does not fit into type %s", v, t)
	}
	return to.Interface(), nil
}

func isNumber(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64 && t.Kind() != reflect.Uintptr
}

func negative(v reflect.Value) bool {
	return v.CanInt() && v.Int() < 0 || v.CanFloat() && v.Float() < 0
}
