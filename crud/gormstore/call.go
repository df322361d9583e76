package gormstore

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/grpcgen/grpcgen/crud"
)

// begin returns the statement of GORM for a call.
func (t *table) begin(ctx context.Context, c *call) *gorm.DB {
	c.table = t
	db := &gorm.DB{Config: t.db.Config}
	if t.simple() {
		db.Config = t.single
	}
	pool, _ := t.pool(ctx)
	db.Statement = &gorm.Statement{
		DB: db, ConnPool: pool, Context: context.WithValue(ctx, callKey{}, c), Clauses: map[string]clause.Clause{},
	}
	return db
}

// simple reports whether one statement is all that there is to a call, as far as is known: there are neither hooks that
// write nor plugins. GORM then begins no transaction for it.
func (t *table) simple() bool { return !t.withHooks && len(t.db.Plugins) == 1 }

// scope is what Scope was given.
type scope = func(context.Context, *gorm.DB) *gorm.DB

// narrow adds conditions and scopes to a statement. A query shows its conditions only if that may matter.
func (t *table) narrow(ctx context.Context, db *gorm.DB, c *call, where *conditions, shown bool, scopes []scope) *gorm.DB {
	if !where.empty() {
		c.where = where
		if shown {
			c.clauses++
			db.Statement.AddClause(clause.Where{Exprs: []clause.Expression{where}})
		}
	}
	if len(scopes) == 0 {
		return db
	}
	for _, scope := range scopes {
		db = scope(ctx, db)
	}
	// Whatever a scope returns, also one of those that it gives to db.Scopes, callbacks are to change the statement in place.
	own := &gorm.Session{Initialized: true}
	db = db.Session(own)
	row := db.Statement.Dest
	db.Statement.Dest = nil // GORM asks it to change the statement when it is executed, which is later
	db = bare.Execute(db).Session(own)
	db.Statement.Dest = row
	return db
}

// end returns what came of a call.
func (t *table) end(db *gorm.DB, c *call) error {
	err := c.err
	if err == nil {
		err = db.Error
	}
	switch {
	case err == nil && c.reached:
		return nil
	case err == nil:
		return errors.New("gormstore: a Scope must return the gorm.DB that it was given, or one derived from it")
	}
	if invalid := t.invalid(c.step, err); invalid != nil {
		return invalid
	}
	return t.failure(err)
}

// search is a call that reads rows.
type search struct {
	call
	selection
	conditions
}

// retrieve reads the one row that q matches. Rows is a pointer to a slice, to which add adds a row.
func (t *table) retrieve(ctx context.Context, q *crud.Query, lock bool, rows any, add func() unsafe.Pointer) error {
	if lock {
		if err := t.lock(ctx); err != nil {
			return t.failure(err)
		}
	}
	s := &search{selection: selection{query: q, lock: lock && t.postgres, into: add}}
	switch s.key, s.byKey = t.asksForKey(q); {
	case !s.byKey:
		s.selection.query = two(q)
	case !t.postgres:
		s.more = enough // or SQLite goes on to see that there is no other
	}
	if err := t.find(ctx, s, rows); err != nil {
		return err
	}
	switch reflect.ValueOf(rows).Elem().Len() {
	case 0:
		return crud.ErrNotFound
	case 1:
		return nil
	}
	return fmt.Errorf("gormstore: more than one row of %s matches", t.fields.Model())
}

// two is q for no more rows than it takes to see whether there is more than one.
func two(q *crud.Query) *crud.Query {
	some := *q
	if some.Limit == 0 || some.Limit > 2 {
		some.Limit = 2
	}
	return &some
}

// list reads the rows that q matches.
func (t *table) list(ctx context.Context, q *crud.Query, rows any, add func() unsafe.Pointer) error {
	return t.find(ctx, &search{selection: selection{query: q, into: add}}, rows)
}

// find reads rows, and what they refer to.
func (t *table) find(ctx context.Context, s *search, rows any) error {
	if err := t.run(ctx, s, rows); err != nil {
		return repeatable(err)
	}
	if !s.done || len(t.preloads) > 0 {
		each(reflect.ValueOf(rows), t.inUTC)
	}
	return t.readKeys(ctx, &s.call, reflect.ValueOf(rows))
}

