package gormstore

import (
	"context"
	"database/sql"
	"reflect"
	"unsafe"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// direct runs the statements of a table on its connection pool, below GORM: their text is made once for each shape, and
// columns go right into the fields of the struct.
type direct struct {
	table    *table
	selected string // SELECT columns FROM table
	byKey    string // and the row of a key
	columns  reading
	inserts  inserts
	watched  []watched
}

// newDirect returns nil if a statement of GORM does more than to run: for hooks, soft deletes, callbacks and the like.
func newDirect(t *table) *direct {
	s := t.schema
	hooks := s.BeforeCreate || s.AfterCreate || s.BeforeUpdate || s.AfterUpdate || s.BeforeSave || s.AfterSave ||
		s.BeforeDelete || s.AfterDelete || s.AfterFind
	clauses := len(s.CreateClauses) + len(s.QueryClauses) + len(s.UpdateClauses) + len(s.DeleteClauses)
	_, modifies := reflect.New(s.ModelType).Interface().(gorm.StatementModifier)
	if t.plain || len(t.scopes) > 0 || hooks || clauses > 0 || modifies || t.db.DefaultContextTimeout > 0 {
		return nil
	}
	d := &direct{table: t}
	callbacks := t.db.Callback()
	for _, processor := range []any{callbacks.Create(), callbacks.Query(), callbacks.Update(), callbacks.Delete()} {
		w, ok := watch(processor)
		if !ok {
			return nil
		}
		d.watched = append(d.watched, w)
	}
	var readable []*column
	for _, c := range t.columns {
		if _, generated := c.field.TagSettings["GENERATED"]; generated || c.behind {
			return nil
		}
		if c.field.Readable {
			readable = append(readable, c)
		}
	}
	if !d.newInserts() {
		return nil
	}
	d.columns = newReading(readable)
	q := t.newText("SELECT ")
	names(q, readable)
	q.write(" FROM ", t.name)
	d.selected = q.String()
	q.write(" WHERE ", t.key.name, " = ")
	q.AddVar(q, nil)
	d.byKey = q.String()
	return d
}

// watched is the callbacks of a processor of GORM, and how many there are of its own.
type watched struct {
	list reflect.Value
	own  int
}

// own are the callbacks that GORM has, all of which the statements below it make up for.
var own = map[string]bool{
	"gorm:begin_transaction": true, "gorm:commit_or_rollback_transaction": true,
	"gorm:before_create": true, "gorm:save_before_associations": true, "gorm:create": true, "gorm:save_after_associations": true, "gorm:after_create": true,
	"gorm:query": true, "gorm:preload": true, "gorm:after_query": true,
	"gorm:before_delete": true, "gorm:delete_before_associations": true, "gorm:delete": true, "gorm:after_delete": true,
	"gorm:setup_reflect_value": true, "gorm:before_update": true, "gorm:update": true, "gorm:after_update": true,
}

// watch finds the callbacks of a processor, which GORM does not list. It fails if there are others than GORM's, or if
// this GORM is not as expected.
func watch(processor any) (w watched, ok bool) {
	w.list = reflect.ValueOf(processor).Elem().FieldByName("callbacks")
	if !w.list.IsValid() || w.list.Kind() != reflect.Slice {
		return w, false
	}
	seen := map[string]bool{}
	for i := range w.list.Len() {
		name := reflect.Indirect(w.list.Index(i)).FieldByName("name")
		if !name.IsValid() || name.Kind() != reflect.String || !own[name.String()] || seen[name.String()] {
			return w, false
		}
		seen[name.String()] = true
	}
	w.own = w.list.Len()
	return w, true
}

// below reports whether statements run below GORM: nobody has registered callbacks since New.
func (t *table) below() bool {
	if t.direct == nil {
		return false
	}
	for i := range t.direct.watched {
		if w := &t.direct.watched[i]; w.list.Len() != w.own {
			return false
		}
	}
	return true
}

// cursor reports whether a stream can read with a cursor.
func (t *table) cursor() bool { return t.below() && len(t.preloads) == 0 && len(t.keys) == 0 }

// one reports whether q asks only for the row of a key.
func (d *direct) one(q *crud.Query) (key any, ok bool) {
	if len(q.Where) != 1 || len(q.Search) > 0 || q.After != nil || q.Offset > 0 {
		return nil, false
	}
	c := &q.Where[0]
	if c.Any != nil || c.Lookup != crud.Exact || c.Field != d.table.fields.Key() {
		return nil, false
	}
	v, place := d.table.value(d.table.key, crud.Exact, c.Value)
	return v, place == inside
}

func (d *direct) retrieve(ctx context.Context, q *crud.Query, lock bool, m any) error {
	var s *text
	var more func() bool
	if key, ok := d.one(q); ok {
		if !d.table.postgres {
			more = enough // or SQLite goes on to see that there is no other
		}
		s = &text{fixed: d.byKey, args: []any{key}}
		if lock && d.table.postgres {
			s.fixed += " FOR UPDATE"
		}
	} else {
		s = d.selection(two(q))
		if lock && d.table.postgres {
			s.write(" FOR UPDATE")
		}
	}
	first := reflect.ValueOf(m).UnsafePointer()
	n, err := d.rows(ctx, s, &d.columns, func() unsafe.Pointer {
		row := first
		if first = nil; row == nil { // there is another one, which is a mistake
			row = reflect.New(d.table.schema.ModelType).UnsafePointer()
		}
		return row
	}, more)
	return d.table.single(n, err)
}

func enough() bool { return false }

func (d *direct) list(ctx context.Context, q *crud.Query, add func() unsafe.Pointer) error {
	_, err := d.rows(ctx, d.selection(q), &d.columns, add, nil)
	return err
}

func (d *direct) count(ctx context.Context, q *crud.Query) (n int64, err error) {
	s := d.table.newText("SELECT count(*) FROM ", d.table.name)
	d.where(s, conditions{table: d.table, where: q.Where, search: q.Search})
	err = d.table.query(ctx, s, func(rows *sql.Rows) (bool, error) { return false, rows.Scan(&n) })
	return n, err
}

// stream reads with a cursor, row by row. Who leaves early leaves the rest unread: the driver of PostgreSQL would read it
// to have its connection free again, so the connection is given up instead, unless a transaction needs it.
func (d *direct) stream(ctx context.Context, q *crud.Query, next func() unsafe.Pointer, yield func() bool) error {
	reading, cancel := ctx, func() {}
	if _, transaction := d.table.pool(ctx); !transaction && d.table.postgres {
		reading, cancel = context.WithCancel(ctx)
	}
	defer cancel()
	left := false
	s := d.selection(q)
	s.stream = true
	_, err := d.rows(reading, s, &d.columns, next, func() bool {
		if !yield() {
			left = true
			cancel()
		}
		return !left
	})
	if left {
		return nil
	}
	return d.table.failure(err)
}

// selection is the statement of a query.
func (d *direct) selection(q *crud.Query) *text {
	s := d.table.newText(d.selected)
	d.where(s, conditions{table: d.table, where: q.Where, search: q.Search, order: q.Order, after: q.After})
	if len(q.Order) > 0 {
		s.write(" ORDER BY ")
		sorting{d.table, q.Order}.Build(s)
	}
	switch {
	case q.Limit > 0:
		s.write(" LIMIT ")
		s.AddVar(s, int64(q.Limit))
	case q.Offset > 0 && !d.table.postgres:
		s.write(" LIMIT -1") // it has no OFFSET alone
	}
	if q.Offset > 0 {
		s.write(" OFFSET ")
		s.AddVar(s, int64(q.Offset))
	}
	return s
}

func (d *direct) where(s *text, c conditions) {
	if c.empty() {
		return
	}
	s.write(" WHERE ")
	c.Build(s)
}
