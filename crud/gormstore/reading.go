package gormstore

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"time"
	"unsafe"

	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
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
			r.readers[i], r.slots[i] = readerOf(c.field.FieldType), slotOf(c.field.FieldType)
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
	row   *unsafe.Pointer
	field *schema.Field
	at    uintptr
	read  read
}

// Scan sets the field. Without a value it is zero, as with GORM.
func (c *cell) Scan(v any) error {
	field := unsafe.Add(*c.row, c.at)
	if v == nil {
		reflect.NewAt(c.field.FieldType, field).Elem().SetZero()
		return nil
	}
	return c.read(field, v)
}

// scanner reads the rows of one result of database/sql.
type scanner struct {
	*reading
	ctx   context.Context
	model reflect.Type
	at    unsafe.Pointer // the row
	cells []cell
	into  []any
}

func (r *reading) scanner(ctx context.Context, model reflect.Type) *scanner {
	s := &scanner{reading: r, ctx: ctx, model: model, cells: make([]cell, len(r.columns)), into: make([]any, len(r.columns))}
	for i, c := range r.columns {
		if r.readers[i] == nil {
			s.into[i] = c.field.NewValuePool.Get()
			continue
		}
		s.cells[i] = cell{row: &s.at, field: c.field, at: c.offset, read: r.readers[i]}
		s.into[i] = &s.cells[i]
	}
	return s
}

// row reads a row to where it is to be.
func (s *scanner) row(rows *sql.Rows, to unsafe.Pointer) error {
	s.at = to
	if err := rows.Scan(s.into...); err != nil || !s.slow {
		return err
	}
	v := reflect.NewAt(s.model, to).Elem()
	for i, c := range s.columns {
		if s.readers[i] != nil {
			continue
		}
		if err := c.field.Set(s.ctx, v, s.into[i]); err != nil {
			return err
		}
	}
	return nil
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
