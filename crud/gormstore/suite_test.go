package gormstore

import (
	"context"
	"testing"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/storetest"
)

func suiteOf(open func(t *testing.T) *gorm.DB, options ...Option) func(t *testing.T) storetest.Stores {
	return func(t *testing.T) storetest.Stores {
		db := open(t)
		return storetest.Stores{
			Items:   storeOf[storetest.Item, int32](t, db, options...),
			Labels:  storeOf[storetest.Label, storetest.UUID](t, db, options...),
			Words:   storeOf[storetest.Word, string](t, db, options...),
			Seats:   storeOf[storetest.Seat, int64](t, db, options...),
			Authors: storeOf[storetest.Author, int64](t, db, options...),
			Books:   storeOf[storetest.Book, int64](t, db, options...),
		}
	}
}

func TestSuite(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		storetest.Run(t, suiteOf(func(t *testing.T) *gorm.DB { return d.open(t) }, d.options...))
	})
}

// TestSuiteOtherwise runs the suite where each statement has something of GORM to it.
func TestSuiteOtherwise(t *testing.T) {
	everything := Scope(func(_ context.Context, db *gorm.DB) *gorm.DB { return db.Where("1 = ?", 1).Or("1 = ?", 2) })
	for _, d := range databases {
		if len(d.options) > 0 {
			continue
		}
		t.Run(d.name+" prepared", func(t *testing.T) {
			storetest.Run(t, suiteOf(func(t *testing.T) *gorm.DB { return d.open(t).Session(&gorm.Session{PrepareStmt: true}) }))
		})
		t.Run(d.name+" scoped, with a plugin", func(t *testing.T) {
			storetest.Run(t, suiteOf(func(t *testing.T) *gorm.DB {
				db := d.open(t)
				if err := db.Use(&audit{name: "audit"}); err != nil {
					t.Fatal(err)
				}
				return db
			}, everything))
		})
	}
}

// TestReplica shows that a callback can choose another connection pool, as plugins for read replicas do.
func TestReplica(t *testing.T) {
	ctx := context.Background()
	db, replica := openSQLite(t), openSQLite(t)
	s, copied := storeOf[shelf, int64](t, db), storeOf[shelf, int64](t, replica)
	for hall, store := range map[string]crud.Store[shelf, int64]{"a": s, "b": copied, "c": copied} {
		if err := store.Create(ctx, &shelf{Hall: hall, Size: 1}); err != nil {
			t.Fatal(err)
		}
	}
	err := db.Callback().Query().Before("*").Register("test:replica", func(tx *gorm.DB) {
		if tx.Statement.ConnPool == db.ConnPool {
			tx.Statement.ConnPool = replica.ConnPool
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := s.Count(ctx, fieldsOf[shelf](t).Query()); n != 2 || err != nil {
		t.Errorf("the replica has %d rows, %v", n, err)
	}
	err = s.Transaction(ctx, func(ctx context.Context) error {
		rows, err := s.List(ctx, fieldsOf[shelf](t).Query())
		if len(rows) != 1 {
			t.Errorf("a transaction reads %s", show(rows))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
