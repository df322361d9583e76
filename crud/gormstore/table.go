package gormstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/grpcgen/grpcgen/crud"
)

// table is how a model lies in its database. It does not change after New.
type table struct {
	db        *gorm.DB
	single    *gorm.Config // of db, for statements that need no transaction around them
	withHooks bool         // the model has some for writes
	steps     *steps
	postgres  bool
	scopes    []scope
	isolation sql.IsolationLevel
	byGORM    bool // GORM runs all statements
	batch     int  // how many rows a stream reads at once
	batched   bool // streams have no cursor
	returning bool // the database is asked for all columns of a row that was written

	schema    *schema.Schema
	model     any // a pointer to a zero value
	fields    *crud.Fields
	name      string // quoted
	tableName string // as a statement of GORM has it
	qualified bool   // by a database schema
	bareName  string // without that
	key       *column
	described atomic.Bool // the database has said what the columns can hold
	columns   []*column   // of the whole schema, in its order
	bound     map[*crud.Field]*binding
	keys      []*keyList
	preloads  []string
	inUTC     func(reflect.Value) // what a row that GORM has read holds

	reads       reading
	selectAll   string // SELECT columns FROM table
	selectByKey string // and the row of a key
	inserts     inserts
	queries     bool       // rows are read without GORM
	writes      bool       // rows are written without GORM, unless there is more to do
	running     any        // the key of a context's transaction
	sql         *sqlRunner // on the connection pool
	pgx         *pgxRunner // nil if the driver is another
}

// binding is where a field of the model is kept: in columns, or in an association.
type binding struct {
	columns []*column // one, but for a struct that gorm embeds
	preload string    // the association that is read
	keys    *keyList
}

// newTable checks the fields of a model against GORM's schema. Its errors are all that does not fit.
func newTable(db *gorm.DB, model reflect.Type, fields *crud.Fields, options []Option) (*table, error) {
	t := &table{fields: fields, bound: map[*crud.Field]*binding{}, model: reflect.New(model).Interface(), postgres: db.Name() == "postgres", batch: batch}
	for _, option := range options {
		option(t)
	}
	if err := checkDB(db); err != nil {
		return nil, err
	}
	var err error
	if t.steps, err = stepsOf(db); err != nil {
		return nil, err
	}
	now := db.NowFunc
	t.db = db.Session(&gorm.Session{NewDB: true, NowFunc: func() time.Time { return now().UTC().Truncate(time.Microsecond) }})
	stmt := &gorm.Statement{DB: t.db}
	if err := stmt.Parse(t.model); err != nil {
		return nil, fmt.Errorf("gormstore: %w", err)
	}
	t.schema, t.name = stmt.Schema, stmt.Quote(clause.Table{Name: stmt.Schema.Table})
	t.tableName, t.qualified = stmt.Table, stmt.TableExpr != nil
	t.bareName = t.schema.Table[strings.LastIndexByte(t.schema.Table, '.')+1:]
	if err := t.bind(stmt); err != nil {
		return nil, err
	}
	for _, c := range t.columns {
		c.holds.Store(t.contents(c, nil))
	}
	t.decide()
	t.inUTC = t.keptBy(newClock())
	t.prepare()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := t.describe(ctx); err != nil {
		return nil, err
	}
	return t, nil
}

// checkDB reports what a store cannot be made with.
func checkDB(db *gorm.DB) error {
	if name := db.Name(); name != "postgres" && name != "sqlite" {
		return fmt.Errorf("gormstore: the database is %q; only postgres and sqlite are supported", name)
	}
	if db.Error != nil {
		return fmt.Errorf("gormstore: %w", db.Error)
	}
	if begun(db) {
		return errors.New("gormstore: the gorm.DB already has conditions, a table, a model or settings: pass them as a Scope")
	}
	if pool := reflect.TypeOf(db.ConnPool); pool == nil || !pool.Comparable() {
		return fmt.Errorf("gormstore: the gorm.DB has a connection pool of type %v, which is not supported", pool)
	}
	if _, transaction := db.Statement.ConnPool.(gorm.TxCommitter); transaction || db.Statement.ConnPool != db.ConnPool {
		return errors.New("gormstore: the gorm.DB is a transaction or a single connection, which the store would outlive: pass the gorm.DB " +
			"that it was begun with, and run the actions of a transaction in Model.Transaction or Store.Transaction")
	}
	return nil
}

