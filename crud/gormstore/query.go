package gormstore

import (
	"context"
	"database/sql"
	"time"
	"unsafe"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"github.com/grpcgen/grpcgen/crud"
)

// selection reads rows. Where GORM would only run the statement, its text is the store's; otherwise it is GORM's. Either
// way columns go right into the fields of the struct.
type selection struct {
	query  *crud.Query
	lock   bool
	key    any                   // of the row
	byKey  bool                  // which is all that is asked for
	into   func() unsafe.Pointer // returns where the next row goes
	more   func() bool           // reports whether to read on; nil for always
	stream bool                  // rows are read for as long as somebody wants them
}

func enough() bool { return false }

func (s *selection) run(db *gorm.DB, c *call) (bool, error) {
	t, stmt := c.table, db.Statement
	if !c.ours {
		s.complete(t, stmt)
		return false, nil
	}
	var q *text
	if c.alone {
		if q = s.text(t); q.err != nil {
			return true, q.err
		}
		q.show(stmt)
	} else {
		s.complete(t, stmt)
		stmt.AddClause(clause.Select{Distinct: stmt.Distinct, Columns: t.reads.names()})
		if callbacks.BuildQuerySQL(db); db.Error != nil {
			return true, db.Error
		}
		q = &text{fixed: stmt.SQL.String(), args: stmt.Vars}
	}
	var err error
	if s.stream {
		db.RowsAffected, err = s.cursor(stmt, t, q)
	} else {
		db.RowsAffected, err = t.runner(stmt.ConnPool).query(stmt.Context, q, &t.reads, s.into, s.more)
	}
	return true, err
}

// untraced is a logger that GORM does not tell of statements: how long a stream takes is not the database's doing.
type untraced struct{ logger.Interface }

// Trace does nothing.
func (untraced) Trace(context.Context, time.Time, func() (string, int64), error) {}

// cursor reads row by row. The driver of PostgreSQL reads the rest of a result that is left early, to have its connection
// free again, so the connection is given up instead, unless a transaction needs it.
func (s *selection) cursor(stmt *gorm.Statement, t *table, q *text) (int64, error) {
	reading, cancel := stmt.Context, func() {}
	if t.postgres && stmt.ConnPool == t.db.ConnPool {
		reading, cancel = context.WithCancel(reading)
	}
	defer cancel()
	left := false
	q.opened = func(began time.Time, err error) { t.trace(stmt.Context, began, q, -1, err) }
	n, err := t.runner(stmt.ConnPool).query(reading, q, &t.reads, s.into, func() bool {
		if !s.more() {
			left = true
			cancel()
		}
		return !left
	})
	if left {
		return n, nil
	}
	return n, err
}

// complete adds to GORM's statement what follows the conditions.
func (s *selection) complete(t *table, stmt *gorm.Statement) {
	if len(s.query.Order) > 0 {
		stmt.AddClause(clause.OrderBy{Expression: sorting{t, s.query.Order}})
	}
	limit := clause.Limit{Offset: s.query.Offset}
	if s.query.Limit > 0 {
		limit.Limit = &s.query.Limit
	}
	if limit.Limit != nil || limit.Offset > 0 {
		stmt.AddClause(limit)
	}
	if s.lock {
		stmt.AddClause(clause.Locking{Strength: clause.LockingStrengthUpdate, Table: clause.Table{Name: clause.CurrentTable}})
	}
}

// text is the statement of the store.
func (s *selection) text(t *table) *text {
	if s.byKey {
		q := &text{fixed: t.selectByKey, args: []any{s.key}}
		if s.lock {
			q.fixed += forUpdate
		}
		return q
	}
	q := t.newText(t.selectAll)
	q.where(&conditions{t, s.query})
	if len(s.query.Order) > 0 {
		q.write(" ORDER BY ")
		sorting{t, s.query.Order}.Build(q)
	}
	switch {
	case s.query.Limit > 0:
		q.write(" LIMIT ")
		q.AddVar(q, int64(s.query.Limit))
	case s.query.Offset > 0 && !t.postgres:
		q.write(" LIMIT -1") // SQLite has no OFFSET alone
	}
	if s.query.Offset > 0 {
		q.write(" OFFSET ")
		q.AddVar(q, int64(s.query.Offset))
	}
	if s.lock {
		q.write(forUpdate)
	}
	return q
}

const forUpdate = " FOR UPDATE"

// prepareQueries makes the texts that all queries of a table begin with.
func (t *table) prepareQueries() {
	var readable []*column
	for _, c := range t.columns {
		if c.field.Readable {
			readable = append(readable, c)
		}
	}
	t.reads = newReading(readable)
	q := t.newText("SELECT ")
	q.names(readable)
	q.write(" FROM ", t.name)
	t.selectAll = q.String()
	q.write(" WHERE ", t.key.name, " = ")
	t.key.bind(q, nil)
	t.selectByKey = q.String()
}

// asksForKey reports whether q asks for the row of a key, and for nothing else.
func (t *table) asksForKey(q *crud.Query) (key any, ok bool) {
	if len(q.Where) != 1 || len(q.Search) > 0 || q.After != nil || q.Offset > 0 {
		return nil, false
	}
	c := &q.Where[0]
	if c.Any != nil || c.Lookup != crud.Exact || c.Field != t.fields.Key() {
		return nil, false
	}
	v, place := t.value(t.key, crud.Exact, c.Value)
	return v, place == inside
}

// counting counts rows.
type counting struct{ n *int64 }

func (s *counting) run(db *gorm.DB, c *call) (bool, error) {
	t, stmt := c.table, db.Statement
	if !c.alone {
		return false, nil
	}
	q := t.newText("SELECT count(*) FROM ", t.name)
	if c.where != nil {
		q.where(c.where)
	}
	if q.err != nil {
		return true, q.err
	}
	q.show(stmt)
	db.RowsAffected = 1
	return true, t.onPool(stmt.ConnPool).rows(stmt.Context, q, func(rows *sql.Rows) (bool, error) { return false, rows.Scan(s.n) })
}
