package gormstore

import (
	"context"
	"database/sql"
	"math"
	"reflect"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm/schema"

	"github.com/grpcgen/grpcgen/crud"
)

// keepable makes of the row's values in the columns what both databases keep, and says which they cannot.
func (t *table) keepable(row reflect.Value, columns []*column) error {
	invalid := &crud.InvalidError{}
	for _, c := range columns {
		v, ok := find(row, c.index)
		if !ok {
			continue
		}
		if c.time {
			c.keepTime(v)
			continue
		}
		for v.Kind() == reflect.Pointer && !v.IsNil() {
			v = v.Elem()
		}
		switch v.Kind() {
		case reflect.String:
			if strings.IndexByte(v.String(), 0) >= 0 {
				invalid.Add(t.protoName(c), "a text cannot hold a NUL")
			}
		case reflect.Float32, reflect.Float64:
			if !t.postgres && math.IsNaN(v.Float()) {
				invalid.Add(t.protoName(c), "the database cannot keep NaN")
			}
		}
	}
	return invalid.Err()
}

// stamp sets the times that GORM sets when a row is stored.
func (t *table) stamp(ctx context.Context, row reflect.Value) error {
	for _, c := range t.columns {
		timed := c.field.AutoCreateTime > 0 || c.field.AutoUpdateTime > 0
		if !timed && (c.sent || c.field.DefaultValueInterface == nil) {
			continue
		}
		v, ok := find(row, c.index)
		if !ok || !v.IsZero() {
			continue
		}
		to := c.field.DefaultValueInterface
		if to == nil {
			to = t.db.NowFunc()
		}
		if err := c.field.Set(ctx, row, to); err != nil {
			return err
		}
	}
	return nil
}

// keepTime sets a time.Time, or a pointer to one, to what the column keeps.
func (c *column) keepTime(v reflect.Value) {
	switch at := v.Interface().(type) {
	case time.Time:
		if kept := c.at(at); kept != at {
			v.Set(reflect.ValueOf(kept))
		}
	case *time.Time:
		if at != nil && c.at(*at) != *at {
			kept := c.at(*at)
			v.Set(reflect.ValueOf(&kept))
		}
	case sql.NullTime:
		at.Time = c.at(at.Time)
		v.Set(reflect.ValueOf(at))
	case sql.Null[time.Time]:
		at.V = c.at(at.V)
		v.Set(reflect.ValueOf(at))
	}
}

// holdsTime reports whether a type is a time.Time, with or without the possibility of none.
func holdsTime(t reflect.Type) bool {
	return t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[sql.NullTime]() || t == reflect.TypeFor[sql.Null[time.Time]]()
}

// find returns a field of a row, unless it is behind an embedded pointer that is nil.
func find(row reflect.Value, index []int) (reflect.Value, bool) {
	if len(index) == 1 {
		return row.Field(index[0]), true
	}
	v, err := row.FieldByIndexErr(index)
	return v, err == nil
}

// protoName returns the name by which clients know a column.
func (t *table) protoName(c *column) string {
	for _, f := range t.fields.All() {
		for _, own := range t.bound[f].columns {
			if own == c {
				return f.Name
			}
		}
	}
	return ""
}

// clock puts the times of rows that GORM has read into UTC, in the rows that they hold too.
type clock struct {
	mu   sync.Mutex
	seen map[*schema.Schema]*[][]int
}

func newClock() *clock { return &clock{seen: map[*schema.Schema]*[][]int{}} }

// of returns what does it for the rows of a schema.
func (c *clock) of(s *schema.Schema) func(reflect.Value) {
	return func(row reflect.Value) { c.visit(s, row) }
}

func (c *clock) visit(s *schema.Schema, row reflect.Value) {
	for _, index := range c.times(s) {
		v, ok := find(row, index)
		if !ok {
			continue
		}
		switch at := v.Addr().Interface().(type) {
		case *time.Time:
			if at.Location() != time.UTC {
				*at = at.UTC()
			}
		case **time.Time:
			if *at != nil && (*at).Location() != time.UTC {
				utc := (*at).UTC()
				*at = &utc
			}
		case *sql.NullTime:
			at.Time = at.Time.UTC()
		case *sql.Null[time.Time]:
			at.V = at.V.UTC()
		}
	}
	for _, r := range s.Relationships.Relations {
		if r.Field.Schema != s {
			continue
		}
		if v, ok := find(row, indexOf(r.Field)); ok {
			each(v, func(row reflect.Value) { c.visit(r.FieldSchema, row) })
		}
	}
}

// times returns the indexes of a schema's times.
func (c *clock) times(s *schema.Schema) [][]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if found := c.seen[s]; found != nil {
		return *found
	}
	found := [][]int{}
	for _, f := range s.Fields {
		if holdsTime(f.IndirectFieldType) && f.DBName != "" {
			found = append(found, indexOf(f))
		}
	}
	c.seen[s] = &found
	return found
}

// each calls f with each struct that v is, points to, or is a slice of.
func each(v reflect.Value, f func(reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			each(v.Elem(), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), f)
		}
	case reflect.Struct:
		f(v)
	}
}
