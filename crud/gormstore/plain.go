package gormstore

import (
	"context"
	"errors"
	"reflect"
	"unsafe"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/grpcgen/grpcgen/crud"
)

// This file has the statements as GORM makes and runs them, with all its hooks and callbacks.

// scoped returns a session that the scopes of the store have narrowed. What they ask for is one condition, whatever it is.
func (t *table) scoped(ctx context.Context) *gorm.DB {
	tx := t.session(ctx)
	if len(t.scopes) == 0 {
		return tx
	}
	tx = tx.Model(reflect.New(t.schema.ModelType).Interface())
	for _, scope := range t.scopes {
		tx = undeferred(scope(ctx, tx))
	}
	if c, ok := tx.Statement.Clauses["WHERE"]; ok {
		if where, ok := c.Expression.(clause.Where); ok && len(where.Exprs) > 0 {
			c.Expression = clause.Where{Exprs: []clause.Expression{grouped(where.Exprs)}}
			tx.Statement.Clauses["WHERE"] = c
		}
	}
	return tx
}

// undeferred calls the functions that a scope has given to gorm.DB.Scopes. GORM would call them when the statement runs, and an
// OR of theirs would then stand beside the conditions of the query, which holds for other rows too.
func undeferred(tx *gorm.DB) *gorm.DB {
	for {
		field := reflect.ValueOf(tx.Statement).Elem().FieldByName("scopes")
		if !field.IsValid() || field.Type() != reflect.TypeFor[[]func(*gorm.DB) *gorm.DB]() {
			_ = tx.AddError(errors.New("gormstore: this version of GORM keeps the functions of Scopes elsewhere"))
			return tx
		}
		deferred := (*[]func(*gorm.DB) *gorm.DB)(unsafe.Pointer(field.UnsafeAddr()))
		if len(*deferred) == 0 {
			return tx
		}
		all := *deferred
		*deferred = nil
		for _, f := range all {
			tx = f(tx)
		}
	}
}

// grouped is conditions in parentheses.
type grouped []clause.Expression

func (g grouped) Build(b clause.Builder) {
	b.WriteByte('(')
	clause.Where{Exprs: g}.Build(b)
	b.WriteByte(')')
}

// selected returns a session with what q asks for, its page apart.
func (t *table) selected(ctx context.Context, q *crud.Query, after []any) *gorm.DB {
	tx := t.scoped(ctx)
	c := conditions{table: t, where: q.Where, search: q.Search, order: q.Order, after: after}
	if !c.empty() {
		tx = tx.Where(c)
	}
	return tx
}

// page adds the order and the page of q.
func (t *table) page(tx *gorm.DB, q *crud.Query) *gorm.DB {
	if len(q.Order) > 0 {
		tx = tx.Clauses(clause.OrderBy{Expression: sorting{t, q.Order}})
	}
	if q.Limit > 0 {
		tx = tx.Limit(q.Limit)
	}
	if q.Offset > 0 {
		tx = tx.Offset(q.Offset)
	}
	for _, name := range t.preloads {
		tx = tx.Preload(name)
	}
	return tx
}

func (t *table) plainFind(ctx context.Context, q *crud.Query, dest any) error {
	tx := t.page(t.selected(ctx, q, q.After), q).Find(dest)
	if tx.Error == nil {
		t.allInUTC(dest)
	}
	return tx.Error
}

func (t *table) plainRetrieve(ctx context.Context, q *crud.Query, lock bool, m any) error {
	tx := t.page(t.selected(ctx, q, q.After), two(q))
	if lock && t.postgres {
		tx = tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate, Table: clause.Table{Name: clause.CurrentTable}})
	}
	rows := reflect.New(reflect.SliceOf(reflect.TypeOf(m)))
	err := tx.Find(rows.Interface()).Error
	if err := t.single(rows.Elem().Len(), err); err != nil {
		return err
	}
	reflect.ValueOf(m).Elem().Set(rows.Elem().Index(0).Elem())
	t.allInUTC(m)
	return nil
}

func (t *table) plainCount(ctx context.Context, q *crud.Query) (n int64, err error) {
	err = t.selected(ctx, q, nil).Model(reflect.New(t.schema.ModelType).Interface()).Count(&n).Error
	return n, err
}

func (t *table) plainCreate(ctx context.Context, m any) error {
	tx := t.session(ctx)
	if returned := t.returned(nil); len(returned) > 0 {
		tx = tx.Clauses(returning(returned))
	}
	err := tx.Omit(clause.Associations).Create(m).Error
	t.allInUTC(m)
	return err
}

func (t *table) plainUpdate(ctx context.Context, m any, columns []*column) error {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.field.DBName
	}
	tx := t.scoped(ctx).Model(m).Where(t.keyIs(m))
	if returned := t.returned(columns); len(returned) > 0 {
		tx = tx.Clauses(returning(returned))
	}
	err := affected(tx.Select(names).Updates(m))
	t.allInUTC(m)
	return err
}

func (t *table) plainDestroy(ctx context.Context, m any) error {
	return affected(t.scoped(ctx).Model(m).Where(t.keyIs(m)).Delete(m))
}

// keyIs is the condition that a row is that of m, whose key may be zero.
func (t *table) keyIs(m any) clause.Expression {
	row := reflect.ValueOf(m).Elem()
	key := t.fields.Key()
	return conditions{table: t, where: []crud.Condition{{Field: key, Lookup: crud.Exact, Value: key.Value(row)}}}
}

// returned lists the columns about which the database decides, of those that are written; nil stands for all.
func (t *table) returned(written []*column) []*column {
	if written == nil {
		written = t.columns
	}
	var decided []*column
	for _, c := range written {
		if c.decided {
			decided = append(decided, c)
		}
	}
	return decided
}

func returning(columns []*column) clause.Returning {
	var c clause.Returning
	for _, col := range columns {
		c.Columns = append(c.Columns, clause.Column{Name: col.field.DBName})
	}
	return c
}

func affected(tx *gorm.DB) error {
	if tx.Error == nil && tx.RowsAffected == 0 {
		return gorm.ErrRecordNotFound
	}
	return tx.Error
}
