package gormstore

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// hooked has a hook of GORM before and after each thing.
type hooked struct {
	ID   int64
	Name string `grpc:"filter=exact"`
	Log  string
}

func (h *hooked) BeforeCreate(*gorm.DB) error { h.Log += "create "; return nil }
func (h *hooked) BeforeUpdate(tx *gorm.DB) error {
	tx.Statement.SetColumn("Log", h.Log+"update ")
	return nil
}
func (h *hooked) BeforeDelete(*gorm.DB) error {
	if h.Name == "kept" {
		return errors.New("this one is kept")
	}
	return nil
}
func (h *hooked) AfterFind(*gorm.DB) error { h.Log += "find "; return nil }

// marked is only marked when it is removed, and knows when it was written.
type marked struct {
	ID        int64
	Name      string
	CreatedAt time.Time      `grpc:"read_only"`
	UpdatedAt time.Time      `grpc:"read_only"`
	Stamp     int64          `grpc:"read_only" gorm:"autoUpdateTime:milli"`
	Deleted   gorm.DeletedAt `grpc:"-"`
}

// timed has no more than the times.
type timed struct {
	ID        int64
	Name      string `gorm:"default:unnamed"`
	Serial    string `gorm:"default:(lower('ABC'))"`
	CreatedAt time.Time
	UpdatedAt *time.Time
}

func TestHooks(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		s := storeOf[hooked, int64](t, d.open(t), d.options...)
		m := &hooked{Name: "kept"}
		if err := s.Create(ctx, m); err != nil || m.Log != "create " {
			t.Fatal(m.Log, err)
		}
		if err := s.Update(ctx, &hooked{ID: m.ID, Name: "kept", Log: "sent "}, []*crud.Field{fieldsOf[hooked](t).Named("Name"), fieldsOf[hooked](t).Named("Log")}); err != nil {
			t.Fatal(err)
		}
		for got, err := range s.Stream(ctx, fieldsOf[hooked](t).Query()) {
			if err != nil || got.Log != "sent update find " {
				t.Error(got, err)
			}
		}
		if err := s.Destroy(ctx, m); err == nil || !strings.Contains(err.Error(), "kept") {
			t.Error(err)
		}
	})
}

func TestSoftDelete(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db := d.open(t)
		s := storeOf[marked, int64](t, db, d.options...)
		m := &marked{Name: "a"}
		if err := s.Create(ctx, m); err != nil || m.CreatedAt.IsZero() || m.Stamp == 0 {
			t.Fatal(m, err)
		}
		if err := s.Destroy(ctx, m); err != nil {
			t.Fatal(err)
		}
		if err := s.Destroy(ctx, m); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("it is removed twice: %v", err)
		}
		var n int64
		if visible, err := s.Count(ctx, fieldsOf[marked](t).Query()); visible != 0 || err != nil || db.Unscoped().Model(m).Count(&n).Error != nil || n != 1 {
			t.Error(visible, n, err)
		}
	})
}

func TestTimesAndDefaults(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		s := storeOf[timed, int64](t, d.open(t), d.options...)
		m := &timed{}
		before := time.Now()
		if err := s.Create(ctx, m); err != nil || m.CreatedAt.Before(before.Truncate(time.Microsecond)) || m.UpdatedAt == nil || m.Name != "unnamed" || m.Serial != "abc" {
			t.Fatal(show(m), err)
		}
		byID := query[timed](t, crud.Cond("ID", crud.Exact, m.ID))
		if got, err := s.Retrieve(ctx, byID, false); err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("stored %s\n  read %s %v", show(m), show(got), err)
		}
		change := &timed{ID: m.ID}
		if err := s.Update(ctx, change, []*crud.Field{fieldsOf[timed](t).Named("Name")}); err != nil || change.UpdatedAt == nil {
			t.Fatal(show(change), err)
		}
		got, err := s.Retrieve(ctx, byID, false)
		if err != nil || got.Name != "" || !got.UpdatedAt.Equal(*change.UpdatedAt) || !got.CreatedAt.Equal(m.CreatedAt) || got.UpdatedAt.Before(*m.UpdatedAt) {
			t.Errorf("%s after %s %v", show(got), show(change), err)
		}
	})
}

// TestScope shows that a scope holds whatever it is, and cannot be asked away.
func TestScope(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		type tenant struct{}
		ctx := context.WithValue(context.Background(), tenant{}, "a")
		own := func(ctx context.Context, db *gorm.DB) *gorm.DB {
			return db.Where("hall = ?", ctx.Value(tenant{})).Or("hall = ?", "both")
		}
		scopes := map[string]func(context.Context, *gorm.DB) *gorm.DB{
			"at once": own,
			"deferred": func(ctx context.Context, db *gorm.DB) *gorm.DB {
				return db.Scopes(func(db *gorm.DB) *gorm.DB {
					return db.Scopes(func(db *gorm.DB) *gorm.DB { return own(ctx, db) })
				})
			},
		}
		for name, own := range scopes {
			t.Run(name, func(t *testing.T) {
				all := storeOf[shelf, int64](t, d.open(t), d.options...)
				for i, hall := range []string{"a", "b", "both"} {
					if err := all.Create(ctx, &shelf{ID: int64(i + 1), Hall: hall, Size: 1}); err != nil {
						t.Fatal(err)
					}
				}
				s, err := New[shelf, int64](all.(*store[shelf, int64]).table.db, append(slices.Clone(d.options), Scope(own))...)
				if err != nil {
					t.Fatal(err)
				}
				rows, err := s.List(ctx, orderBy[shelf](t, fieldsOf[shelf](t).Query(), "ID"))
				if err != nil || len(rows) != 2 || rows[0].Hall != "a" || rows[1].Hall != "both" {
					t.Error(show(rows), err)
				}
				for id, want := range map[int64]bool{1: true, 2: false, 3: true} {
					q := &crud.Query{Where: []crud.Condition{{Field: fieldsOf[shelf](t).Key(), Value: id}}}
					got, err := s.Retrieve(ctx, q, true)
					if want && (err != nil || got.ID != id) || !want && !errors.Is(err, crud.ErrNotFound) {
						t.Errorf("%d: %s %v", id, show(got), err)
					}
					if err := s.Update(ctx, &shelf{ID: id, Size: 2}, []*crud.Field{fieldsOf[shelf](t).Named("Size")}); want != (err == nil) {
						t.Errorf("%d is updated: %v", id, err)
					}
					if n, err := s.Count(ctx, q); err != nil || n == 1 != want {
						t.Errorf("%d: %d %v", id, n, err)
					}
					if err := s.Destroy(ctx, &shelf{ID: id}); want != (err == nil) {
						t.Errorf("%d is removed: %v", id, err)
					}
				}
			})
		}
	})
}

