package gormstore

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"

	"github.com/grpcgen/grpcgen/crud"
)

// audit is a plugin that sees all statements.
type audit struct {
	name       string
	mu         sync.Mutex
	statements []string
}

func (a *audit) Name() string { return a.name }

func (a *audit) Initialize(db *gorm.DB) error {
	c := db.Callback()
	return errors.Join(
		c.Create().After("gorm:create").Register(a.name+":create", a.see), c.Query().After("gorm:query").Register(a.name+":query", a.see),
		c.Update().After("gorm:update").Register(a.name+":update", a.see), c.Delete().After("gorm:delete").Register(a.name+":delete", a.see),
	)
}

func (a *audit) see(db *gorm.DB) {
	verb, _, _ := strings.Cut(db.Statement.SQL.String(), " ")
	a.mu.Lock()
	defer a.mu.Unlock()
	a.statements = append(a.statements, fmt.Sprint(verb, " ", db.RowsAffected))
}

// TestCallbacks shows that the callbacks and plugins of a gorm.DB see the statements of its stores.
func TestCallbacks(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db := d.open(t)
		before := &audit{name: "before"}
		if err := before.Initialize(db); err != nil {
			t.Fatal(err)
		}
		s := storeOf[shelf, int64](t, db, d.options...)
		if table := s.(*store[shelf, int64]).table; *table.steps != (steps{true, true, true, true}) {
			t.Errorf("the callbacks are not known as GORM's own: %v", *table.steps)
		}
		after := &audit{name: "after"}
		if err := db.Use(after); err != nil {
			t.Fatal(err)
		}
		m := &shelf{Hall: "a", Size: 1}
		if err := s.Create(ctx, m); err != nil {
			t.Fatal(err)
		}
		if err := s.Update(ctx, m, fieldsOf[shelf](t).All()); err != nil {
			t.Fatal(err)
		}
		if rows, err := s.List(ctx, fieldsOf[shelf](t).Query()); err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		if n, err := s.Count(ctx, fieldsOf[shelf](t).Query()); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		for _, err := range s.Stream(ctx, fieldsOf[shelf](t).Query()) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Destroy(ctx, m); err != nil {
			t.Fatal(err)
		}
		want := []string{"INSERT 1", "UPDATE 1", "SELECT 1", "SELECT 1", "SELECT 1", "DELETE 1"}
		if !slices.Equal(before.statements, want) || !slices.Equal(after.statements, want) {
			t.Errorf("the plugins see %q and %q", before.statements, after.statements)
		}
	})
}

// TestCallbacksChange shows that a callback can narrow a query, and refuse a write, which is then undone.
func TestCallbacksChange(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db := d.open(t)
		s := storeOf[shelf, int64](t, db, d.options...)
		for _, m := range []*shelf{{Hall: "a", Size: 1}, {Hall: "b", Size: 1}, {Hall: "c", Size: 1}} {
			if err := s.Create(ctx, m); err != nil {
				t.Fatal(err)
			}
		}
		refused := errors.New("refused")
		err := errors.Join(
			db.Callback().Query().Before("gorm:query").Register("test:narrow", func(db *gorm.DB) { db.Where("hall = ?", "a").Or("hall = ?", "b") }),
			db.Callback().Update().Before("gorm:update").Register("test:narrow", func(db *gorm.DB) { db.Where("hall = ?", "a").Or("hall = ?", "b") }),
			db.Callback().Delete().Before("gorm:delete").Register("test:refuse", func(db *gorm.DB) { _ = db.AddError(refused) }),
		)
		if err != nil {
			t.Fatal(err)
		}
		q := query[shelf](t, crud.Cond("ID", crud.Greater, 1))
		if rows, err := s.List(ctx, q); err != nil || len(rows) != 1 || rows[0].Hall != "b" {
			t.Errorf("%s %v", show(rows), err)
		}
		if n, err := s.Count(ctx, q); err != nil || n != 1 {
			t.Error(n, err)
		}
		streamed := 0
		for m, err := range s.Stream(ctx, q) {
			if streamed++; err != nil || m.Hall != "b" {
				t.Errorf("%s %v", show(m), err)
			}
		}
		if streamed != 1 {
			t.Errorf("%d rows are streamed", streamed)
		}
		size := []*crud.Field{fieldsOf[shelf](t).Named("Size")}
		if err := s.Update(ctx, &shelf{ID: 2, Size: 2}, size); err != nil {
			t.Error(err)
		}
		if err := s.Update(ctx, &shelf{ID: 3, Size: 2}, size); !errors.Is(err, crud.ErrNotFound) {
			t.Error(err)
		}
		if err := s.Destroy(ctx, &shelf{ID: 1}); !errors.Is(err, refused) {
			t.Error(err)
		}
	})
}

