package socio

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/crud"
)

// suffixes are Django's names of the lookups.
var suffixes = map[string]crud.Lookup{
	"exact": crud.Exact, "iexact": crud.IExact, "contains": crud.Contains, "icontains": crud.IContains,
	"startswith": crud.StartsWith, "istartswith": crud.IStartsWith, "endswith": crud.EndsWith, "iendswith": crud.IEndsWith,
	"lt": crud.Less, "lte": crud.LessOrEqual, "gt": crud.Greater, "gte": crud.GreaterOrEqual, "in": crud.In, "isnull": crud.Null,
}

const between = "range"

// suffixOf returns Django's name of a lookup.
func suffixOf(l crud.Lookup) string {
	switch l {
	case crud.StartsWith, crud.IStartsWith, crud.EndsWith, crud.IEndsWith:
		return strings.ReplaceAll(l.String(), "_", "")
	case crud.Null:
		return "isnull"
	}
	return l.String()
}

// filter reads field or field__lookup.
func (r *reader) filter(key string, value any) {
	field, suffix := r.declared(key)
	lookup, known := suffixes[suffix]
	switch {
	case field == nil || !known && suffix != between || !allows(field, suffix):
		r.invalid.Add(key, "there is no such filter; allowed: %s", join(r.allowed()))
		return
	case isEmpty(value):
		return
	}
	var err error
	switch {
	case suffix == between:
		err = r.between(field, value)
	case lookup == crud.In:
		err = r.in(field, value)
	case lookup == crud.Null:
		err = r.isNull(field, value)
	default:
		err = r.one(field, lookup, value)
	}
	if err != nil {
		r.invalid.Add(key, "%v", err)
	}
}

// declared returns the field that a key names, and its lookup.
func (r *reader) declared(key string) (*crud.Field, string) {
	if f := r.byProtoName(key); f != nil {
		return f, "exact"
	}
	i := strings.LastIndex(key, "__")
	if i < 0 {
		return nil, ""
	}
	return r.byProtoName(key[:i]), key[i+2:]
}

func (r *reader) byProtoName(name string) *crud.Field {
	if f := r.fields.Named(name); f != nil && f.Name == name {
		return f
	}
	return nil
}

func allows(f *crud.Field, suffix string) bool {
	if suffix == between {
		return f.Allows(crud.GreaterOrEqual) && f.Allows(crud.LessOrEqual)
	}
	return f.Allows(suffixes[suffix])
}

// allowed lists all keys that there are.
func (r *reader) allowed() (keys []string) {
	for _, f := range r.fields.All() {
		for _, l := range f.Lookups {
			if l == crud.Exact {
				keys = append(keys, f.Name)
			} else {
				keys = append(keys, f.Name+"__"+suffixOf(l))
			}
		}
		if allows(f, between) {
			keys = append(keys, f.Name+"__"+between)
		}
	}
	return append(keys, "ordering", "search", "page", "page_size")
}

func (r *reader) add(f *crud.Field, l crud.Lookup, value any) {
	r.options.Conditions = append(r.options.Conditions, crud.Condition{Field: f, Lookup: l, Value: value})
}

func (r *reader) one(f *crud.Field, l crud.Lookup, value any) error {
	text, ok := scalar(value)
	if !ok {
		return fmt.Errorf("must be one value, not a list or an object")
	}
	if err := checkExact(f, value); err != nil {
		return err
	}
	if l >= crud.IExact && l <= crud.IEndsWith {
		r.add(f, l, text)
		return nil
	}
	v, err := parse(f.ValueType(), text)
	if err == nil {
		r.add(f, l, v)
	}
	return err
}

// in reads a list, or a text with commas between the values.
func (r *reader) in(f *crud.Field, value any) error {
	values, err := list(f, value)
	if err == nil {
		r.add(f, crud.In, values)
	}
	return err
}

func (r *reader) between(f *crud.Field, value any) error {
	values, err := list(f, value)
	if err != nil {
		return err
	}
	if len(values) != 2 {
		return fmt.Errorf("a range must have two values, not %d", len(values))
	}
	r.add(f, crud.GreaterOrEqual, values[0])
	r.add(f, crud.LessOrEqual, values[1])
	return nil
}

func (r *reader) isNull(f *crud.Field, value any) error {
	text, _ := scalar(value)
	null, err := strconv.ParseBool(text)
	if err != nil {
		return fmt.Errorf("must be true or false")
	}
	r.add(f, crud.Null, null)
	return nil
}

// checkExact reports a whole number of a Struct that may be another one than was meant: a double holds not all of them from
// 2^53 on.
func checkExact(f *crud.Field, value any) error {
	n, ok := value.(float64)
	kind := f.ValueType().Kind()
	if !ok || math.Abs(n) < 1<<53 || kind == reflect.Float32 || kind == reflect.Float64 {
		return nil
	}
	return fmt.Errorf("a number of a Struct is not exact from 2^53 on: send it as a string")
}

func list(f *crud.Field, value any) ([]any, error) {
	var texts []string
	if all, ok := value.([]any); ok {
		for _, one := range all {
			text, ok := scalar(one)
			if !ok {
				return nil, fmt.Errorf("must be a list of values")
			}
			if err := checkExact(f, one); err != nil {
				return nil, err
			}
			texts = append(texts, text)
		}
	} else {
		text, ok := scalar(value)
		if !ok {
			return nil, fmt.Errorf("must be a list of values")
		}
		if err := checkExact(f, value); err != nil {
			return nil, err
		}
		for one := range strings.SplitSeq(text, ",") {
			texts = append(texts, strings.TrimSpace(one))
		}
	}
	values := make([]any, len(texts))
	for i, text := range texts {
		var err error
		if values[i], err = parse(f.ValueType(), text); err != nil {
			return nil, err
		}
	}
	return values, nil
}
