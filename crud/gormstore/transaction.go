package gormstore

import (
	"context"
	"database/sql"
	"reflect"

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

// pool returns what runs the statements of a call: the transaction of its context, or the pool.
func (t *table) pool(ctx context.Context) (pool gorm.ConnPool, transaction bool) {
	if tx, ok := ctx.Value(running{t.db.ConnPool}).(*gorm.DB); ok {
		return tx.Statement.ConnPool, true
	}
	return t.db.ConnPool, false
}

// transaction calls f in a transaction, which within another one is a savepoint of it.
func (t *table) transaction(ctx context.Context, f func(context.Context) error) error {
	var failed error
	err := In(ctx, t.db).Transaction(func(tx *gorm.DB) error {
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
