package gormstore

import (
	"context"
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
	q := &text{postgres: t.postgres}
	q.write(parts...)
	return q
}

func (t *text) write(parts ...string) {
	for _, p := range parts {
		t.sql = append(t.sql, p...)
	}
}

// query runs a statement and calls each for every row of its result, until that says that it has enough.
func (t *table) query(ctx context.Context, q *text, each func(scan func(...any) error) (more bool, err error)) (err error) {
	if q.err != nil {
		return q.err
	}
	statement, rows := string(q.sql), int64(0)
	began := time.Now()
	defer func() { t.trace(ctx, began, statement, q.args, rows, err) }()
	pool, _ := t.pool(ctx)
	result, err := pool.QueryContext(ctx, statement, q.args...)
	if err != nil {
		return err
	}
	defer func() {
		if closed := result.Close(); err == nil {
			err = closed
		}
	}()
	for result.Next() {
		rows++
		if more, err := each(result.Scan); err != nil || !more {
			return err
		}
	}
	return result.Err()
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
	statement := string(q.sql)
	began := time.Now()
	defer func() { t.trace(ctx, began, statement, q.args, n, err) }()
	pool, _ := t.pool(ctx)
	result, err := pool.ExecContext(ctx, statement, q.args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
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
