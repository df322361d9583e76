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
	all     []string
	longest time.Duration
}

func (s *statements) LogMode(logger.LogLevel) logger.Interface { return s }

// ParamsFilter leaves the placeholders in the text.
func (s *statements) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}

func (s *statements) Trace(_ context.Context, began time.Time, f func() (string, int64), _ error) {
	sql, _ := f()
	s.longest = max(s.longest, time.Since(began))
	s.all = append(s.all, sql)
}

func recorded(db *gorm.DB) (*gorm.DB, *statements) {
	s := &statements{Interface: logger.Discard}
	return db.Session(&gorm.Session{Logger: s}), s
}

// books is a library of 20 books of three authors and two publishers, each with a review.
type books struct {
	crud.Store[book, int64]
	db      *gorm.DB
	log     *statements
	authors []uuid.UUID
	keys    []*crud.Field // AuthorIDs
}

func library(t *testing.T, d database) *books {
	t.Helper()
	ctx := context.Background()
	db, log := recorded(d.open(t))
	if err := db.AutoMigrate(&author{}, &publisher{}, &book{}, &review{}); err != nil {
		t.Fatal(err)
	}
	s := &books{Store: storeOf[book, int64](t, db, d.options...), db: db, log: log, keys: []*crud.Field{fieldsOf[book](t).Named("AuthorIDs")}}
	writers := storeOf[author, uuid.UUID](t, db, d.options...)
	for i := range 3 {
		a := &author{ID: uuid.UUID{15: byte(i + 1)}, Name: fmt.Sprint("author ", i)}
		if err := writers.Create(ctx, a); err != nil {
			t.Fatal(err)
		}
		s.authors = append(s.authors, a.ID)
	}
	for i := range 2 {
		if err := db.Create(&publisher{ID: int64(i + 1), Name: fmt.Sprint("publisher ", i), Since: at("2000-01-01T00:00:00Z")}).Error; err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 {
		b := &book{Title: fmt.Sprint("book ", i), PublisherID: int64(i%2 + 1), AuthorIDs: []uuid.UUID{s.authors[i%3], s.authors[0]}}
		if err := s.Create(ctx, b); err != nil {
			t.Fatal(err)
		}
		if want := slices.Compact([]uuid.UUID{s.authors[0], s.authors[i%3]}); !reflect.DeepEqual(b.AuthorIDs, want) {
			t.Fatalf("book %d has the keys %v, not %v", i, b.AuthorIDs, want)
		}
		if err := db.Create(&review{BookID: b.ID, Text: fmt.Sprint("review of ", i)}).Error; err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// read reads the book of a title.
func (s *books) read(t *testing.T, title string) *book {
	t.Helper()
	b, err := s.Retrieve(context.Background(), query[book](t, crud.Cond("Title", crud.Exact, title)), false)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// count checks how many books have a title.
func (s *books) count(t *testing.T, title string, want int64) {
	t.Helper()
	if n, err := s.Count(context.Background(), query[book](t, crud.Cond("Title", crud.Exact, title))); n != want || err != nil {
		t.Errorf("%d books are called %s, %v; want %d", n, title, err, want)
	}
}

func checkBook(t *testing.T, i int, b *book) {
	t.Helper()
	if b.Title != fmt.Sprint("book ", i) || b.Publisher.Name != fmt.Sprint("publisher ", i%2) || b.Publisher.Since.Location() != time.UTC ||
		len(b.Reviews) != 1 || b.Reviews[0].Text != fmt.Sprint("review of ", i) || len(b.Authors) != len(b.AuthorIDs) || b.Authors[0].Name != "author 0" {
		t.Errorf("book %d is %s", i, show(b))
	}
}

// TestRelations reads what rows refer to.
func TestRelations(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		s := library(t, d)
		s.log.all = nil
		rows, err := s.List(ctx, orderBy[book](t, fieldsOf[book](t).Query(), "ID"))
		if err != nil || len(rows) != 20 {
			t.Fatal(len(rows), err)
		}
		// The rows, their publishers, reviews, keys of authors twice, and authors.
		if len(s.log.all) > 6 {
			t.Errorf("%d statements for a page:\n%s", len(s.log.all), strings.Join(s.log.all, "\n"))
		}
		for i, b := range rows {
			checkBook(t, i, b)
		}
		streamed := 0
		for b, err := range s.Stream(ctx, orderBy[book](t, fieldsOf[book](t).Query(), "Title", "ID")) {
			if err != nil || len(b.Reviews) != 1 || b.Publisher.Name == "" || len(b.AuthorIDs) == 0 {
				t.Fatal(show(b), err)
			}
			streamed++
		}
		if streamed != 20 {
			t.Errorf("%d rows are streamed", streamed)
		}
		one, err := s.Retrieve(ctx, query[book](t, crud.Cond("ID", crud.Exact, rows[7].ID)), true)
		if err != nil {
			t.Fatal(err)
		}
		checkBook(t, 7, one)
	})
}

// TestKeyLists writes the keys of a many-to-many association, and removes rows that have some.
func TestKeyLists(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		s := library(t, d)
		one := s.read(t, "book 7")
		for _, want := range [][]uuid.UUID{{s.authors[2]}, {s.authors[1], s.authors[2]}, {}} {
			if err := s.Update(ctx, &book{ID: one.ID, AuthorIDs: want}, s.keys); err != nil {
				t.Fatal(err)
			}
			if got := s.read(t, "book 7"); !slices.Equal(got.AuthorIDs, want) || len(got.Authors) != len(want) {
				t.Errorf("want the keys %v, got %s", want, show(got))
			}
		}
		if err := s.Update(ctx, &book{ID: 99, AuthorIDs: s.authors}, s.keys); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("keys of a book that is not there: %v", err)
		}
		if err := s.db.Exec("DELETE FROM reviews").Error; err != nil {
			t.Fatal(err)
		}
		if err := s.Destroy(ctx, s.read(t, "book 0")); err != nil {
			t.Error(err)
		}
		if err := s.Destroy(ctx, &book{ID: 99}); !errors.Is(err, crud.ErrNotFound) {
			t.Error(err)
		}
	})
}

// TestRelationConflicts refers to what is not there, which leaves nothing behind.
func TestRelationConflicts(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		s := library(t, d)
		lost := &book{Title: "lost", PublisherID: 1, AuthorIDs: []uuid.UUID{s.authors[0], uuid.New()}}
		conflict := (*crud.ConflictError)(nil)
		err := s.Create(ctx, lost)
		if !errors.As(err, &conflict) || conflict.Kind != crud.ForeignKey || !slices.Equal(conflict.Fields, []string{"author_ids"}) {
			t.Errorf("a book of an author that is not there: %v", err)
		}
		err = s.Create(ctx, &book{Title: "lost", PublisherID: 9})
		if !errors.As(err, &conflict) || conflict.Kind != crud.ForeignKey {
			t.Errorf("a book of a publisher that is not there: %v", err)
		}
		err = s.Transaction(ctx, func(ctx context.Context) error {
			lost.ID = 0
			if err := s.Create(ctx, lost); !errors.As(err, &conflict) {
				t.Errorf("within a transaction: %v", err)
			}
			return s.Create(ctx, &book{Title: "kept", PublisherID: 1, AuthorIDs: s.authors})
		})
		if err != nil {
			t.Errorf("a transaction that went on after a conflict: %v", err)
		}
		s.count(t, "kept", 1)
		s.count(t, "lost", 0)
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