// begun reports whether something was asked of a gorm.DB that the statements of a store would not have.
func begun(db *gorm.DB) bool {
	s := bare.Execute(db.Session(&gorm.Session{Initialized: true})).Statement
	some := len(s.Clauses)+len(s.Joins)+len(s.Selects)+len(s.Omits)+len(s.Preloads) > 0
	s.Settings.Range(func(any, any) bool { some = true; return false })
	return some || s.Table != "" || s.Model != nil || s.Distinct || s.Unscoped || s.SkipHooks || db.DryRun
}

// prepare decides how statements run.
func (t *table) prepare() {
	s := t.schema
	hooks := s.BeforeCreate || s.AfterCreate || s.BeforeUpdate || s.AfterUpdate || s.BeforeSave || s.AfterSave || s.BeforeDelete || s.AfterDelete
	t.withHooks = hooks
	t.single = t.db.Session(&gorm.Session{NewDB: true, SkipDefaultTransaction: true}).Config
	t.prepareQueries()
	t.prepareInserts()
	t.queries = t.steps.query && !t.byGORM
	t.writes = !t.byGORM && len(t.inserts.optional) <= 64
	for _, c := range t.columns {
		if _, generated := c.field.TagSettings["GENERATED"]; generated || c.behind {
			t.writes = false
		}
	}
	t.running = running{t.db.ConnPool}
	t.sql = &sqlRunner{table: t, pool: t.db.ConnPool, prepared: newPrepared(t)}
	t.pgx = newPGX(t)
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
		for _, c := range b.columns {
			c.ownNull, c.shown = f.Nullable, true
		}
		if b.preload != "" {
			t.preloads = append(t.preloads, b.preload)
			t.preloads = append(t.preloads, within(b.preload, t.schema.Relationships.Relations[b.preload], f.Hidden, t.schema.ModelType)...)
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
		return fmt.Errorf("gormstore: %s.%s is the key, but is not a single column", t.fields.Model(), t.fields.Key().Go)
	}
	t.key = key.columns[0]
	t.key.key = true
	if primary := t.schema.PrimaryFields; len(primary) > 0 && (len(primary) > 1 || primary[0] != t.key.field) {
		return fmt.Errorf("gormstore: the primary key of table %s must be %s.%s alone: tag that one grpc:\"primary\" and gorm:\"primaryKey\", and no other",
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
		return nil, fmt.Errorf("is an association, which clients cannot write: tag it grpc:\"read_only\", and let clients send its key in a field of its own")
	case relation != nil:
		b.preload = relation.Name
	case len(b.columns) == 0:
		return nil, fmt.Errorf("has no column in table %s: tag it gorm:\"serializer:json\", give it a type that GORM knows, or leave it out with grpc:\"-\"", t.schema.Table)
	}
	if err := checkPermissions(f, b); err != nil {
		return nil, err
	}
	if filtered := len(f.Lookups) > 0 || f.Sort || f.Search; filtered && len(b.columns) != 1 {
		return nil, errors.New("is filtered, sorted or searched by, but is not a single column")
	}
	return b, nil
}

// checkPermissions reports a field that clients write or read, and GORM never does.
func checkPermissions(f *crud.Field, b *binding) error {
	written := func(c *column) bool { return c.field.Creatable || c.field.Updatable }
	switch {
	case len(b.columns) == 0:
	case !f.ReadOnly && !slices.ContainsFunc(b.columns, written):
		return errors.New("is never written, as its gorm tag says, but clients send it: tag it grpc:\"read_only\"")
	case !f.WriteOnly && !slices.ContainsFunc(b.columns, func(c *column) bool { return c.field.Readable }):
		return errors.New("is never read, as its gorm tag says, but clients get it: tag it grpc:\"write_only\"")
	case !f.ReadOnly && slices.ContainsFunc(b.columns, (*column).marksRemoved):
		return errors.New("marks rows as removed, which clients could do by writing it: tag it grpc:\"read_only\"")
	}
	return nil
}

// marksRemoved reports whether the column is a soft delete of a type that the generator does not know, and so has not made
// read_only. One of GORM's that clients write is tagged writable.
func (c *column) marksRemoved() bool {
	_, marks := reflect.New(c.field.IndirectFieldType).Interface().(schema.DeleteClausesInterface)
	from := c.field.IndirectFieldType.PkgPath()
	return marks && from != "gorm.io/gorm" && from != "gorm.io/plugin/soft_delete"
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
		name := "a field of another model"
		if f != nil {
			name = f.Go
		}
		return nil, fmt.Errorf("gormstore: %s is not a column of %s", name, t.fields.Model())
	}
	return b.columns[0], nil
}
