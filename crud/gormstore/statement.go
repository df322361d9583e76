package gormstore

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
)

// pool returns what runs the statements of a call: the transaction of its context, or the pool.
func (t *table) pool(ctx context.Context) (pool gorm.ConnPool, transaction bool) {
	if tx, ok := ctx.Value(running{t.db.ConnPool}).(*gorm.DB); ok {
		return tx.Statement.ConnPool, true
	}
	return t.db.ConnPool, false
}

func (t *table) newText(parts ...string) *text {
	q := &text{postgres: t.postgres, sql: make([]byte, 0, 512)}
	q.write(parts...)
	return q
}

// query runs a statement and calls each for every row of its result, until that says that it has enough.
func (t *table) query(ctx context.Context, q *text, each func(*sql.Rows) (more bool, err error)) (err error) {
	if q.err != nil {
		return q.err
	}
	statement, n := q.String(), int64(0)
	began := time.Now()
	if !q.stream {
		defer func() { t.trace(ctx, began, statement, q.args, n, err) }()
	}
	rows, err := t.open(ctx, statement, q.args)
	if q.stream {
		t.trace(ctx, began, statement, q.args, -1, err) // how long the rest takes is not the database's doing
	}
	if err != nil {
		return err
	}
	defer func() {
		if closed := rows.Close(); err == nil {
			err = closed
		}
	}()
	for rows.Next() {
		n++
		if more, err := each(rows); err != nil || !more {
			return err
		}
	}
	return rows.Err()
}

func (t *table) open(ctx context.Context, statement string, args []any) (*sql.Rows, error) {
	pool, _ := t.pool(ctx)
	if s := t.prepared.statement(ctx, pool, statement); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return pool.QueryContext(ctx, statement, args...)
}

// exec runs a statement.
func (t *table) exec(ctx context.Context, q *text) error {
	_, err := t.run(ctx, q)
	return err
}

// run runs a statement and returns how many rows it changed.
func (t *table) run(ctx context.Context, q *text) (n int64, err error) {
	if q.err != nil {
		return 0, q.err
	}
	statement := q.String()
	began := time.Now()
	defer func() { t.trace(ctx, began, statement, q.args, n, err) }()
	if t.runsNative(ctx) {
		if n, err = t.native.exec(ctx, statement, q.args); err != errElsewhere {
			return n, err
		}
	}
	result, err := t.result(ctx, statement, q.args)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (t *table) result(ctx context.Context, statement string, args []any) (sql.Result, error) {
	pool, _ := t.pool(ctx)
	if s := t.prepared.statement(ctx, pool, statement); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return pool.ExecContext(ctx, statement, args...)
}

// trace tells GORM's logger what was run.
func (t *table) trace(ctx context.Context, began time.Time, statement string, args []any, rows int64, err error) {
	t.db.Logger.Trace(ctx, began, func() (string, int64) {
		if f, ok := t.db.Logger.(gorm.ParamsFilter); ok {
			statement, args = f.ParamsFilter(ctx, statement, args...)
		}
		return t.db.Explain(statement, args...), rows
	}, err)
}
