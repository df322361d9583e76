package gormstore

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
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

// session returns a session of GORM for the statements of one call.
func (t *table) session(ctx context.Context) *gorm.DB {
	if tx, ok := ctx.Value(running{t.db.ConnPool}).(*gorm.DB); ok {
		return tx.WithContext(ctx)
	}
	return t.db.WithContext(ctx)
}

// transaction calls f in a transaction, which within another one is a savepoint of it.
func (t *table) transaction(ctx context.Context, f func(context.Context) error) error {
	var failed error
	err := t.session(ctx).Transaction(func(tx *gorm.DB) error {
		failed = f(context.WithValue(ctx, running{t.db.ConnPool}, tx.Session(&gorm.Session{NewDB: true})))
		return failed
	}, &sql.TxOptions{Isolation: t.isolation})
	if failed != nil {
		return failed
	}
	return t.failure(err)
}

// whole calls f in a transaction if what it does takes several statements, so that it is done whole or not at all: within
// another one too, whoever began that may go on after the error.
func (t *table) whole(ctx context.Context, several bool, f func(context.Context) error) error {
	if !several {
		return f(ctx)
	}
	return t.transaction(ctx, f)
}

// lock makes SQLite write before it reads: a transaction that reads first cannot write if another one has meanwhile.
func (t *table) lock(ctx context.Context) error {
	if t.postgres || ctx.Value(running{t.db.ConnPool}) == nil {
		return nil
	}
	tx := t.session(ctx)
	_, err := tx.Statement.ConnPool.ExecContext(ctx, "UPDATE "+t.name+" SET "+t.key.name+" = "+t.key.name+" WHERE 0")
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
