package gormstore

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/grpcgen/grpcgen/crud"
)

// statements records what is run.
type statements struct {
	logger.Interface
	all []string
}

func (s *statements) LogMode(logger.LogLevel) logger.Interface { return s }

// ParamsFilter leaves the placeholders in the text.
func (s *statements) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}

func (s *statements) Trace(_ context.Context, _ time.Time, f func() (string, int64), _ error) {
	sql, _ := f()
	s.all = append(s.all, sql)
}

func recorded(db *gorm.DB) (*gorm.DB, *statements) {
	s := &statements{Interface: logger.Discard}
	return db.Session(&gorm.Session{Logger: s}), s
}

func library(t *testing.T, d database) (db *gorm.DB, log *statements, books crud.Store[book, int64], authors []*author) {
	t.Helper()
	ctx := context.Background()
	db, log = recorded(d.open(t))
	if err := db.AutoMigrate(&author{}, &publisher{}, &book{}, &review{}); err != nil {
		t.Fatal(err)
	}
	books = storeOf[book, int64](t, db, d.options...)
	writers := storeOf[author, uuid.UUID](t, db, d.options...)
	for i := range 3 {
		a := &author{ID: uuid.UUID{15: byte(i + 1)}, Name: fmt.Sprint("author ", i)}
		if err := writers.Create(ctx, a); err != nil {
			t.Fatal(err)
		}
		authors = append(authors, a)
	}
	for i := range 2 {
		if err := db.Create(&publisher{ID: int64(i + 1), Name: fmt.Sprint("publisher ", i), Since: at("2000-01-01T00:00:00Z")}).Error; err != nil {
			t.Fatal(err)
		}
	}
	return db, log, books, authors
}

