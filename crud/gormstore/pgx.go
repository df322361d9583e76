package gormstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// pgxRunner runs statements on the connections of pgx, without database/sql, which makes an interface of each value and
// watches each context with a goroutine of its own besides that of pgx.
type pgxRunner struct {
	db        *sql.DB
	otherwise *sqlRunner // what it cannot run
}

// newPGX returns nil if the driver is another.
func newPGX(t *table) *pgxRunner {
	if db, ok := t.db.ConnPool.(*sql.DB); ok && t.postgres {
		if _, ok := db.Driver().(*stdlib.Driver); ok {
			return &pgxRunner{db, t.sql}
		}
	}
	return nil
}

// errElsewhere is that a statement did not run, since the connection is broken. Package database/sql finds another one.
var errElsewhere = errors.New("gormstore: the connection is broken")

// use calls f with a connection.
func (p *pgxRunner) use(ctx context.Context, f func(*pgx.Conn) error) error {
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error {
		err := f(c.(*stdlib.Conn).Conn())
		if err != nil && pgconn.SafeToRetry(err) && ctx.Err() == nil {
			return driver.ErrBadConn
		}
		return err
	})
	if errors.Is(err, driver.ErrBadConn) {
		return errElsewhere
	}
	return err
}

func (p *pgxRunner) exec(ctx context.Context, q *text) (sql.Result, error) {
	var result driver.RowsAffected
	err := p.use(ctx, func(c *pgx.Conn) error {
		tag, err := c.Exec(ctx, q.String(), q.args...)
		result = driver.RowsAffected(tag.RowsAffected())
		return err
	})
	if err == errElsewhere {
		return p.otherwise.exec(ctx, q)
	}
	return result, err
}

func (p *pgxRunner) query(ctx context.Context, q *text, r *reading, into func() unsafe.Pointer, more func() bool) (n int64, err error) {
	if r.slow {
		return p.otherwise.query(ctx, q, r, into, more)
	}
	began := time.Now()
	args := append(append(make([]any, 0, 1+len(q.args)), formats), q.args...)
	err = p.use(ctx, func(c *pgx.Conn) error {
		rows, err := c.Query(ctx, q.String(), args...)
		if err != nil && pgconn.SafeToRetry(err) && ctx.Err() == nil {
			return err // runs elsewhere
		}
		if q.opened != nil {
			q.opened(began, err)
		}
		if err != nil {
			return err
		}
		defer rows.Close()
		for fields := rows.FieldDescriptions(); rows.Next(); {
			row := into()
			n++
			for i, raw := range rows.RawValues() {
				if err := r.set(c.TypeMap(), i, row, &fields[i], raw); err != nil {
					return p.otherwise.table.unreadable(r.columns[i], row, p.readKey(c.TypeMap(), r, rows, row), err)
				}
			}
			if more != nil && !more() {
				return nil
			}
		}
		return rows.Err()
	})
	if err == errElsewhere {
		return p.otherwise.query(ctx, q, r, into, more)
	}
	return n, err
}

// readKey reads the key of a row, unless it is there already.
func (p *pgxRunner) readKey(m *pgtype.Map, r *reading, rows pgx.Rows, row unsafe.Pointer) bool {
	i := slices.Index(r.columns, p.otherwise.table.key)
	return i < 0 || r.set(m, i, row, &rows.FieldDescriptions()[i], rows.RawValues()[i]) == nil
}
