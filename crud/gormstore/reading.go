package gormstore

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"time"
	"unsafe"

	"gorm.io/gorm/clause"
)

// reading is columns, and how they are read.
type reading struct {
	columns []*column
	readers []read // nil where only GORM can
	slots   []slot
	slow    bool // some readers are nil
}

func newReading(columns []*column) reading {
	r := reading{columns: columns, readers: make([]read, len(columns)), slots: make([]slot, len(columns))}
	for i, c := range columns {
		if c.field.Serializer == nil && !c.behind {
			r.readers[i], r.slots[i] = c.checked(c.kept(readerOf(c.field.FieldType))), slotOf(c.field.FieldType)
		}
		r.slow = r.slow || r.readers[i] == nil
	}
	return r
}

// names returns the columns as GORM's statements name them.
func (r *reading) names() []clause.Column {
	names := make([]clause.Column, len(r.columns))
	for i, c := range r.columns {
		names[i] = clause.Column{Table: clause.CurrentTable, Name: c.field.DBName}
	}
	return names
}

// read sets a field to what a driver gives for its column, which is not NULL.
type read func(field unsafe.Pointer, v any) error

// cell takes a column of the row that is read, as a sql.Scanner.
type cell struct {
	row    *unsafe.Pointer
	column *column
	read   read
	failed *failedCell // of the row
}

// failedCell is the first column of a row that cannot be read. The others are, the key among them.
type failedCell struct {
	column *column
	err    error
}

// Scan sets the field. Without a value it is zero, as with GORM.
func (c *cell) Scan(v any) error {
	field := unsafe.Add(*c.row, c.column.offset)
	if v == nil {
		reflect.NewAt(c.column.field.FieldType, field).Elem().SetZero()
		return nil
	}
	if err := c.read(field, v); err != nil && (c.failed.err == nil || c.column.key) {
		*c.failed = failedCell{c.column, err}
	}
	return nil
}

// scanner reads the rows of one result of database/sql.
type scanner struct {
	*reading
	ctx   context.Context
	table *table
	at    unsafe.Pointer // the row
	cells []cell
	into  []any

	failed failedCell
}

func (r *reading) scanner(ctx context.Context, t *table) *scanner {
	s := &scanner{reading: r, ctx: ctx, table: t, cells: make([]cell, len(r.columns)), into: make([]any, len(r.columns))}
	for i, c := range r.columns {
		if r.readers[i] == nil {
			s.into[i] = c.field.NewValuePool.Get()
			continue
		}
		s.cells[i] = cell{row: &s.at, column: c, read: r.readers[i], failed: &s.failed}
		s.into[i] = &s.cells[i]
	}
	return s
}

// row reads a row to where it is to be.
func (s *scanner) row(rows *sql.Rows, to unsafe.Pointer) error {
	s.at = to
	err := rows.Scan(s.into...)
	if err != nil || s.failed.err != nil {
		return s.unreadable(err)
	}
	if !s.slow {
		return nil
	}
	v := reflect.NewAt(s.table.schema.ModelType, to).Elem()
	for i, c := range s.columns {
		if s.readers[i] != nil {
			continue
		}
		if err := c.field.Set(s.ctx, v, s.into[i]); err != nil {
			s.failed = failedCell{c, err}
			return s.unreadable(nil)
		}
		if at, ok := find(v, c.index); ok && c.time {
			c.keepTime(at)
		}
	}
	return nil
}

// unreadable says which column cannot be read. Package database/sql leaves out what comes after one that only GORM reads.
func (s *scanner) unreadable(err error) error {
	keyRead := true
	if err != nil {
		i := -1
		if _, scan := fmt.Sscanf(err.Error(), "sql: Scan error on column index %d,", &i); scan != nil || i >= len(s.columns) {
			return err
		}
		s.failed = failedCell{s.columns[i], err}
		keyRead = slices.ContainsFunc(s.columns[:i], func(c *column) bool { return c.key })
	}
	failed := s.failed
	s.failed = failedCell{}
	return s.table.unreadable(failed.column, s.at, keyRead, failed.err)
}

