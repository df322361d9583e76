package gormstore

import (
	"context"
	"reflect"
	"time"
	"unsafe"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// SQLite keeps times as texts and compares them as such. The store and GORM write one form, of which the order is that of the
// times as long as they are in UTC; CURRENT_TIMESTAMP and other programs write others, with another offset or none, with more
// digits, or a number of seconds or milliseconds. Where a column may hold such a form, rows are ordered, compared and found by an
// expression that makes the store's form of all that drivers read as a time.

const (
	secondsForm = "%Y-%m-%d %H:%M:%S"
	daysForm    = "%Y-%m-%d 00:00:00"
)

// writeForm writes a condition that the column holds the store's form.
func (c *column) writeForm(b clause.Builder) {
	c.quote(b)
	if c.unit > time.Hour {
		b.WriteString(" GLOB '????-??-?? 00:00:00+00:00'")
		return
	}
	b.WriteString(" GLOB '????-??-?? ??:??:??+00:00' OR length(")
	c.quote(b)
	b.WriteString(") < 33 AND ")
	c.quote(b)
	b.WriteString(" GLOB '????-??-?? ??:??:??.*[1-9]+00:00'")
}

// writeTime writes the store's form of what the column holds. What is not a time is left as it is: it has its place, and to
// read it is an error. SQLite rounds fractions of a second to three digits, so their digits are taken as they are.
func (c *column) writeTime(b clause.Builder) {
	b.WriteString("CASE WHEN ")
	c.writeForm(b)
	b.WriteString(" THEN ")
	c.quote(b)
	b.WriteString(" ELSE COALESCE((SELECT strftime('")
	if c.unit > time.Hour {
		b.WriteString(daysForm)
	} else {
		b.WriteString(secondsForm)
	}
	b.WriteString("', substr(at, 1, 19) || CASE WHEN zone LIKE ' %' THEN substr(zone, 2, 3) || ':' || substr(zone, 5, 2) ELSE zone END)")
	if c.unit < time.Hour {
		b.WriteString(" || rtrim(rtrim(substr(at, 20, min(7, length(at) - 19 - length(zone))), '0'), '.')")
	}
	b.WriteString(" || '+00:00' FROM (SELECT at, ltrim(substr(at, 20), '.0123456789') AS zone FROM (SELECT CASE typeof(")
	c.quote(b)
	b.WriteString(") WHEN 'integer' THEN strftime('%Y-%m-%d %H:%M:%f', CASE WHEN abs(")
	c.quote(b)
	b.WriteString(") > 1000000000000 THEN ")
	c.quote(b)
	b.WriteString(" / 1000.0 ELSE ")
	c.quote(b)
	b.WriteString(" END, 'unixepoch') WHEN 'text' THEN replace(rtrim(")
	c.quote(b)
	b.WriteString(", 'Z'), ',', '.') END AS at))), ")
	c.quote(b)
	b.WriteString(") END")
}

// compared writes what the column holds, as it is compared.
func (c *column) compared(b clause.Builder) {
	if c.holds.Load().otherForms {
		c.writeTime(b)
	} else {
		c.quote(b)
	}
}

// lookForForms finds out which columns can hold times in other forms. One without an index is taken to: its rows are looked at
// one by one anyhow. One with an index is taken to if that index already has such a form, or if its default has.
func (t *table) lookForForms(ctx context.Context, pool gorm.ConnPool, found map[string]*described) error {
	for _, c := range t.columns {
		d := found[c.field.DBName]
		if !c.timeText || d == nil || !d.indexed || d.byDefault {
			continue
		}
		q := t.newText("SELECT EXISTS (SELECT 1 FROM ", t.name, " WHERE NOT (")
		c.writeForm(q)
		q.write("))")
		if err := pool.QueryRowContext(ctx, q.String()).Scan(&d.otherForms); err != nil {
			return err
		}
	}
	return nil
}

// kept adds to how a time is read that it is what the column keeps, whatever another program wrote.
func (c *column) kept(r read) read {
	if r == nil || !c.timeText {
		return r
	}
	if c.field.FieldType == reflect.TypeFor[time.Time]() {
		return func(field unsafe.Pointer, v any) error {
			err := r(field, v)
			*(*time.Time)(field) = c.at(*(*time.Time)(field))
			return err
		}
	}
	return func(field unsafe.Pointer, v any) error {
		err := r(field, v)
		c.keepTime(reflect.NewAt(c.field.FieldType, field).Elem())
		return err
	}
}

// keptBy returns what makes of the times of a row that GORM has read what the columns keep.
func (t *table) keptBy(clock *clock) func(reflect.Value) {
	inUTC := clock.of(t.schema)
	return func(row reflect.Value) {
		inUTC(row)
		for _, c := range t.columns {
			if !c.timeText {
				continue
			}
			if v, ok := find(row, c.index); ok {
				c.keepTime(v)
			}
		}
	}
}