// TestStatementFields shows that GORM's Statement has no field of which nobody has thought whether it changes what a statement
// says. Where it does, isAlone and begun have to look at it.
func TestStatementFields(t *testing.T) {
	known := []string{
		"Table", "TableExpr", "Clauses", "Distinct", "Selects", "Omits", "ColumnMapping", "Joins", "SQL", // isAlone
		"Unscoped", "Schema", // whose clauses, which Unscoped leaves out, are call.marked
		"Model", "Dest", "ReflectValue", // what the call is about
		"Preloads", "SkipHooks", "RaiseErrorOnNotFound", "CurDestIndex", // for GORM's other callbacks
		"Settings",                  // for callbacks
		"DB", "ConnPool", "Context", // which steps take from the statement
		"BuildClauses", "Vars", "Result", // which come of it
	}
	for f := range reflect.TypeFor[gorm.Statement]().Fields() {
		if f.IsExported() && !slices.Contains(known, f.Name) {
			t.Errorf("gorm.Statement has a new field %s: does isAlone have to look at it?", f.Name)
		}
	}
}

// TestReplacedLater shows that calls do nothing once a callback was replaced after New.
func TestReplacedLater(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db := d.open(t)
		s := storeOf[shelf, int64](t, db, d.options...)
		if err := s.Create(ctx, &shelf{Hall: "a", Size: 1}); err != nil {
			t.Fatal(err)
		}
		q := fieldsOf[shelf](t).Query()
		err := errors.Join(
			db.Callback().Query().Replace("gorm:query", callbacks.Query),
			db.Callback().Create().Replace("gorm:create", callbacks.Create(&callbacks.Config{})),
		)
		if err != nil {
			t.Fatal(err)
		}
		_, listed := s.List(ctx, q)
		_, counted := s.Count(ctx, q)
		for _, err := range []error{listed, counted, s.Create(ctx, &shelf{Hall: "d", Size: 1})} {
			if err == nil || !strings.Contains(err.Error(), "replaced after New") {
				t.Errorf("a callback that was replaced after New: %v", err)
			}
		}
		var n int64
		if err := db.Raw("SELECT count(*) FROM shelves").Scan(&n).Error; err != nil || n != 1 {
			t.Errorf("%d rows are there, %v", n, err)
		}
	})
}

// TestReplacedCallback shows that a callback which was replaced before New runs the statements of a store.
func TestReplacedCallback(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db, called := d.open(t), 0
		err := db.Callback().Query().Replace("gorm:query", func(db *gorm.DB) {
			called++
			callbacks.Query(db)
		})
		if err != nil {
			t.Fatal(err)
		}
		s := storeOf[shelf, int64](t, db, d.options...)
		for _, hall := range []string{"a", "b", "c"} {
			if err := s.Create(ctx, &shelf{Hall: hall, Size: 1}); err != nil {
				t.Fatal(err)
			}
		}
		called = 0
		q := orderBy[shelf](t, fieldsOf[shelf](t).Query(), "-Hall")
		q.Limit = 2
		if rows, err := s.List(ctx, q); err != nil || len(rows) != 2 || rows[0].Hall != "c" || called != 1 {
			t.Errorf("%s %v, called %d times", show(rows), err, called)
		}
		streamed := 0
		for _, err := range s.Stream(ctx, q) {
			if streamed++; err != nil {
				t.Error(err)
			}
		}
		if streamed != 2 || called != 2 {
			t.Errorf("%d rows are streamed, called %d times", streamed, called)
		}
	})
}