// run runs a search.
func (t *table) run(ctx context.Context, s *search, rows any) error {
	if err := t.describe(ctx); err != nil {
		return err
	}
	s.call = call{step: &s.selection, ours: t.queries, dest: rows, marked: len(t.schema.QueryClauses) > 0,
		maxNested: s.selection.query.MaxNested}
	s.conditions = conditions{t, s.selection.query}
	db := t.begin(ctx, &s.call)
	db.Statement.Dest, db.Statement.Model = rows, t.model
	if s.stream {
		db.Config = db.Session(&gorm.Session{Logger: untraced{db.Logger}}).Config
	} else if len(t.preloads) > 0 {
		db.Statement.Preloads = make(map[string][]any, len(t.preloads))
		for _, name := range t.preloads {
			db.Statement.Preloads[name] = nil
		}
	}
	db = t.narrow(ctx, db, &s.call, &s.conditions, !t.simple(), t.scopes)
	db = s.call.execute(db.Callback().Query(), gormQuery, db)
	return t.end(db, &s.call)
}

// stream reads rows with a cursor, each to where next says, and yields them.
func (t *table) stream(ctx context.Context, q *crud.Query, next func() unsafe.Pointer, yield func() bool) error {
	rows := reflect.New(reflect.SliceOf(t.schema.ModelType)).Interface() // stays empty
	return repeatable(t.run(ctx, &search{selection: selection{query: q, into: next, more: yield, stream: true}}, rows))
}

// cursor reports whether a stream can read with a cursor: there is nothing to be done with the rows of a page together.
func (t *table) cursor() bool {
	return t.queries && !t.batched && len(t.preloads) == 0 && len(t.keys) == 0 && !t.schema.AfterFind
}

func (t *table) count(ctx context.Context, q *crud.Query) (int64, error) {
	return t.countWithin(ctx, q, t.scopes)
}

// countWithin is count with other scopes than those of the store.
func (t *table) countWithin(ctx context.Context, q *crud.Query, scopes []scope) (n int64, err error) {
	if err := t.describe(ctx); err != nil {
		return 0, err
	}
	c := &call{step: &counting{n: &n}, ours: t.queries, dest: &n, marked: len(t.schema.QueryClauses) > 0}
	db := t.begin(ctx, c)
	db.Statement.Model = t.model
	c.clauses++ // SELECT count(*)
	counted := *q
	counted.After = nil
	db = t.narrow(ctx, db, c, &conditions{t, &counted}, !t.simple(), scopes)
	if c.checkStep(db.Callback().Query(), gormQuery, db) == nil {
		db = db.Count(&n)
	}
	return n, repeatable(t.end(db, c))
}

func (t *table) create(ctx context.Context, m any) error {
	if err := t.describe(ctx); err != nil {
		return err
	}
	return t.whole(ctx, len(t.keys)+len(t.scopes) > 0, func(ctx context.Context) error {
		c := &call{step: &insertion{row: m}, ours: t.steps.create && t.writes, marked: len(t.schema.CreateClauses) > 0, dest: m}
		db := t.begin(ctx, c)
		db.Statement.Dest = m
		if len(t.schema.Relationships.Relations) > 0 {
			db.Statement.Omits, c.omits = associations, associations
		}
		db = c.execute(db.Callback().Create(), gormCreate, db)
		t.written(c, m)
		if err := t.end(db, c); err != nil {
			return err
		}
		if err := t.checkScope(ctx, m); err != nil {
			return err
		}
		return t.writeKeys(ctx, reflect.ValueOf(m).Elem(), t.keys, false)
	})
}

var associations = []string{clause.Associations}

// written puts what GORM has read back into UTC.
func (t *table) written(c *call, m any) {
	if !c.done {
		each(reflect.ValueOf(m), t.inUTC)
	}
}

