package gormstore

import (
	"context"
	"database/sql/driver"
	"reflect"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/grpcgen/grpcgen/crud"
)

// inserts are the statements that store a row: one for each set of columns that are left to the database.
type inserts struct {
	always   []*column
	optional []*column // left to the database when they are zero
	returned reading
	texts    [2]sync.Map          // of uint64, whose bits are the optional columns that are given, to string; [1] returns columns
	rowID    atomic.Pointer[bool] // nil as long as nobody has asked
}

func (d *direct) newInserts() bool {
	for _, c := range d.table.columns {
		switch {
		case !c.field.Creatable:
		case c.field.HasDefaultValue && c.field.DefaultValueInterface == nil:
			d.inserts.optional = append(d.inserts.optional, c)
		default:
			d.inserts.always = append(d.inserts.always, c)
		}
	}
	d.inserts.returned = newReading(d.table.returned(nil))
	return len(d.inserts.optional) <= 64
}

func (d *direct) create(ctx context.Context, m any) error {
	row := reflect.ValueOf(m)
	at := row.UnsafePointer()
	args := make([]any, 0, len(d.table.columns))
	for _, c := range d.inserts.always {
		args = append(args, d.value(ctx, c, at))
	}
	var given uint64
	for i, c := range d.inserts.optional {
		if !reflect.NewAt(c.field.FieldType, unsafe.Add(at, c.offset)).Elem().IsZero() {
			given |= 1 << i
			args = append(args, d.value(ctx, c, at))
		}
	}
	if d.keyIsRowID(ctx) {
		return d.createWithRowID(ctx, d.insert(given, nil), args, at)
	}
	s := &text{fixed: d.insert(given, d.inserts.returned.columns), args: args}
	if len(d.inserts.returned.columns) == 0 {
		return d.table.exec(ctx, s)
	}
	_, err := d.rows(ctx, s, &d.inserts.returned, func() unsafe.Pointer { return at }, nil)
	return err
}

// insert returns the statement for a set of optional columns.
func (d *direct) insert(given uint64, returned []*column) string {
	texts := &d.inserts.texts[min(len(returned), 1)]
	if made, ok := texts.Load(given); ok {
		return made.(string)
	}
	columns := d.inserts.always[:len(d.inserts.always):len(d.inserts.always)]
	for i, c := range d.inserts.optional {
		if given&(1<<i) != 0 {
			columns = append(columns, c)
		}
	}
	s := d.table.newText("INSERT INTO ", d.table.name)
	if len(columns) == 0 {
		s.write(" DEFAULT VALUES")
	} else {
		s.write(" (")
		names(s, columns)
		s.write(") VALUES (")
		s.AddVar(s, make([]any, len(columns))...)
		s.write(")")
	}
	returningText(s, returned)
	made, _ := texts.LoadOrStore(given, string(s.sql))
	return made.(string)
}

func names(s *text, columns []*column) {
	comma := list{b: s, word: ", "}
	for _, c := range columns {
		comma.next()
		s.write(c.name)
	}
}

func returningText(s *text, columns []*column) {
	if len(columns) > 0 {
		s.write(" RETURNING ")
		names(s, columns)
	}
}

func (d *direct) update(ctx context.Context, m any, columns []*column) error {
	at := reflect.ValueOf(m).UnsafePointer()
	s := d.table.newText("UPDATE ", d.table.name, " SET ")
	comma := list{b: s, word: ", "}
	for _, c := range columns {
		if !c.field.Updatable {
			continue
		}
		comma.next()
		s.write(c.name, " = ")
		s.AddVar(s, d.value(ctx, c, at))
	}
	if !comma.some {
		return d.table.exists(ctx, m)
	}
	s.write(" WHERE ", d.table.key.name, " = ")
	s.AddVar(s, d.value(ctx, d.table.key, at))
	returned := d.table.returned(columns)
	if len(returned) == 0 {
		return found(d.table.run(ctx, s))
	}
	returningText(s, returned)
	r := newReading(returned)
	n, err := d.rows(ctx, s, &r, func() unsafe.Pointer { return at }, nil)
	return found(int64(n), err)
}

func (d *direct) destroy(ctx context.Context, m any) error {
	s := d.table.newText("DELETE FROM ", d.table.name, " WHERE ", d.table.key.name, " = ")
	s.AddVar(s, d.value(ctx, d.table.key, reflect.ValueOf(m).UnsafePointer()))
	return found(d.table.run(ctx, s))
}

// found is ErrNotFound if a statement changed no row.
func found(n int64, err error) error {
	if err == nil && n == 0 {
		return crud.ErrNotFound
	}
	return err
}

// value returns how the field of a row is bound.
func (d *direct) value(ctx context.Context, c *column, row unsafe.Pointer) any {
	if c.write != nil {
		return c.write(unsafe.Add(row, c.offset))
	}
	v, _ := c.field.ValueOf(ctx, reflect.NewAt(d.table.schema.ModelType, row).Elem())
	return v
}

// write returns the value of a field, as drivers take it.
type write func(field unsafe.Pointer) any

// writerOf returns how a field of a type is written, or nil if GORM is asked.
func writerOf(t reflect.Type) write {
	switch {
	case t.Implements(reflect.TypeFor[driver.Valuer]()) || reflect.PointerTo(t).Implements(reflect.TypeFor[driver.Valuer]()):
		return nil
	case t.Kind() == reflect.Pointer:
		inner := writerOf(t.Elem())
		if inner == nil || t.Elem().Kind() == reflect.Pointer {
			return nil
		}
		return func(field unsafe.Pointer) any {
			if at := *(*unsafe.Pointer)(field); at != nil {
				return inner(at)
			}
			return nil
		}
	case t == reflect.TypeFor[time.Time]():
		return func(field unsafe.Pointer) any { return *(*time.Time)(field) }
	}
	switch t.Kind() {
	case reflect.String:
		return func(field unsafe.Pointer) any { return *(*string)(field) }
	case reflect.Bool:
		return func(field unsafe.Pointer) any { return *(*bool)(field) }
	case reflect.Int64:
		return func(field unsafe.Pointer) any { return *(*int64)(field) }
	case reflect.Int32:
		return func(field unsafe.Pointer) any { return int64(*(*int32)(field)) }
	case reflect.Float64:
		return func(field unsafe.Pointer) any { return *(*float64)(field) }
	}
	return nil
}
