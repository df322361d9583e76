package gormstore

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/grpcgen/grpcgen/crud"
)

// oracle says what a query of rows in memory gives.
func oracle[M any](rows []*M, q *crud.Query) []*M {
	var found []*M
	for _, m := range rows {
		row := reflect.ValueOf(m).Elem()
		if slices.ContainsFunc(q.Where, func(c crud.Condition) bool { return !holds(row, c) }) {
			continue
		}
		if slices.ContainsFunc(q.Search, func(s crud.Search) bool {
			return !slices.ContainsFunc(s.Fields, func(f *crud.Field) bool {
				return holds(row, crud.Condition{Field: f, Lookup: crud.IContains, Value: s.Text})
			})
		}) {
			continue
		}
		if q.After != nil && compareTo(row, q) <= 0 {
			continue
		}
		found = append(found, m)
	}
	slices.SortStableFunc(found, func(a, b *M) int {
		for _, o := range q.Order {
			if c := order(o.Field.Value(reflect.ValueOf(a).Elem()), o.Field.Value(reflect.ValueOf(b).Elem())); c != 0 {
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

func compareTo(row reflect.Value, q *crud.Query) int {
	for i, o := range q.Order {
		if c := order(o.Field.Value(row), q.After[i]); c != 0 {
			return signed(c, o.Descending)
		}
	}
	return 0
}

func signed(c int, descending bool) int {
	if descending {
		return -c
	}
	return c
}

func holds(row reflect.Value, c crud.Condition) bool {
	if c.Any != nil {
		return slices.ContainsFunc(c.Any, func(c crud.Condition) bool { return holds(row, c) })
	}
	v := c.Field.Value(row)
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
		return slices.ContainsFunc(c.Value.([]any), func(w any) bool { return order(v, w) == 0 })
	case crud.IExact:
		return s == text
	case crud.Contains, crud.IContains:
		return strings.Contains(s, text)
	case crud.StartsWith, crud.IStartsWith:
		return strings.HasPrefix(s, text)
	case crud.EndsWith, crud.IEndsWith:
		return strings.HasSuffix(s, text)
	}
	is := order(v, c.Value)
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

// order compares two values of one type, of which nil is the least.
func order(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	switch a := a.(type) {
	case time.Time:
		return a.Compare(b.(time.Time))
	case decimal.Decimal:
		return a.Cmp(b.(decimal.Decimal))
	case uuid.UUID:
		other := b.(uuid.UUID)
		return bytes.Compare(a[:], other[:])
	case []byte:
		return bytes.Compare(a, b.([]byte))
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
	}
	return cmp.Compare(x.String(), y.String())
}