// TestLongPattern shows that a text that SQLite cannot look for is the client's mistake.
func TestLongPattern(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		s := storeOf[thing, int32](t, d.open(t), d.options...)
		_, err := s.List(context.Background(), query[thing](t, crud.Cond("Name", crud.Contains, strings.Repeat("a", 60000))))
		invalid := (*crud.InvalidError)(nil)
		if postgres := s.(*store[thing, int32]).table.postgres; postgres && err != nil || !postgres && !errors.As(err, &invalid) {
			t.Error(err)
		}
	})
}

// TestRefused shows what New says of models that do not fit.
func TestRefused(t *testing.T) {
	db := openSQLite(t)
	type noColumn struct {
		ID   int64
		Tags map[string]string `gorm:"-"`
	}
	type writable struct {
		ID          int64
		PublisherID int64
		Publisher   publisher
	}
	type keysOfNothing struct {
		ID      int64
		Reviews []review `grpc:"read_only" gorm:"foreignKey:BookID"`
		Keys    []int64  `grpc:"keys=Reviews" gorm:"-"`
	}
	type otherKey struct {
		Code string `grpc:"primary"`
		ID   int64
	}
	id := crud.Field{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true}
	crud.NewFields[noColumn]([]crud.Field{id, {Name: "tags", Go: "Tags", Kind: crud.Opaque, Nullable: true}})
	crud.NewFields[writable]([]crud.Field{
		id, {Name: "publisher_id", Go: "PublisherID", Kind: crud.Ordered}, {Name: "publisher", Go: "Publisher", Kind: crud.Nested},
	})
	crud.NewFields[keysOfNothing]([]crud.Field{
		id, {Name: "reviews", Go: "Reviews", Kind: crud.Nested, Nullable: true, ReadOnly: true},
		{Name: "keys", Go: "Keys", Kind: crud.Opaque, Keys: "Reviews", Nullable: true},
	})
	crud.NewFields[otherKey]([]crud.Field{{Name: "code", Go: "Code", Kind: crud.Text, Primary: true}, {Name: "id", Go: "ID", Kind: crud.Ordered}})
	refused := func(err error, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("want %q in: %v", part, err)
			}
		}
	}
	_, err := New[noColumn, int64](db)
	refused(err, "noColumn.Tags", "serializer:json")
	_, err = New[writable, int64](db)
	refused(err, "writable.Publisher", "read_only")
	_, err = New[keysOfNothing, int64](db)
	refused(err, "keysOfNothing.Keys", "not a many-to-many")
	_, err = New[otherKey, string](db)
	refused(err, "otherKey.Code", "primary")
	_, err = New[thing, int64](db)
	refused(err, "int32, not int64")
}

// TestBegun shows that New refuses a gorm.DB that has something which statements of a store would not have.
func TestBegun(t *testing.T) {
	db := openSQLite(t)
	scope := func(db *gorm.DB) *gorm.DB { return db.Where("name = ?", "x") }
	for _, begun := range []*gorm.DB{
		scope(db), db.Table("others"), db.Scopes(scope), db.Scopes(scope).Session(&gorm.Session{}), db.Unscoped(), db.Omit("name"), db.Preload("X"),
		db.Set("x", 1), db.Session(&gorm.Session{SkipHooks: true}), db.Session(&gorm.Session{DryRun: true}),
	} {
		if _, err := New[thing, int32](begun); err == nil || !strings.Contains(err.Error(), "Scope") {
			t.Error(err)
		}
	}
	outlived := func(db *gorm.DB) error {
		if _, err := New[thing, int32](db); err == nil || !strings.Contains(err.Error(), "Model.Transaction") {
			t.Error(err)
		}
		return nil
	}
	for _, db := range []*gorm.DB{db, db.Session(&gorm.Session{PrepareStmt: true})} {
		tx := db.Begin()
		_ = outlived(tx)
		_ = outlived(tx.Session(&gorm.Session{PrepareStmt: true}))
		if err := errors.Join(tx.Rollback().Error, db.Connection(outlived)); err != nil {
			t.Error(err)
		}
	}
	for _, plain := range []*gorm.DB{db, db.WithContext(t.Context()), db.Debug(), db.Session(&gorm.Session{NewDB: true, QueryFields: true})} {
		if _, err := New[thing, int32](plain); err != nil {
			t.Error(err)
		}
	}
}
