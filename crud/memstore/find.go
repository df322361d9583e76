package memstore

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/crud"
)

// find returns the rows that q matches, in its order and of its page.
func (s *Store[M, K]) find(ctx context.Context, q *crud.Query) ([]*M, error) {
	rows, err := s.matching(ctx, q)
	if err != nil {
		return nil, err
	}
	order := q.Order
	if !slices.ContainsFunc(order, func(o crud.Order) bool { return o.Field == s.key }) {
		order = append(slices.Clip(order), crud.Order{Field: s.key})
	}
	slices.SortFunc(rows, func(a, b *M) int {
		return inOrder(order, func(i int) (any, any) { return value(order[i].Field, a), value(order[i].Field, b) })
	})
	if q.After != nil {
		rows = slices.DeleteFunc(rows, func(row *M) bool {
			return inOrder(q.Order, func(i int) (any, any) { return value(q.Order[i].Field, row), q.After[i] }) <= 0
		})
	}
	rows = rows[min(q.Offset, len(rows)):]
	if q.Limit > 0 {
		rows = rows[:min(q.Limit, len(rows))]
	}
	return rows, nil
}

// inOrder compares two rows, of which pair returns the values of a field of the order.
func inOrder(order []crud.Order, pair func(i int) (any, any)) int {
	for i, o := range order {
		c := compare(pair(i))
		if o.Descending {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

func value[M any](f *crud.Field, row *M) any { return f.Value(reflect.ValueOf(row).Elem()) }

func (s *Store[M, K]) matching(ctx context.Context, q *crud.Query) ([]*M, error) {
	rows, err := s.all(ctx)
	return slices.DeleteFunc(rows, func(row *M) bool { return !matches(q, row) }), err
}

func matches[M any](q *crud.Query, row *M) bool {
	for _, c := range q.Where {
		if !holds(c, row) {
			return false
		}
	}
	for _, s := range q.Search {
		if !slices.ContainsFunc(s.Fields, func(f *crud.Field) bool { return textHolds(value(f, row), crud.IContains, s.Text) }) {
			return false
		}
	}
	return true
}

func holds[M any](c crud.Condition, row *M) bool {
	if c.Any != nil {
		return slices.ContainsFunc(c.Any, func(c crud.Condition) bool { return holds(c, row) })
	}
	v := value(c.Field, row)
	if c.Lookup == crud.Null {
		return (v == nil) == c.Value.(bool)
	}
	if v == nil {
		return false
	}
	switch c.Lookup {
	case crud.In:
		return slices.ContainsFunc(c.Value.([]any), func(one any) bool { return compare(v, one) == 0 })
	case crud.Exact:
		return compare(v, c.Value) == 0
	case crud.Less:
		return compare(v, c.Value) < 0
	case crud.LessOrEqual:
		return compare(v, c.Value) <= 0
	case crud.Greater:
		return compare(v, c.Value) > 0
	case crud.GreaterOrEqual:
		return compare(v, c.Value) >= 0
	}
	return textHolds(v, c.Lookup, c.Value.(string))
}

// textHolds checks a text against that of a lookup.
func textHolds(v any, l crud.Lookup, text string) bool {
	if v == nil {
		return false
	}
	s := reflect.ValueOf(v).String()
	switch l {
	case crud.IExact, crud.IContains, crud.IStartsWith, crud.IEndsWith:
		s, text = strings.ToLower(s), strings.ToLower(text)
	}
	switch l {
	case crud.IExact:
		return s == text
	case crud.Contains, crud.IContains:
		return strings.Contains(s, text)
	case crud.StartsWith, crud.IStartsWith:
		return strings.HasPrefix(s, text)
	case crud.EndsWith, crud.IEndsWith:
		return strings.HasSuffix(s, text)
	}
	panic("memstore: there is no lookup " + l.String())
}
