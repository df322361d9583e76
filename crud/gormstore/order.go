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
		col.quote(b)
		if o.Descending {
			b.WriteString(" DESC")
		}
		switch {
		case !s.table.postgres || !col.nullable:
		case o.Descending:
			b.WriteString(" NULLS LAST")
		default:
			b.WriteString(" NULLS FIRST")
		}
	}
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
		steps[i] = bound{col, v, o.Descending}
		same = same && !col.nullable && v != nil && o.Descending == order[0].Descending
	}
	if same {
		compareRows(b, steps)
		return
	}
	b.WriteByte('(')
	behind(b, steps)
	b.WriteByte(')')
}

// compareRows compares all fields at once, which an index of them serves.
func compareRows(b clause.Builder, steps []bound) {
	b.WriteByte('(')
	comma := list{b: b, word: ", "}
	for _, s := range steps {
		comma.next()
		s.col.quote(b)
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
func behind(b clause.Builder, steps []bound) {
	s := steps[0]
	switch {
	case s.value == nil && s.descending: // rows without a value are last
		b.WriteString(never)
	case s.value == nil:
		s.col.quote(b)
		b.WriteString(" IS NOT NULL")
	case !s.descending:
		s.col.quote(b)
		b.WriteString(" > ")
		s.col.bind(b, s.value)
	case s.col.nullable:
		b.WriteByte('(')
		s.col.quote(b)
		b.WriteString(" < ")
		s.col.bind(b, s.value)
		b.WriteString(" OR ")
		s.col.quote(b)
		b.WriteString(" IS NULL)")
	default:
		s.col.quote(b)
		b.WriteString(" < ")
		s.col.bind(b, s.value)
	}
	if len(steps) == 1 {
		return
	}
	b.WriteString(" OR (")
	s.col.quote(b)
	if s.value == nil {
		b.WriteString(" IS NULL")
	} else {
		b.WriteString(" = ")
		s.col.bind(b, s.value)
	}
	b.WriteString(" AND (")
	behind(b, steps[1:])
	b.WriteString("))")
}
