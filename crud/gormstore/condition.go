package gormstore

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/grpcgen/grpcgen/crud"
)

// conditions is what a query asks of a row, as an expression of GORM. There is always one.
type conditions struct {
	table *table
	query *crud.Query
}

// Build writes the conditions, all of which hold.
func (c *conditions) Build(b clause.Builder) {
	and := list{b: b, word: " AND "}
	for i := range c.query.Where {
		and.next()
		c.table.condition(b, &c.query.Where[i])
	}
	for _, s := range c.query.Search {
		and.next()
		c.table.search(b, s)
	}
	if c.query.After != nil {
		and.next()
		c.table.after(b, c.query.Order, c.query.After)
	}
}

func (c *conditions) empty() bool {
	return len(c.query.Where) == 0 && len(c.query.Search) == 0 && c.query.After == nil
}

// list writes a word between the parts of a list.
type list struct {
	b    clause.Builder
	word string
	some bool
}

func (l *list) next() {
	if l.some {
		l.b.WriteString(l.word)
	}
	l.some = true
}

// search writes that one of the fields contains a text, whatever the case.
func (t *table) search(b clause.Builder, s crud.Search) {
	anyOf := make([]crud.Condition, len(s.Fields))
	for i, f := range s.Fields {
		anyOf[i] = crud.Condition{Field: f, Lookup: crud.IContains, Value: s.Text}
	}
	t.condition(b, &crud.Condition{Any: anyOf})
}

const (
	nothing    = "1 = 0"
	everything = "1 = 1"
)

// condition writes one condition.
func (t *table) condition(b clause.Builder, c *crud.Condition) {
	if c.Any != nil {
		b.WriteByte('(')
		or := list{b: b, word: " OR "}
		for i := range c.Any {
			or.next()
			t.condition(b, &c.Any[i])
		}
		if len(c.Any) == 0 {
			b.WriteString(nothing)
		}
		b.WriteByte(')')
		return
	}
	col, err := t.column(c.Field)
	if err != nil {
		b.AddError(err)
		return
	}
	switch c.Lookup {
	case crud.Null:
		null, ok := c.Value.(bool)
		if !ok {
			b.AddError(fmt.Errorf("gormstore: %s of %s needs a bool, not a %T", c.Lookup, c.Field.Go, c.Value))
		}
		col.isUnset(b, null)
	case crud.In:
		t.in(b, col, c)
	case crud.Exact, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual:
		t.compare(b, col, c.Lookup, c.Value)
	default:
		needle := reflect.ValueOf(c.Value)
		if needle.Kind() != reflect.String {
			b.AddError(fmt.Errorf("gormstore: %s of %s needs a string, not a %T", c.Lookup, c.Field.Go, c.Value))
			return
		}
		t.like(b, col, c.Lookup, needle.String())
	}
}

var operators = map[crud.Lookup]string{
	crud.Exact: " = ", crud.Less: " < ", crud.LessOrEqual: " <= ", crud.Greater: " > ", crud.GreaterOrEqual: " >= ",
}

// compare writes how a column is held against a value.
func (t *table) compare(b clause.Builder, col *column, lookup crud.Lookup, value any) {
	v, place := t.value(col, lookup, value)
	switch place {
	case none:
		col.isUnset(b, true)
	case outside:
		b.WriteString(nothing)
	case above:
		if lookup == crud.Less || lookup == crud.LessOrEqual {
			col.isUnset(b, false)
		} else {
			b.WriteString(nothing)
		}
	default:
		t.against(b, col, lookup, v)
	}
}

// isUnset writes that a row has no value in a column, or that it has one.
func (c *column) isUnset(b clause.Builder, yes bool) {
	switch {
	case c.ownNull && yes:
		c.quote(b)
		b.WriteString(" IS NULL")
	case c.ownNull:
		c.quote(b)
		b.WriteString(" IS NOT NULL")
	case yes:
		b.WriteString(nothing)
	default:
		b.WriteString(everything)
	}
}

// in writes that a column has one of several values. Their number is rounded up to a power of two by repeating the last,
// so that few different statements are ever made.
func (t *table) in(b clause.Builder, col *column, c *crud.Condition) {
	given, ok := c.Value.([]any)
	if !ok {
		b.AddError(fmt.Errorf("gormstore: %s of %s needs a []any, not a %T", c.Lookup, c.Field.Go, c.Value))
		return
	}
	values := make([]any, 0, 2*len(given))
	for _, value := range given {
		if v, place := t.value(col, crud.Exact, value); place == inside {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		b.WriteString(nothing)
		return
	}
	for len(values)&(len(values)-1) != 0 {
		values = append(values, values[len(values)-1])
	}
	t.against(b, col, crud.In, values...)
}

// place is where a value is, seen from what a column can keep.
type place uint8

const (
	inside  place = iota
	none          // no value
	outside       // no row has it
	above         // and it is above that of all rows
)

// value returns how a value is bound when a column is held against it.
func (t *table) value(col *column, lookup crud.Lookup, value any) (any, place) {
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer && !v.IsNil() && col.field.FieldType != v.Type() {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, none
	}
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(v.String(), "\x00") {
			return nil, outside // PostgreSQL cannot keep such a text, and rejects queries with one
		}
	case reflect.Slice:
		if v.IsNil() { // the drivers make NULL of it
			return reflect.MakeSlice(v.Type(), 0, 0).Interface(), inside
		}
	case reflect.Uint, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return nil, above
		}
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok && col.time {
			kept := col.at(at)
			if (lookup == crud.Less || lookup == crud.GreaterOrEqual) && kept.Before(at) {
				kept = kept.Add(col.unit) // between two times that a row can have
			}
			return kept, inside
		}
	}
	if col.field.Serializer != nil {
		row := reflect.New(t.schema.ModelType).Elem()
		if err := col.field.Set(t.db.Statement.Context, row, v.Interface()); err == nil {
			bound, _ := col.field.ValueOf(t.db.Statement.Context, row)
			return bound, inside
		}
	}
	return v.Interface(), inside
}
