package gormstore

import (
	"database/sql/driver"
	"reflect"
	"time"
	"unsafe"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// change writes columns of a row.
type change struct {
	row     any
	columns []*column
}

func (s *change) run(db *gorm.DB, c *call) (bool, error) {
	t, stmt := c.table, db.Statement
	row := reflect.ValueOf(s.row).Elem()
	for _, col := range s.columns {
		if col.field.AutoUpdateTime > 0 {
			if err := col.field.Set(stmt.Context, row, t.db.NowFunc()); err != nil {
				return true, err
			}
		}
	}
	if err := t.keepable(row, s.columns); err != nil {
		return true, err
	}
	returned := t.returned(s.columns, (*column).updated)
	if !c.alone {
		returning(stmt, returned)
		return false, nil
	}
	q := s.text(stmt, c, returned)
	q.show(stmt)
	if len(returned) == 0 {
		return true, t.changed(db, q)
	}
	r := newReading(returned)
	at := reflect.ValueOf(s.row).UnsafePointer()
	var err error
	db.RowsAffected, err = t.runner(stmt.ConnPool).query(stmt.Context, q, &r, func() unsafe.Pointer { return at }, nil)
	return true, err
}

// text is the statement of the store.
func (s *change) text(stmt *gorm.Statement, c *call, returned []*column) *text {
	t, at := c.table, reflect.ValueOf(s.row).UnsafePointer()
	q := t.newText("UPDATE ", t.name, " SET ")
	comma := list{b: q, word: ", "}
	for _, col := range s.columns {
		if col.updated() {
			comma.next()
			q.write(col.name, " = ")
			q.AddVar(q, col.value(stmt, at))
		}
	}
	q.where(c.where)
	q.returning(returned)
	return q
}

// removal removes a row.
type removal struct{ row any }

func (s *removal) run(db *gorm.DB, c *call) (bool, error) {
	if !c.alone {
		return false, nil
	}
	q := c.table.newText("DELETE FROM ", c.table.name)
	q.where(c.where)
	q.show(db.Statement)
	return true, c.table.changed(db, q)
}

// changed runs a statement that changes rows.
func (t *table) changed(db *gorm.DB, q *text) error {
	if q.err != nil {
		return q.err
	}
	result, err := t.runner(db.Statement.ConnPool).exec(db.Statement.Context, q)
	if err == nil {
		db.RowsAffected, err = result.RowsAffected()
	}
	return err
}

// returning has GORM's statement return columns.
func returning(stmt *gorm.Statement, columns []*column) {
	if len(columns) == 0 {
		return
	}
	var c clause.Returning
	for _, col := range columns {
		c.Columns = append(c.Columns, clause.Column{Name: col.field.DBName})
	}
	stmt.AddClause(c)
}

func (t *text) returning(columns []*column) {
	if len(columns) > 0 {
		t.write(" RETURNING ")
		t.names(columns)
	}
}

// value returns how the column's field of a row is bound.
func (c *column) value(stmt *gorm.Statement, row unsafe.Pointer) any {
	if c.write != nil {
		return c.write(unsafe.Add(row, c.offset))
	}
	v, _ := c.field.ValueOf(stmt.Context, reflect.NewAt(stmt.Schema.ModelType, row).Elem())
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
