package gormstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/grpcgen/grpcgen/crud"
)

// table is how a model lies in its database. It does not change after New.
type table struct {
	db        *gorm.DB
	postgres  bool
	scopes    []func(context.Context, *gorm.DB) *gorm.DB
	isolation sql.IsolationLevel
	plain     bool // never below GORM

	schema   *schema.Schema
	fields   *crud.Fields
	name     string // quoted
	key      *column
	columns  []*column // of the whole schema, in its order
	bound    map[*crud.Field]*binding
	keys     []*keyList
	preloads []string
	inUTC    func(reflect.Value) // what a row of GORM holds
	direct   *direct             // nil if GORM has more to do than to run a statement
	prepared *prepared           // nil for PostgreSQL, whose drivers keep their own
	native   *native             // nil if statements run on database/sql
}

// binding is where a field of the model is kept: in columns, or in an association.
type binding struct {
	columns []*column // one, but for a struct that gorm embeds
	preload string    // the association that is read
	keys    *keyList
}

// newTable holds the fields of a model against GORM's schema. Its errors are all that does not fit.
func newTable(db *gorm.DB, model reflect.Type, fields *crud.Fields, options []Option) (*table, error) {
	t := &table{fields: fields, bound: map[*crud.Field]*binding{}}
	for _, option := range options {
		option(t)
	}
	switch name := db.Name(); name {
	case "postgres":
		t.postgres = true
	case "sqlite":
	default:
		return nil, fmt.Errorf("gormstore: the database is %q; it can be postgres or sqlite", name)
	}
	if db.Error != nil {
		return nil, fmt.Errorf("gormstore: %w", db.Error)
	}
	if s := db.Statement; len(s.Clauses) > 0 || len(s.Joins) > 0 || s.Table != "" || s.Model != nil || db.DryRun {
		return nil, errors.New("gormstore: the gorm.DB has clauses, a table or a model of its own; pass them as a Scope")
	}
	if pool := reflect.TypeOf(db.ConnPool); pool == nil || !pool.Comparable() {
		return nil, fmt.Errorf("gormstore: the connection pool of the gorm.DB is a %v", pool)
	}
	now := db.NowFunc
	t.db = db.Session(&gorm.Session{NewDB: true, NowFunc: func() time.Time { return now().UTC().Truncate(time.Microsecond) }})
	stmt := &gorm.Statement{DB: t.db}
	if err := stmt.Parse(reflect.New(model).Interface()); err != nil {
		return nil, fmt.Errorf("gormstore: %w", err)
	}
	t.schema, t.name = stmt.Schema, stmt.Quote(clause.Table{Name: stmt.Schema.Table})
	if err := t.bind(stmt); err != nil {
		return nil, err
	}
	t.inUTC = newClock().of(t.schema)
	t.prepared, t.native, t.direct = newPrepared(t), newNative(t), newDirect(t)
	return t, nil
}

// bind finds the columns and the associations of the model's fields.
func (t *table) bind(stmt *gorm.Statement) error {
	for _, name := range t.schema.DBNames {
		t.columns = append(t.columns, newColumn(t.schema.FieldsByDBName[name], stmt, t.postgres))
	}
	var problems []error
	for _, f := range t.fields.All() {
		b, err := t.binding(f, stmt)
		if err != nil {
			problems = append(problems, fmt.Errorf("gormstore: %s.%s %w", t.fields.Model(), f.Go, err))
			continue
		}
		t.bound[f] = b
		if b.preload != "" {
			t.preloads = append(t.preloads, b.preload)
			t.preloads = append(t.preloads, within(b.preload, t.schema.Relationships.Relations[b.preload], t.schema.ModelType)...)
		}
		if b.keys != nil {
			t.keys = append(t.keys, b.keys)
		}
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	key := t.bound[t.fields.Key()]
	if len(key.columns) != 1 {
		return fmt.Errorf("gormstore: %s.%s is the key, and is no single column", t.fields.Model(), t.fields.Key().Go)
	}
	t.key = key.columns[0]
	if primary := t.schema.PrimaryFields; len(primary) > 0 && (len(primary) > 1 || primary[0] != t.key.field) {
		return fmt.Errorf("gormstore: the primary key of table %s is not %s.%s alone: tag that one grpc:\"primary\" and gorm:\"primaryKey\", and no other",
			t.schema.Table, t.fields.Model(), t.fields.Key().Go)
	}
	return nil
}

// binding finds what keeps a field.
func (t *table) binding(f *crud.Field, stmt *gorm.Statement) (*binding, error) {
	b := &binding{}
	for _, c := range t.columns {
		if len(c.index) >= len(f.Index()) && slices.Equal(c.index[:len(f.Index())], f.Index()) {
			b.columns = append(b.columns, c)
		}
	}
	relation := t.relation(f)
	switch {
	case f.Keys != "":
		var err error
		b.keys, err = newKeyList(t, f, stmt)
		return b, err
	case relation != nil && !f.ReadOnly:
		return nil, fmt.Errorf("is an association, which clients cannot write: tag it grpc:\"read_only\", and let them send its key in a field of its own")
	case relation != nil:
		b.preload = relation.Name
	case len(b.columns) == 0:
		return nil, fmt.Errorf("has no column in table %s: tag it gorm:\"serializer:json\" or give it a type that gorm knows, or leave it to you with grpc:\"-\"", t.schema.Table)
	}
	if filtered := len(f.Lookups) > 0 || f.Sort || f.Search; filtered && len(b.columns) != 1 {
		return nil, errors.New("is filtered, sorted or searched, and is no single column")
	}
	return b, nil
}

// relation returns the association that a field holds, or nil.
func (t *table) relation(f *crud.Field) *schema.Relationship {
	for name, r := range t.schema.Relationships.Relations {
		if r.Field.Schema == t.schema && name == r.Name && slices.Equal(indexOf(r.Field), f.Index()) {
			return r
		}
	}
	return nil
}

// column returns the column of a field that is filtered or sorted by.
func (t *table) column(f *crud.Field) (*column, error) {
	b := t.bound[f]
	if b == nil || len(b.columns) != 1 {
		name := "a field of none"
		if f != nil {
			name = f.Go
		}
		return nil, fmt.Errorf("gormstore: %s is no column of %s", name, t.fields.Model())
	}
	return b.columns[0], nil
}
