package gormstore

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// Option configures a store that New makes.
type Option func(*table)

// Scope narrows every statement of the store except inserts. What f adds to the gorm.DB, Where("tenant_id = ?", tenant(ctx))
// for instance, applies in addition to the conditions of the query, also if it has an OR or is given to gorm.DB.Scopes. Rows
// outside of the scope are not found. A row that was written must be in the scope, which costs a statement: otherwise the
// write is undone, and the error is crud.ErrOutOfScope.
func Scope(f func(ctx context.Context, db *gorm.DB) *gorm.DB) Option {
	return func(t *table) { t.scopes = append(t.scopes, f) }
}

// Returning has the database return all columns of a row after each write: for a table with triggers that change what is
// written. Otherwise it is asked only for those columns whose type says that it may keep something else. It sees what a BEFORE
// trigger of PostgreSQL has done; triggers that run after the row is written are seen by the next read.
func Returning() Option { return func(t *table) { t.returning = true } }

// Isolation sets the isolation level of transactions. The default is that of the database.
func Isolation(level sql.IsolationLevel) Option {
	return func(t *table) { t.isolation = level }
}

// byGORM has GORM run all statements: the measure of those that the store runs.
func byGORM() Option { return func(t *table) { t.byGORM = true } }

// inBatches has streams read so many rows at once, without a cursor.
func inBatches(size int) Option { return func(t *table) { t.batch, t.batched = size, true } }
