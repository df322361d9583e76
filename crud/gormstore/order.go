package gormstore

import (
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/grpcgen/grpcgen/crud"
)

// sorting is the order of a query, as an expression of GORM.
type sorting struct {
	table *table
	order []crud.Order
}

// Build writes the order. PostgreSQL would have rows without a value last.
func (s sorting) Build(b clause.Builder) {
	comma := list{b: b, word: ", "}
	for _, o := range s.order {
		col, err := s.table.column(o.Field)
		if err != nil {
			b.AddError(err)
			return
		}
		comma.next()
		col.read(b)
		if o.Descending {
			b.WriteString(" DESC")
		}
		switch {
		case !s.table.postgres || !col.unsetFirst():
		case o.Descending:
			b.WriteString(" NULLS LAST")
		default:
			b.WriteString(" NULLS FIRST")
		}
	}
}

// unsetFirst reports whether rows without a value come first.
func (c *column) unsetFirst() bool {
	h := c.holds.Load()
	return h.nulls != zero && !h.notNull
}

// bound is a field of the order, and its value in the row behind which to begin.
type bound struct {
	col        *column
	value      any // nil for none
	descending bool
}

// after writes that a row comes behind the one with the given values of the order's fields.
func (t *table) after(b clause.Builder, order []crud.Order, values []any) {
	if len(values) != len(order) || len(order) == 0 {
		b.AddError(fmt.Errorf("gormstore: After has %d values, but Order has %d fields", len(values), len(order)))
		return
	}
	steps, same := make([]bound, len(order)), true
	for i, o := range order {
		col, err := t.column(o.Field)
		if err != nil {
			b.AddError(err)
			return
		}
		v, place := t.value(col, crud.Exact, values[i])
		if place == outside || place == above {
			b.AddError(crud.Invalid("page_token", "no row has this value of %s", o.Field.Name))
			return
		}
		h := col.holds.Load()
		switch {
		case h.nulls == onlyZero && h.isZero(v):
			v = nil
		case h.nulls == zero && v == nil:
			v = h.value
		}
		steps[i] = bound{col, v, o.Descending}
		same = same && (h.notNull || h.nulls == zero && t.postgres) && v != nil && o.Descending == order[0].Descending
	}
	if same {
		compareRows(b, steps)
		return
	}
	b.WriteByte('(')
	t.behind(b, steps)
	b.WriteByte(')')
}

// compareRows compares all fields at once, which an index of them serves.
func compareRows(b clause.Builder, steps []bound) {
	b.WriteByte('(')
	comma := list{b: b, word: ", "}
	for _, s := range steps {
		comma.next()
		s.col.read(b)
	}
	if steps[0].descending {
		b.WriteString(") < (")
	} else {
		b.WriteString(") > (")
	}
	comma.some = false
	for _, s := range steps {
		comma.next()
		s.col.bind(b, s.value)
	}
	b.WriteByte(')')
}

// behind writes that the first field is behind, or equal and the rest is behind.
func (t *table) behind(b clause.Builder, steps []bound) {
	s := steps[0]
	switch {
	case s.value == nil && s.descending: // rows without a value are last
		b.WriteString(nothing)
	case s.value == nil:
		s.col.quote(b)
		b.WriteString(" IS NOT NULL")
	case !s.descending:
		t.against(b, s.col, crud.Greater, s.value)
	case s.col.ownNull:
		t.orNull(b, s.col, crud.Less, []any{s.value}, true)
	default:
		t.against(b, s.col, crud.Less, s.value)
	}
	if len(steps) == 1 {
		return
	}
	b.WriteString(" OR (")
	if s.value == nil {
		s.col.quote(b)
		b.WriteString(" IS NULL")
	} else {
		t.against(b, s.col, crud.Exact, s.value)
	}
	b.WriteString(" AND (")
	t.behind(b, steps[1:])
	b.WriteString("))")
}
