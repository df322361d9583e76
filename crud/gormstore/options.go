package gormstore

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// Option is an option of New.
type Option func(*table)

// Scope narrows every statement of the store but the insert: what f adds to the gorm.DB, Where("tenant_id = ?", tenant(ctx))
// for instance, holds in addition to what the query asks for. A row outside of it is not found.
func Scope(f func(ctx context.Context, db *gorm.DB) *gorm.DB) Option {
	return func(t *table) { t.scopes = append(t.scopes, f) }
}

// Isolation is the isolation level of transactions, that of the database's settings if it is not given.
func Isolation(level sql.IsolationLevel) Option {
	return func(t *table) { t.isolation = level }
}

// viaGORM makes all statements GORM's own.
func viaGORM() Option { return func(t *table) { t.plain = true } }
