package gormstore

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"time"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/internal/transaction"
)

// running is the key of a context's transaction on a connection pool.
type running struct{ pool gorm.ConnPool }

// In returns db in the transaction that ctx has on its connection pool, or outside of any: for the SQL of a hook.
func In(ctx context.Context, db *gorm.DB) *gorm.DB {
	tx, ok := ctx.Value(running{db.ConnPool}).(*gorm.DB)
	db = db.WithContext(ctx) // a copy
	if ok {
		db.Statement.ConnPool = tx.Statement.ConnPool
	}
	return db
}

// pool returns what runs the statements of a call: the transaction of its context, or the pool.
func (t *table) pool(ctx context.Context) (pool gorm.ConnPool, transaction bool) {
	if tx, ok := ctx.Value(t.running).(*gorm.DB); ok {
		return tx.Statement.ConnPool, true
	}
	return t.db.ConnPool, false
}

// transaction calls f in a transaction, which within another one is a savepoint of it.
func (t *table) transaction(ctx context.Context, f func(context.Context) error) error {
	if tx, ok := ctx.Value(t.running).(*gorm.DB); ok {
		return t.savepoint(ctx, tx, f)
	}
	var failed error
	began, elsewhere := false, false
	err := In(ctx, t.db).Transaction(func(tx *gorm.DB) error {
		began = true
		failed = f(context.WithValue(ctx, t.running, tx.Session(&gorm.Session{NewDB: true})))
		elsewhere = isLoss(failed) && t.isConnected(ctx, tx)
		return failed
	}, &sql.TxOptions{Isolation: t.isolation})
	switch {
	case elsewhere:
		return failed
	case failed != nil:
		return t.undone(failed)
	case !began:
		return repeatable(t.failure(err))
	}
	return t.failure(err) // of COMMIT, which may have done its work
}

// isLoss reports whether an error that no store has looked at is that of a connection: to the database, in the SQL of a hook, or
// to whatever else the hook asks.
func isLoss(err error) bool {
	return err != nil && !errors.Is(err, crud.ErrRetry) && !errors.Is(err, crud.ErrUnavailable) && (refused(err) || disconnected(err))
}

// isConnected reports whether a transaction still has its connection, so that the one that was lost is another. It may not be
// able to do anything but roll back.
func (t *table) isConnected(ctx context.Context, tx *gorm.DB) bool {
	_, err := tx.Statement.ConnPool.ExecContext(ctx, "SELECT 1")
	return !isLoss(err)
}

// undone is the error of a transaction that was rolled back. It can come from SQL of a hook, which did not go through a store.
func (t *table) undone(err error) error {
	known := t.failure(err)
	if errors.Is(known, crud.ErrRetry) || errors.Is(known, crud.ErrUnavailable) {
		return repeatable(known)
	}
	return err
}

// savepoint calls f, and undoes what it did in a transaction if it fails.
func (t *table) savepoint(ctx context.Context, tx *gorm.DB, f func(context.Context) error) (err error) {
	if t.db.DisableNestedTransaction {
		return f(ctx)
	}
	pool := tx.Statement.ConnPool
	if prepared, ok := pool.(*gorm.PreparedStmtTX); ok {
		pool = prepared.Tx
	}
	run := func(ctx context.Context, statement string) error {
		began := time.Now()
		_, err := pool.ExecContext(ctx, statement)
		t.trace(ctx, began, &text{fixed: statement}, -1, err)
		return t.failure(err)
	}
	// One savepoint within another of the same name hides it until it is released.
	if err := run(ctx, "SAVEPOINT grpcgen"); err != nil {
		return err
	}
	returned := false
	defer func() {
		if returned && err == nil {
			err = run(ctx, "RELEASE SAVEPOINT grpcgen")
			return
		}
		ctx := context.WithoutCancel(ctx)                     // which may be why it failed
		if run(ctx, "ROLLBACK TO SAVEPOINT grpcgen") == nil { // or there is nothing left of the transaction
			_ = run(ctx, "RELEASE SAVEPOINT grpcgen")
		}
	}()
	err = f(ctx)
	returned = true
	return err
}

// whole calls f in a transaction if what it does takes several statements, so that it is done whole or not at all: within
// another one too, since whoever began that may go on after the error. PostgreSQL lets nobody go on after the error of one
// statement either, unless that is undone.
func (t *table) whole(ctx context.Context, several bool, f func(context.Context) error) error {
	_, within := t.pool(ctx)
	switch {
	case within && transaction.IsOfAction(ctx):
	case several, within && t.postgres:
		return t.transaction(ctx, f)
	}
	return f(ctx)
}

// lock makes SQLite write before it reads: a transaction that reads first cannot write if another one has meanwhile.
func (t *table) lock(ctx context.Context) error {
	pool, transaction := t.pool(ctx)
	if t.postgres || !transaction {
		return nil
	}
	_, err := pool.ExecContext(ctx, "UPDATE "+t.name+" SET "+t.key.name+" = "+t.key.name+" WHERE 0")
	return err
}

// byKey returns q sorted by the key after all else, so that a row has one place.
func (t *table) byKey(q *crud.Query) crud.Query {
	sorted := *q
	for _, o := range q.Order {
		if o.Field == t.fields.Key() {
			return sorted
		}
	}
	sorted.Order = append(append([]crud.Order(nil), q.Order...), crud.Order{Field: t.fields.Key()})
	return sorted
}

// position returns the values of an order's fields in a row.
func (t *table) position(order []crud.Order, row any) []any {
	values := make([]any, len(order))
	for i, o := range order {
		values[i] = o.Field.Value(reflect.ValueOf(row).Elem())
	}
	return values
}
