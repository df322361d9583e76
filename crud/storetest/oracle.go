package storetest

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/grpcgen/grpcgen/crud"
)

// Select returns those of the rows that q matches, in its order and of its page: what a store must return.
func Select[M any](rows []*M, q *crud.Query) []*M {
	var found []*M
	for _, m := range rows {
		if matches(m, q) && (q.After == nil || isAfter(m, q)) {
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b *M) int {
		for _, o := range q.Order {
			if c := compare(valueIn(o.Field, a), valueIn(o.Field, b)); c != 0 {
				return signed(c, o.Descending)
			}
		}
		return 0
	})
	found = found[min(q.Offset, len(found)):]
	if q.Limit > 0 {
		found = found[:min(q.Limit, len(found))]
	}
	return found
}

// valueIn returns the value of a field in a row, or nil.
func valueIn[M any](f *crud.Field, m *M) any { return f.Value(reflect.ValueOf(m).Elem()) }

func matches[M any](m *M, q *crud.Query) bool {
	if slices.ContainsFunc(q.Where, func(c crud.Condition) bool { return !meets(m, c) }) {
		return false
	}
	return !slices.ContainsFunc(q.Search, func(s crud.Search) bool {
		return !slices.ContainsFunc(s.Fields, func(f *crud.Field) bool {
			return meets(m, crud.Condition{Field: f, Lookup: crud.IContains, Value: s.Text})
		})
	})
}

func isAfter[M any](m *M, q *crud.Query) bool {
	for i, o := range q.Order {
		if c := compare(valueIn(o.Field, m), q.After[i]); c != 0 {
			return signed(c, o.Descending) > 0
		}
	}
	return false
}

func signed(c int, descending bool) int {
	if descending {
		return -c
	}
	return c
}

func meets[M any](m *M, c crud.Condition) bool {
	if c.Any != nil {
		return slices.ContainsFunc(c.Any, func(c crud.Condition) bool { return meets(m, c) })
	}
	v := valueIn(c.Field, m)
	if c.Lookup == crud.Null {
		return (v == nil) == c.Value.(bool)
	}
	if v == nil {
		return false
	}
	text, _ := c.Value.(string)
	s := fmt.Sprint(v)
	switch c.Lookup {
	case crud.IExact, crud.IContains, crud.IStartsWith, crud.IEndsWith:
		s, text = strings.ToLower(s), strings.ToLower(text)
	}
	switch c.Lookup {
	case crud.In:
		return slices.ContainsFunc(c.Value.([]any), func(w any) bool { return compare(v, w) == 0 })
	case crud.IExact:
		return s == text
	case crud.Contains, crud.IContains:
		return strings.Contains(s, text)
	case crud.StartsWith, crud.IStartsWith:
		return strings.HasPrefix(s, text)
	case crud.EndsWith, crud.IEndsWith:
		return strings.HasSuffix(s, text)
	}
	is := compare(v, c.Value)
	switch c.Lookup {
	case crud.Less:
		return is < 0
	case crud.LessOrEqual:
		return is <= 0
	case crud.Greater:
		return is > 0
	case crud.GreaterOrEqual:
		return is >= 0
	}
	return is == 0
}

// compare compares two values of one type, of which nil is the least.
func compare(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	if a, ok := a.(time.Time); ok {
		return a.Compare(b.(time.Time))
	}
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	switch {
	case x.CanInt():
		return cmp.Compare(x.Int(), y.Int())
	case x.CanUint():
		return cmp.Compare(x.Uint(), y.Uint())
	case x.CanFloat():
		return cmp.Compare(x.Float(), y.Float())
	case x.Kind() == reflect.Bool:
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) // false before true
	case x.Kind() == reflect.String:
		return cmp.Compare(x.String(), y.String())
	case x.Kind() == reflect.Slice:
		return bytes.Compare(x.Bytes(), y.Bytes())
	case x.Kind() == reflect.Array:
		return bytes.Compare(bytesOf(x), bytesOf(y))
	}
	return int(x.MethodByName("Cmp").Call([]reflect.Value{y})[0].Int())
}

func bytesOf(array reflect.Value) []byte {
	all := make([]byte, array.Len())
	reflect.Copy(reflect.ValueOf(all), array)
	return all
}
