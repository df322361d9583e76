package gormstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// diary has a hook for all that happens to a row, which does what the test says.
type diary struct {
	ID   int64
	Name string
}

var _ = crud.NewFields[diary]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "name", Go: "Name", Kind: crud.Text},
})

var onDiary = func(string, *gorm.DB, *diary) error { return nil }

func (d *diary) BeforeCreate(tx *gorm.DB) error { return onDiary("BeforeCreate", tx, d) }
func (d *diary) AfterCreate(tx *gorm.DB) error  { return onDiary("AfterCreate", tx, d) }
func (d *diary) BeforeUpdate(tx *gorm.DB) error { return onDiary("BeforeUpdate", tx, d) }
func (d *diary) AfterUpdate(tx *gorm.DB) error  { return onDiary("AfterUpdate", tx, d) }
func (d *diary) BeforeDelete(tx *gorm.DB) error { return onDiary("BeforeDelete", tx, d) }
func (d *diary) AfterDelete(tx *gorm.DB) error  { return onDiary("AfterDelete", tx, d) }
func (d *diary) AfterFind(tx *gorm.DB) error    { return onDiary("AfterFind", tx, d) }

// The statements that a hook runs about its own row.
var ofHooks = map[string]func(tx *gorm.DB, d *diary) *gorm.DB{
	"Find":    func(tx *gorm.DB, d *diary) *gorm.DB { return tx.Find(d) },
	"First":   func(tx *gorm.DB, d *diary) *gorm.DB { return tx.First(d) },
	"Take":    func(tx *gorm.DB, d *diary) *gorm.DB { return tx.Take(d) },
	"Updates": func(tx *gorm.DB, d *diary) *gorm.DB { d.Name += "+"; return tx.Updates(d) },
	"Save":    func(tx *gorm.DB, d *diary) *gorm.DB { d.Name += "+"; return tx.Save(d) },
	"Delete":  func(tx *gorm.DB, d *diary) *gorm.DB { return tx.Delete(d) },
}

var phases = []string{"BeforeCreate", "AfterCreate", "BeforeUpdate", "AfterUpdate", "BeforeDelete", "AfterDelete", "AfterFind"}

// TestHooksAsInGORM shows that hooks which run statements about their own row have the same effect as with GORM alone: when the
// store runs its statements itself, when GORM does, with a plugin, and with a scope, which must hold and may clone the statement.
func TestHooksAsInGORM(t *testing.T) {
	wide := func(db *gorm.DB) *gorm.DB { return db.Where("id = ?", -1).Or("id < ?", 100).Or("id = ?", -2) }
	scopes := map[string][]Option{
		"":       nil,
		"plugin": nil,
		"scope":  {Scope(func(_ context.Context, db *gorm.DB) *gorm.DB { return wide(db) })},
		"deferred scope": {Scope(func(_ context.Context, db *gorm.DB) *gorm.DB {
			return db.Scopes(func(db *gorm.DB) *gorm.DB { return wide(db.Session(&gorm.Session{})) })
		})},
	}
	onEach(t, func(t *testing.T, d database) {
		plain := &byGORMAlone{db: d.open(t)}
		if err := plain.db.AutoMigrate(&diary{}); err != nil {
			t.Fatal(err)
		}
		for mode, options := range scopes {
			db := d.open(t)
			plain.whole = strings.Contains(mode, "scope")
			s := storeOf[diary, int64](t, db, append(options, d.options...)...)
			if mode == "plugin" {
				if err := db.Use(&audit{name: "audit"}); err != nil {
					t.Fatal(err)
				}
			}
			for _, name := range slices.Sorted(maps.Keys(ofHooks)) {
				for _, phase := range phases {
					want, got := lifeOf(t, plain.db, plain, phase, ofHooks[name]), lifeOf(t, db, s, phase, ofHooks[name])
					if got != want {
						t.Errorf("%s in %s, %s\nstore:\n%sGORM:\n%s", name, phase, mode, got, want)
					}
				}
			}
		}
	})
}

// diaries is what lifeOf calls.
type diaries interface {
	Create(ctx context.Context, d *diary) error
	Update(ctx context.Context, d *diary, fields []*crud.Field) error
	List(ctx context.Context, q *crud.Query) ([]*diary, error)
	Destroy(ctx context.Context, d *diary) error
}

// lifeOf has a row created, updated, listed and destroyed beside another row, with a statement in a hook, and tells all that
// can be seen of it.
func lifeOf(t *testing.T, db *gorm.DB, s diaries, phase string, statement func(*gorm.DB, *diary) *gorm.DB) string {
	t.Helper()
	ctx, seen := context.Background(), &strings.Builder{}
	if err := db.Exec("DELETE FROM diaries").Error; err != nil {
		t.Fatal(err)
	}
	if err := s.Create(ctx, &diary{ID: 2, Name: "other"}); err != nil {
		t.Fatal(err)
	}
	inside := false
	onDiary = func(at string, tx *gorm.DB, row *diary) error {
		if inside || at != phase {
			return nil
		}
		inside = true
		defer func() { inside = false }()
		done := statement(tx, row)
		fmt.Fprintf(seen, "  in the hook: %+v, %d rows, %v\n", *row, done.RowsAffected, done.Error)
		return done.Error
	}
	defer func() { onDiary = func(string, *gorm.DB, *diary) error { return nil } }()
	tell := func(action string, err error, rows ...*diary) {
		var names []string
		if err := db.Raw("SELECT id || name FROM diaries ORDER BY id").Scan(&names).Error; err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(seen, "  %s: fails %t, %s, table %q\n", action, err != nil, show(rows), names)
	}
	row := &diary{ID: 1, Name: "first"}
	tell("create", s.Create(ctx, row), row)
	row = &diary{ID: 1, Name: "second"}
	tell("update", s.Update(ctx, row, fieldsOf[diary](t).All()), row)
	rows, err := s.List(ctx, &crud.Query{Order: []crud.Order{{Field: fieldsOf[diary](t).Key()}}})
	tell("list", err, rows...)
	row = &diary{ID: 1}
	tell("destroy", s.Destroy(ctx, row), row)
	return seen.String()
}

// byGORMAlone does what a store does. Whole is what a scope makes of it: a write that fails undoes what its hooks did.
type byGORMAlone struct {
	db    *gorm.DB
	whole bool
}

func (g *byGORMAlone) write(f func(db *gorm.DB) error) error {
	if g.whole {
		return g.db.Transaction(f)
	}
	return f(g.db)
}

func (g *byGORMAlone) Create(_ context.Context, d *diary) error {
	return g.write(func(db *gorm.DB) error { return db.Create(d).Error })
}

func (g *byGORMAlone) Update(_ context.Context, d *diary, _ []*crud.Field) error {
	return g.write(func(db *gorm.DB) error { return found(db.Model(d).Select("name").Updates(d)) })
}

func (g *byGORMAlone) List(context.Context, *crud.Query) (rows []*diary, err error) {
	err = g.db.Order("id").Find(&rows).Error
	return rows, err
}

func (g *byGORMAlone) Destroy(_ context.Context, d *diary) error { return found(g.db.Delete(d)) }

func found(db *gorm.DB) error {
	if db.Error == nil && db.RowsAffected == 0 {
		return crud.ErrNotFound
	}
	return db.Error
}
