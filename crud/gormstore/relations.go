package gormstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/grpcgen/grpcgen/crud"
)

// within lists the associations of what an association holds, and so on, as paths for Preload. A type that is read
// already on the way is not read again, nor is what is hidden from clients.
func within(path string, r *schema.Relationship, hidden []string, read ...reflect.Type) []string {
	var paths []string
	read = append(slices.Clone(read), r.FieldSchema.ModelType)
	for name, inner := range r.FieldSchema.Relationships.Relations {
		f := inner.Field
		if f.Schema != r.FieldSchema || name != inner.Name || slices.Contains(read, inner.FieldSchema.ModelType) || slices.Contains(hidden, goName(f)) {
			continue
		}
		paths = append(paths, path+"."+name)
		paths = append(paths, within(path+"."+name, inner, hidden, read...)...)
	}
	slices.Sort(paths)
	return paths
}

// goName returns the name of a field with its struct, as crud.Field.Hidden has it.
func goName(f *schema.Field) string {
	t := f.Schema.ModelType
	return t.PkgPath() + "." + t.Name() + "." + strings.Join(f.BindNames, ".")
}

// keyList is a field that holds the keys of a many-to-many association.
type keyList struct {
	index  []int
	elem   reflect.Type
	join   string        // the join table, quoted
	owner  string        // its column with the key of the row, quoted
	other  string        // its column with the key of the other
	schema *schema.Field // that the elements are kept like
	field  *crud.Field
}

func newKeyList(t *table, f *crud.Field, stmt *gorm.Statement) (*keyList, error) {
	r := t.schema.Relationships.Relations[f.Keys]
	switch {
	case r == nil || r.Type != schema.Many2Many:
		return nil, fmt.Errorf("holds the keys of %s, which is not a many-to-many association", f.Keys)
	case len(r.References) != 2:
		return nil, fmt.Errorf("holds the keys of %s, whose join table has more than two key columns", f.Keys)
	case len(r.JoinTable.QueryClauses) > 0:
		return nil, fmt.Errorf("holds the keys of %s, whose join table has a soft delete: tag the field grpc:\"-\", and write the association in a hook", f.Keys)
	}
	k := &keyList{index: f.Index(), elem: f.Type().Elem(), join: stmt.Quote(clause.Table{Name: r.JoinTable.Table}), field: f}
	for _, ref := range r.References {
		if name := stmt.Quote(clause.Column{Name: ref.ForeignKey.DBName}); ref.OwnPrimaryKey {
			k.owner = name
		} else {
			k.other, k.schema = name, ref.PrimaryKey
		}
	}
	if k.schema == nil || k.owner == "" {
		return nil, errors.New("holds the keys of an association without foreign keys")
	}
	if k.schema.FieldType != k.elem {
		return nil, fmt.Errorf("holds the keys of %s as %s, but their type is %s", f.Keys, k.elem, k.schema.FieldType)
	}
	return k, nil
}

// readKeys reads the keys of the associations of rows, a row or a pointer to a slice of them.
func (t *table) readKeys(ctx context.Context, c *call, rows reflect.Value) error {
	for _, k := range t.keys {
		owners := map[any][]reflect.Value{} // by key
		var keys []any
		each(rows, func(row reflect.Value) {
			row.FieldByIndex(k.index).Set(reflect.MakeSlice(reflect.SliceOf(k.elem), 0, 0).Convert(k.field.Type()))
			key := t.fields.Key().Value(row)
			if owners[key] == nil {
				keys = append(keys, key)
			}
			owners[key] = append(owners[key], row)
		})
		for some := range slices.Chunk(keys, 1000) {
			if err := k.read(ctx, t, c, some, owners); err != nil {
				return repeatable(t.failure(err))
			}
		}
	}
	return nil
}

// read reads the keys of some rows.
func (k *keyList) read(ctx context.Context, t *table, c *call, keys []any, owners map[any][]reflect.Value) error {
	for n := len(keys); n&(n-1) != 0; n++ { // few different statements
		keys = append(keys, keys[len(keys)-1])
	}
	q := t.newText("SELECT ", k.owner, ", ", k.other, " FROM ", k.join, " WHERE ", k.owner, " IN (")
	q.AddVar(q, keys...)
	q.write(") ORDER BY ", k.owner, ", ", k.other)
	return t.query(ctx, q, func(rows *sql.Rows) error {
		if err := c.count(1); err != nil {
			return err
		}
		owner, other := reflect.New(t.fields.Key().Type()), reflect.New(k.elem)
		if err := rows.Scan(owner.Interface(), other.Interface()); err != nil {
			return err
		}
		for _, row := range owners[owner.Elem().Interface()] {
			list := row.FieldByIndex(k.index)
			list.Set(reflect.Append(list, other.Elem()))
		}
		return nil
	})
}

// writeKeys makes the keys in a row those of its associations, and the list what it is when it is read again.
func (t *table) writeKeys(ctx context.Context, row reflect.Value, lists []*keyList, there bool) error {
	key := t.fields.Key().Value(row)
	for _, k := range lists {
		if there {
			if err := t.dropList(ctx, k, key); err != nil {
				return t.failure(err)
			}
		}
		list := row.FieldByIndex(k.index)
		seen := reflect.MakeMap(reflect.MapOf(k.elem, reflect.TypeFor[bool]()))
		var keys []any
		for i := range list.Len() {
			if e := list.Index(i); !seen.MapIndex(e).IsValid() {
				seen.SetMapIndex(e, reflect.ValueOf(true))
				keys = append(keys, e.Interface())
			}
		}
		for some := range slices.Chunk(keys, 1000) {
			q := t.newText("INSERT INTO ", k.join, " (", k.owner, ", ", k.other, ") VALUES ")
			for i, other := range some {
				q.write([]string{"(", ", ("}[min(i, 1)])
				q.AddVar(q, key, other)
				q.write(")")
			}
			if err := t.exec(ctx, q); err != nil {
				return t.keyFailure(k, err)
			}
		}
		if len(keys) > 1 || len(keys) < list.Len() {
			list.SetLen(0)
			if err := k.read(ctx, t, &call{}, []any{key}, map[any][]reflect.Value{key: {row}}); err != nil {
				return t.failure(err)
			}
		}
	}
	return nil
}

// dropKeys removes the rows of join tables that hold the key of a row which is going to be removed.
func (t *table) dropKeys(ctx context.Context, row reflect.Value) error {
	for _, k := range t.keys {
		if err := t.dropList(ctx, k, t.fields.Key().Value(row)); err != nil {
			return t.failure(err)
		}
	}
	return nil
}

func (t *table) dropList(ctx context.Context, k *keyList, key any) error {
	q := t.newText("DELETE FROM ", k.join, " WHERE ", k.owner, " = ")
	q.AddVar(q, key)
	return t.exec(ctx, q)
}
