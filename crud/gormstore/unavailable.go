package gormstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// retry is crud.ErrRetry with its cause.
type retry struct{ cause error }

func (e retry) Error() string {
	return "gormstore: not done, and may succeed if it is tried again: " + e.cause.Error()
}
func (e retry) Unwrap() error        { return e.cause }
func (e retry) Is(target error) bool { return target == crud.ErrRetry }

// unavailable is crud.ErrUnavailable with its cause.
type unavailable struct{ cause error }

func (e unavailable) Error() string {
	return "gormstore: the database is not available: " + e.cause.Error()
}
func (e unavailable) Unwrap() error        { return e.cause }
func (e unavailable) Is(target error) bool { return target == crud.ErrUnavailable }

// late is the end of the time that the database gives a statement, which is not that of its context.
type late struct{ cause error }

func (e late) Error() string        { return "gormstore: the database ended a statement: " + e.cause.Error() }
func (e late) Unwrap() error        { return e.cause }
func (e late) Is(target error) bool { return target == context.DeadlineExceeded }

// lost returns what a broken or refused connection is to package crud. A statement that did nothing may be run again.
func lost(err error) error {
	if undone(err) {
		return retry{unavailable{err}}
	}
	return unavailable{err}
}

// undone reports whether a statement that lost its connection has certainly done nothing: it was never sent as a whole, or
// the server has said that it ends the session in its stead.
func undone(err error) bool {
	var write *net.OpError
	var said *pgconn.PgError
	switch {
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), pgconn.SafeToRetry(err), refused(err):
		return true
	case errors.As(err, &write):
		return write.Op == "write"
	}
	return errors.As(err, &said) && said.Code == "57P01" && said.SeverityUnlocalized == "FATAL"
}

// refused reports whether there was no connection to begin with.
func refused(err error) bool {
	var connect *pgconn.ConnectError
	var dial *net.OpError
	return errors.As(err, &connect) || errors.As(err, &dial) && dial.Op == "dial"
}

// disconnected reports whether an error is that of a connection.
func disconnected(err error) bool {
	var network *net.OpError
	if errors.As(err, &network) {
		return true
	}
	for _, known := range []error{
		driver.ErrBadConn, sql.ErrConnDone, pgconn.ErrConnClosed, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.EPIPE, syscall.ECONNRESET,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return pgconn.SafeToRetry(err) || err.Error() == "sql: database is closed"
}

// repeatable is for what does nothing that lasts, a query or a transaction that was not committed: it may be done again when
// the connection is lost.
func repeatable(err error) error {
	if errors.Is(err, crud.ErrUnavailable) && !errors.Is(err, crud.ErrRetry) {
		return retry{err}
	}
	return err
}

// forgetPlans drops the statements that GORM has prepared, after one of them did not fit the tables any more.
func (t *table) forgetPlans() {
	if pool, ok := t.db.ConnPool.(*gorm.PreparedStmtDB); ok {
		pool.Close()
	}
}
