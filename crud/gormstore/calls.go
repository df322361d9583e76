package gormstore

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/grpcgen/grpcgen/crud"
)

// This file has what the methods of a store do, on either way to the database.

func (t *table) create(ctx context.Context, m any) error {
	row := reflect.ValueOf(m).Elem()
	if err := t.stamp(ctx, row); err != nil {
		return err
	}
	if err := t.keepable(row, t.columns); err != nil {
		return err
	}
	return t.whole(ctx, len(t.keys) > 0, func(ctx context.Context) error {
		if t.below() {
			if err := t.direct.create(ctx, m); err != nil {
				return t.failure(err)
			}
		} else if err := t.plainCreate(ctx, m); err != nil {
			return t.failure(err)
		}
		return t.writeKeys(ctx, row, t.keys, false)
	})
}

func (t *table) retrieve(ctx context.Context, q *crud.Query, lock bool, m any) error {
	if lock {
		if err := t.lock(ctx); err != nil {
			return t.failure(err)
		}
	}
	if t.below() {
		if err := t.direct.retrieve(ctx, q, lock, m); err != nil {
			return t.failure(err)
		}
		return t.complete(ctx, reflect.ValueOf(m))
	}
	if err := t.plainRetrieve(ctx, q, lock, m); err != nil {
		return t.failure(err)
	}
	return t.readKeys(ctx, reflect.ValueOf(m))
}

// list reads rows to a pointer to a slice, to which add adds one.
func (t *table) list(ctx context.Context, q *crud.Query, rows any, add func() unsafe.Pointer) error {
	if t.below() {
		if err := t.direct.list(ctx, q, add); err != nil {
			return t.failure(err)
		}
		return t.complete(ctx, reflect.ValueOf(rows))
	}
	if err := t.plainFind(ctx, q, rows); err != nil {
		return t.failure(err)
	}
	return t.readKeys(ctx, reflect.ValueOf(rows))
}

// two is q for no more rows than it takes to see that it is not one.
func two(q *crud.Query) *crud.Query {
	some := *q
	if some.Limit == 0 {
		some.Limit = 2
	}
	some.Limit = min(some.Limit, 2)
	return &some
}

// single is an error unless one row was found.
func (t *table) single(n int, err error) error {
	switch {
	case err != nil || n == 1:
		return err
	case n == 0:
		return crud.ErrNotFound
	}
	return fmt.Errorf("gormstore: several rows of %s match, and not one", t.fields.Model())
}

func (t *table) count(ctx context.Context, q *crud.Query) (int64, error) {
	count := t.plainCount
	if t.below() {
		count = t.direct.count
	}
	n, err := count(ctx, q)
	return n, t.failure(err)
}

func (t *table) update(ctx context.Context, m any, fields []*crud.Field) error {
	row := reflect.ValueOf(m).Elem()
	columns, keys, err := t.written(fields)
	if err != nil {
		return err
	}
	for _, c := range columns {
		if c.field.AutoUpdateTime > 0 {
			if err := c.field.Set(ctx, row, t.db.NowFunc()); err != nil {
				return err
			}
		}
	}
	if err := t.keepable(row, columns); err != nil {
		return err
	}
	return t.whole(ctx, len(keys) > 0, func(ctx context.Context) error {
		if len(columns) == 0 {
			if err := t.exists(ctx, m); err != nil {
				return err
			}
			return t.writeKeys(ctx, row, keys, true)
		}
		write := t.plainUpdate
		if t.below() {
			write = t.direct.update
		}
		if err := write(ctx, m, columns); err != nil {
			return t.failure(err)
		}
		return t.writeKeys(ctx, row, keys, true)
	})
}

// written returns the columns and the lists of keys that fields are kept in. The key of a row does not change.
func (t *table) written(fields []*crud.Field) (columns []*column, keys []*keyList, err error) {
	for _, f := range fields {
		b := t.bound[f]
		switch {
		case b == nil:
			_, err := t.column(f)
			return nil, nil, err
		case b.keys != nil:
			keys = append(keys, b.keys)
		case b.preload == "":
			for _, c := range b.columns {
				if c != t.key && !slices.Contains(columns, c) {
					columns = append(columns, c)
				}
			}
		}
	}
	if len(columns) > 0 {
		for _, c := range t.columns {
			if c.field.AutoUpdateTime > 0 && !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	return columns, keys, nil
}

// exists looks whether the row of m is there, and keeps it there.
func (t *table) exists(ctx context.Context, m any) error {
	key := t.fields.Key()
	q := &crud.Query{Where: []crud.Condition{{Field: key, Value: key.Value(reflect.ValueOf(m).Elem())}}}
	return t.retrieve(ctx, q, true, reflect.New(t.schema.ModelType).Interface())
}

func (t *table) destroy(ctx context.Context, m any) error {
	return t.whole(ctx, len(t.keys) > 0, func(ctx context.Context) error {
		if len(t.schema.DeleteClauses) == 0 { // a row that is only marked keeps its keys
			if err := t.dropKeys(ctx, reflect.ValueOf(m).Elem()); err != nil {
				return err
			}
		}
		remove := t.plainDestroy
		if t.below() {
			remove = t.direct.destroy
		}
		return t.failure(remove(ctx, m))
	})
}

// complete reads what the rows of a page, or one row, refer to.
func (t *table) complete(ctx context.Context, rows reflect.Value) error {
	if len(t.preloads) > 0 {
		if err := t.preload(ctx, rows); err != nil {
			return t.failure(err)
		}
	}
	return t.readKeys(ctx, rows)
}

// position returns the values of an order's fields in a row.
func (t *table) position(order []crud.Order, row any) []any {
	values := make([]any, len(order))
	for i, o := range order {
		values[i] = o.Field.Value(reflect.ValueOf(row).Elem())
	}
	return values
}