// release gives back what was lent by GORM.
func (s *scanner) release() {
	if !s.slow {
		return
	}
	for i, c := range s.columns {
		if s.readers[i] == nil {
			c.field.NewValuePool.Put(s.into[i])
		}
	}
}

// readerOf returns how a field of a type is read, or nil if only GORM can.
func readerOf(t reflect.Type) read {
	switch {
	case t.Kind() == reflect.Pointer:
		inner := readerOf(t.Elem())
		if inner == nil || t.Elem().Kind() == reflect.Pointer {
			return nil
		}
		return func(field unsafe.Pointer, v any) error {
			value := reflect.New(t.Elem()).UnsafePointer()
			*(*unsafe.Pointer)(field) = value
			return inner(value, v)
		}
	case scans(t):
		return func(field unsafe.Pointer, v any) error {
			if at, ok := v.(time.Time); ok {
				v = at.UTC()
			}
			return reflect.NewAt(t, field).Interface().(sql.Scanner).Scan(v)
		}
	case t == reflect.TypeFor[time.Time]():
		return func(field unsafe.Pointer, v any) error {
			at, err := assigned[time.Time](v)
			*(*time.Time)(field) = at.UTC()
			return err
		}
	case t.Kind() == reflect.Slice && t.Elem() == reflect.TypeFor[byte]():
		return func(field unsafe.Pointer, v any) error {
			b, ok := v.([]byte)
			if ok {
				b = bytes.Clone(b) // that is the driver's
			} else if s, isText := v.(string); isText {
				b = []byte(s)
			} else {
				return fmt.Errorf("gormstore: cannot read a %T into a %s", v, t)
			}
			*(*[]byte)(field) = b
			return nil
		}
	}
	return ofKind(t)
}

func scans(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]())
}

func ofKind(t reflect.Type) read {
	switch t.Kind() {
	case reflect.String:
		return func(field unsafe.Pointer, v any) error {
			s, err := assigned[string](v)
			*(*string)(field) = s
			return err
		}
	case reflect.Bool:
		return func(field unsafe.Pointer, v any) error {
			b, err := assigned[bool](v)
			*(*bool)(field) = b
			return err
		}
	case reflect.Int64:
		return func(field unsafe.Pointer, v any) error {
			n, err := assigned[int64](v)
			*(*int64)(field) = n
			return err
		}
	case reflect.Int32:
		return func(field unsafe.Pointer, v any) error {
			n, err := assigned[int64](v)
			*(*int32)(field) = int32(n)
			return fits(err, int64(int32(n)) == n, v, t)
		}
	case reflect.Float64:
		return func(field unsafe.Pointer, v any) error {
			f, err := assigned[float64](v)
			*(*float64)(field) = f
			return err
		}
	case reflect.Float32:
		return func(field unsafe.Pointer, v any) error {
			f, err := assigned[float64](v)
			*(*float32)(field) = float32(f)
			return err
		}
	case reflect.Int, reflect.Int8, reflect.Int16:
		return func(field unsafe.Pointer, v any) error {
			n, err := assigned[int64](v)
			to := reflect.NewAt(t, field).Elem()
			to.SetInt(n)
			return fits(err, to.Int() == n, v, t)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(field unsafe.Pointer, v any) error {
			n, err := assigned[uint64](v)
			to := reflect.NewAt(t, field).Elem()
			to.SetUint(n)
			return fits(err, to.Uint() == n, v, t)
		}
	}
	return nil
}

// assigned returns what a driver gives as a T, by the rules of database/sql.
func assigned[T any](v any) (T, error) {
	if v, ok := v.(T); ok {
		return v, nil
	}
	var n sql.Null[T]
	err := n.Scan(v)
	return n.V, err
}

func fits(err error, fits bool, v any, t reflect.Type) error {
	if err == nil && !fits {
		return fmt.Errorf("gormstore: %v does not fit into a %s", v, t)
	}
	return err
}
