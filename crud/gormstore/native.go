package gormstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// native runs statements on the connections of pgx, below database/sql, which makes an interface of each value, and
// watches over each context with a goroutine of its own besides that of pgx.
type native struct{ db *sql.DB }

func newNative(t *table) *native {
	if db, ok := t.db.ConnPool.(*sql.DB); ok && t.postgres {
		if _, ok := db.Driver().(*stdlib.Driver); ok {
			return &native{db}
		}
	}
	return nil
}

// runsNative reports whether the statements of a call run on pgx: in a transaction they run on that of database/sql.
func (t *table) runsNative(ctx context.Context) bool {
	return t.native != nil && ctx.Value(running{t.db.ConnPool}) == nil
}

// errElsewhere is that a statement did not run, since the connection is broken. Package database/sql finds another one.
var errElsewhere = errors.New("gormstore: the connection is broken")

// use calls f with a connection.
func (n *native) use(ctx context.Context, f func(*pgx.Conn) error) error {
	conn, err := n.db.Conn(ctx)
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

// exec runs a statement and returns how many rows it changed.
func (n *native) exec(ctx context.Context, statement string, args []any) (rows int64, err error) {
	err = n.use(ctx, func(c *pgx.Conn) error {
		tag, err := c.Exec(ctx, statement, args...)
		rows = tag.RowsAffected()
		return err
	})
	return rows, err
}

// nativeRows runs a statement as direct.rows does.
func (d *direct) nativeRows(ctx context.Context, s *text, columns *reading, next func() unsafe.Pointer, more func() bool) (n int, err error) {
	t, statement := d.table, s.String()
	began := time.Now()
	if !s.stream {
		defer func() {
			if err != errElsewhere {
				t.trace(ctx, began, statement, s.args, int64(n), err)
			}
		}()
	}
	args := append(append(make([]any, 0, 1+len(s.args)), formats), s.args...)
	err = t.native.use(ctx, func(c *pgx.Conn) error {
		rows, err := c.Query(ctx, statement, args...)
		if s.stream {
			t.trace(ctx, began, statement, s.args, -1, err)
		}
		if err != nil {
			return err
		}
		defer rows.Close()
		for fields := rows.FieldDescriptions(); rows.Next(); {
			row := next()
			n++
			for i, raw := range rows.RawValues() {
				if err := columns.set(c.TypeMap(), i, row, &fields[i], raw); err != nil {
					return err
				}
			}
			if more != nil && !more() {
				return nil
			}
		}
		return rows.Err()
	})
	return n, err
}