func TestRelations(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db, log, books, authors := library(t, d)
		ids := []uuid.UUID{authors[0].ID, authors[1].ID, authors[2].ID}
		for i := range 20 {
			b := &book{Title: fmt.Sprint("book ", i), PublisherID: int64(i%2 + 1), AuthorIDs: []uuid.UUID{ids[i%3], ids[0]}}
			if err := books.Create(ctx, b); err != nil {
				t.Fatal(err)
			}
			if want := slices.Compact([]uuid.UUID{ids[0], ids[i%3]}); !reflect.DeepEqual(b.AuthorIDs, want) {
				t.Fatalf("book %d has the keys %v, not %v", i, b.AuthorIDs, want)
			}
			if err := db.Create(&review{BookID: b.ID, Text: fmt.Sprint("review of ", i)}).Error; err != nil {
				t.Fatal(err)
			}
		}
		log.all = nil
		rows, err := books.List(ctx, orderBy[book](t, fieldsOf[book](t).Query(), "ID"))
		if err != nil || len(rows) != 20 {
			t.Fatal(len(rows), err)
		}
		// The rows, their publishers, reviews, keys of authors twice, and authors.
		if len(log.all) > 6 {
			t.Errorf("%d statements for a page:\n%s", len(log.all), strings.Join(log.all, "\n"))
		}
		check := func(i int, b *book) {
			t.Helper()
			if b.Title != fmt.Sprint("book ", i) || b.Publisher.Name != fmt.Sprint("publisher ", i%2) || b.Publisher.Since.Location() != time.UTC ||
				len(b.Reviews) != 1 || b.Reviews[0].Text != fmt.Sprint("review of ", i) || len(b.Authors) != len(b.AuthorIDs) || b.Authors[0].Name != "author 0" {
				t.Errorf("book %d is %s", i, show(b))
			}
		}
		for i, b := range rows {
			check(i, b)
		}
		streamed := 0
		for b, err := range books.Stream(ctx, orderBy[book](t, fieldsOf[book](t).Query(), "Title", "ID")) {
			if err != nil || len(b.Reviews) != 1 || b.Publisher.Name == "" || len(b.AuthorIDs) == 0 {
				t.Fatal(show(b), err)
			}
			streamed++
		}
		if streamed != 20 {
			t.Errorf("%d rows are streamed", streamed)
		}
		one, err := books.Retrieve(ctx, query[book](t, crud.Cond("ID", crud.Exact, rows[7].ID)), true)
		if err != nil {
			t.Fatal(err)
		}
		check(7, one)

		keys := fieldsOf[book](t).Named("AuthorIDs")
		for _, want := range [][]uuid.UUID{{ids[2]}, {ids[1], ids[2]}, {}} {
			if err := books.Update(ctx, &book{ID: one.ID, AuthorIDs: want}, []*crud.Field{keys}); err != nil {
				t.Fatal(err)
			}
			got, err := books.Retrieve(ctx, query[book](t, crud.Cond("ID", crud.Exact, one.ID)), false)
			if err != nil || !slices.Equal(got.AuthorIDs, want) || len(got.Authors) != len(want) || got.Title != "book 7" {
				t.Errorf("want the keys %v, got %s %v", want, show(got), err)
			}
		}
		conflict := (*crud.ConflictError)(nil)
		err = books.Create(ctx, &book{Title: "lost", PublisherID: 1, AuthorIDs: []uuid.UUID{ids[0], uuid.New()}})
		if !errors.As(err, &conflict) || conflict.Kind != crud.ForeignKey || !slices.Equal(conflict.Fields, []string{"author_ids"}) {
			t.Errorf("a book of an author that is not there: %v", err)
		}
		err = books.Create(ctx, &book{Title: "lost", PublisherID: 9})
		if !errors.As(err, &conflict) || conflict.Kind != crud.ForeignKey {
			t.Errorf("a book of a publisher that is not there: %v", err)
		}
		if err := books.Update(ctx, &book{ID: 99, AuthorIDs: ids}, []*crud.Field{keys}); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("keys of a book that is not there: %v", err)
		}
		err = books.Transaction(ctx, func(ctx context.Context) error {
			if err := books.Create(ctx, &book{Title: "lost", PublisherID: 1, AuthorIDs: []uuid.UUID{ids[0], uuid.New()}}); !errors.As(err, &conflict) {
				t.Errorf("within a transaction: %v", err)
			}
			return books.Create(ctx, &book{Title: "kept", PublisherID: 1, AuthorIDs: ids})
		})
		if n, counted := books.Count(ctx, query[book](t, crud.Cond("Title", crud.Exact, "kept"))); n != 1 || err != nil || counted != nil {
			t.Errorf("%d books are there of a transaction that went on after a conflict, %v, %v", n, err, counted)
		}
		if n, err := books.Count(ctx, query[book](t, crud.Cond("Title", crud.Exact, "lost"))); n != 0 || err != nil {
			t.Errorf("%d books are left of what failed, %v", n, err)
		}
		if err := db.Exec("DELETE FROM reviews").Error; err != nil {
			t.Fatal(err)
		}
		if err := books.Destroy(ctx, rows[0]); err != nil {
			t.Error(err)
		}
		if err := books.Destroy(ctx, &book{ID: 99}); !errors.Is(err, crud.ErrNotFound) {
			t.Error(err)
		}
	})
}

// TestHidden leaves out associations within others that clients do not see.
func TestHidden(t *testing.T) {
	stmt := &gorm.Statement{DB: openSQLite(t)}
	if err := stmt.Parse(&book{}); err != nil {
		t.Fatal(err)
	}
	reviews := stmt.Schema.Relationships.Relations["Reviews"]
	if paths := within("Reviews", reviews, nil); !slices.Contains(paths, "Reviews.Book") {
		t.Errorf("reads %v", paths)
	}
	if paths := within("Reviews", reviews, []string{"github.com/grpcgen/grpcgen/crud/gormstore.review.Book"}); len(paths) > 0 {
		t.Errorf("reads %v, which is hidden", paths)
	}
}