func (t *table) update(ctx context.Context, m any, fields []*crud.Field) error {
	columns, keys, err := t.placesOf(fields)
	if err == nil {
		err = t.describe(ctx)
	}
	if err != nil {
		return err
	}
	return t.whole(ctx, len(keys)+len(t.scopes) > 0, func(ctx context.Context) error {
		if !slices.ContainsFunc(columns, (*column).updated) {
			err = t.keep(ctx, m, fields)
		} else if err = t.updateColumns(ctx, m, columns); err == nil {
			err = t.checkScope(ctx, m)
		}
		if err != nil {
			return err
		}
		return t.writeKeys(ctx, reflect.ValueOf(m).Elem(), keys, true)
	})
}

func (t *table) updateColumns(ctx context.Context, m any, columns []*column) error {
	names := make([]string, 0, len(columns))
	for _, c := range columns {
		if c.updated() {
			names = append(names, c.field.DBName)
		}
	}
	c := &call{step: &change{row: m, columns: columns}, dest: m, selects: names,
		ours: t.steps.update && t.writes, marked: len(t.schema.UpdateClauses) > 0}
	db := t.begin(ctx, c)
	db.Statement.Dest, db.Statement.Model, db.Statement.Selects = m, m, names
	db = t.narrow(ctx, db, c, t.keyIs(m), true, t.scopes)
	db = c.execute(db.Callback().Update(), gormUpdate, db)
	t.written(c, m)
	return t.found(db, c)
}

// found is end for a statement that changes a row.
func (t *table) found(db *gorm.DB, c *call) error {
	if err := t.end(db, c); err != nil || db.RowsAffected > 0 {
		return err
	}
	return crud.ErrNotFound
}

func (t *table) destroy(ctx context.Context, m any) error {
	return t.whole(ctx, len(t.keys) > 0, func(ctx context.Context) error {
		if len(t.schema.DeleteClauses) == 0 { // a row that is only marked keeps its keys
			if err := t.dropKeys(ctx, reflect.ValueOf(m).Elem()); err != nil {
				return err
			}
		}
		c := &call{step: &removal{row: m}, ours: t.steps.remove && t.writes, marked: len(t.schema.DeleteClauses) > 0, dest: m}
		db := t.begin(ctx, c)
		db.Statement.Dest, db.Statement.Model = m, m
		db = t.narrow(ctx, db, c, t.keyIs(m), true, t.scopes)
		db = c.execute(db.Callback().Delete(), gormDelete, db)
		return t.found(db, c)
	})
}

// checkScope reports a row that was written and is outside of the store's scopes. A hook may have removed it again.
func (t *table) checkScope(ctx context.Context, m any) error {
	if len(t.scopes) == 0 {
		return nil
	}
	n, err := t.count(ctx, t.keyIs(m).query)
	if err != nil || n > 0 {
		return err
	}
	if n, err = t.countWithin(ctx, t.keyIs(m).query, nil); n > 0 {
		err = crud.ErrOutOfScope
	}
	return err
}

// keep looks whether the row of m is there, keeps it there, and gives m what it has in fields that no update writes.
func (t *table) keep(ctx context.Context, m any, fields []*crud.Field) error {
	rows := reflect.New(reflect.SliceOf(reflect.PointerTo(t.schema.ModelType)))
	err := t.retrieve(ctx, t.keyIs(m).query, true, rows.Interface(), func() unsafe.Pointer {
		row := reflect.New(t.schema.ModelType)
		rows.Elem().Set(reflect.Append(rows.Elem(), row))
		return row.UnsafePointer()
	})
	if err != nil {
		return err
	}
	for _, f := range fields {
		if len(t.bound[f].columns) > 0 {
			f.Copy(reflect.ValueOf(m).Elem(), rows.Elem().Index(0).Elem())
		}
	}
	return nil
}

// keyIs is the condition that a row is that of m, whose key may be zero.
func (t *table) keyIs(m any) *conditions {
	key := t.fields.Key()
	return &conditions{t, &crud.Query{Where: []crud.Condition{{Field: key, Value: key.Value(reflect.ValueOf(m).Elem())}}}}
}

// placesOf returns the columns and the lists of keys that fields are kept in. The key of a row does not change.
func (t *table) placesOf(fields []*crud.Field) (columns []*column, keys []*keyList, err error) {
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
	if slices.ContainsFunc(columns, (*column).updated) {
		for _, c := range t.columns {
			if c.field.AutoUpdateTime > 0 && !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	return columns, keys, nil
}
