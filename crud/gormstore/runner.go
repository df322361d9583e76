package gormstore

import (
	"context"
	"database/sql"
	"time"
	"unsafe"

	"gorm.io/gorm"
)

// runner runs statements: on database/sql, or on pgx.
type runner interface {
	// exec runs a statement that has no result.
	exec(ctx context.Context, q *text) (sql.Result, error)
	// query reads each row of a result to where into says, until more, unless it is nil, says that it has enough. It
	// returns how many rows it has read.
	query(ctx context.Context, q *text, r *reading, into func() unsafe.Pointer, more func() bool) (int64, error)
}

// runner returns what runs statements on a connection pool, or in a transaction.
func (t *table) runner(pool gorm.ConnPool) runner {
	if t.pgx != nil && pool == t.db.ConnPool {
		return t.pgx
	}
	return t.onPool(pool)
}

// onPool is runner without pgx.
func (t *table) onPool(pool gorm.ConnPool) *sqlRunner {
	if pool == t.db.ConnPool {
		return t.sql
	}
	return &sqlRunner{table: t, pool: pool}
}

// sqlRunner runs statements on database/sql.
type sqlRunner struct {
	table    *table
	pool     gorm.ConnPool
	prepared *prepared // nil for none
}

func (s *sqlRunner) exec(ctx context.Context, q *text) (sql.Result, error) {
	if stmt := s.prepared.statement(ctx, q.String()); stmt != nil {
		return stmt.ExecContext(ctx, q.args...)
	}
	return s.pool.ExecContext(ctx, q.String(), q.args...)
}

func (s *sqlRunner) query(ctx context.Context, q *text, r *reading, into func() unsafe.Pointer, more func() bool) (n int64, err error) {
	scan := r.scanner(ctx, s.table)
	defer scan.release()
	err = s.rows(ctx, q, func(rows *sql.Rows) (bool, error) {
		n++
		if err := scan.row(rows, into()); err != nil {
			return false, err
		}
		return more == nil || more(), nil
	})
	return n, err
}

// rows calls each for every row of a result, until that says that it has enough.
func (s *sqlRunner) rows(ctx context.Context, q *text, each func(*sql.Rows) (more bool, err error)) (err error) {
	began := time.Now()
	rows, err := s.open(ctx, q)
	if q.opened != nil {
		q.opened(began, err)
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
		if more, err := each(rows); err != nil || !more {
			return err
		}
	}
	return rows.Err()
}

func (s *sqlRunner) open(ctx context.Context, q *text) (*sql.Rows, error) {
	if stmt := s.prepared.statement(ctx, q.String()); stmt != nil {
		return stmt.QueryContext(ctx, q.args...)
	}
	return s.pool.QueryContext(ctx, q.String(), q.args...)
}

// exec runs a statement that is not GORM's.
func (t *table) exec(ctx context.Context, q *text) error {
	began, n := time.Now(), int64(0)
	pool, _ := t.pool(ctx)
	result, err := t.runner(pool).exec(ctx, q)
	if err == nil {
		n, err = result.RowsAffected()
	}
	t.trace(ctx, began, q, n, err)
	return err
}

// query runs a query that is not GORM's.
func (t *table) query(ctx context.Context, q *text, each func(*sql.Rows) error) error {
	began, n := time.Now(), int64(0)
	pool, _ := t.pool(ctx)
	err := t.onPool(pool).rows(ctx, q, func(rows *sql.Rows) (bool, error) {
		n++
		return true, each(rows)
	})
	t.trace(ctx, began, q, n, err)
	return err
}

// trace tells GORM's logger what was run.
func (t *table) trace(ctx context.Context, began time.Time, q *text, rows int64, err error) {
	t.db.Logger.Trace(ctx, began, func() (string, int64) {
		statement, args := q.String(), q.args
		if f, ok := t.db.Logger.(gorm.ParamsFilter); ok {
			statement, args = f.ParamsFilter(ctx, statement, args...)
		}
		return t.db.Explain(statement, args...), rows
	}, err)
}
