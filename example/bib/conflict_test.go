package bib_test

import (
	"testing"

	"github.com/google/uuid"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/example/bib"
)

// violated lists the fields that the details of an error name.
func violated(err error) (fields []string) {
	for _, d := range status.Convert(err).Details() {
		if bad, ok := d.(*errdetails.BadRequest); ok {
			for _, v := range bad.FieldViolations {
				fields = append(fields, v.Field)
			}
		}
	}
	return fields
}

func TestUnique(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.shelf(t)
		_, err := l.categories.Create(t.Context(), &bib.PublicationCategory{Name: "fiction"})
		fails(t, err, codes.AlreadyExists, "PublicationCategory with this name already exists")
		if got := violated(err); len(got) != 1 || got[0] != "name" {
			t.Errorf("the details name %v, want name", got)
		}
		for i := range 2 {
			book := s.book("one or the other")
			book.ISBN = ptr([]string{"0-441-17271-7", "0 441 17271 7"}[i])
			if _, err = l.books.Create(t.Context(), book); i == 0 {
				must(t, err)
			}
		}
		fails(t, err, codes.AlreadyExists, "Book with this isbn already exists")
		for i := range 3 {
			_, err = l.journals.Create(as(t, "wonder"), &bib.Journal{Title: "Locus", Volume: 1, Issue: int32(i / 2 * 1), PublisherID: s.publishers[0].ID})
			if i != 1 {
				must(t, err)
			} else {
				fails(t, err, codes.AlreadyExists, "Journal with this title, volume, issue already exists")
			}
		}
	})
}

func TestForeignKeys(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.shelf(t)
		orphan := s.book("of nobody's")
		orphan.PublisherID = uuid.New()
		_, err := l.books.Create(t.Context(), orphan)
		if status.Code(err) != codes.FailedPrecondition {
			t.Errorf("a book of no publisher: %v", err)
		}
		ghost := s.book("by nobody")
		ghost.AuthorIDs = append(ghost.AuthorIDs, uuid.New())
		_, err = l.books.Create(t.Context(), ghost)
		fails(t, err, codes.FailedPrecondition, "author_ids references a row that does not exist")
		if got := l.titles(t, nil); got != "" {
			t.Errorf("books that were refused are there: %s", got)
		}
		book, err := l.books.Create(t.Context(), s.book("Rocannon's World"))
		must(t, err)
		fails(t, l.authors.Destroy(t.Context(), s.authors[0].ID), codes.FailedPrecondition, "Author is still referenced by other rows")
		fails(t, l.publishers.Destroy(t.Context(), s.publishers[0].ID), codes.FailedPrecondition, "Publisher is still referenced by other rows")
		must(t, l.books.Destroy(t.Context(), book.ID))
		must(t, l.authors.Destroy(t.Context(), s.authors[0].ID))
		must(t, l.publishers.Destroy(t.Context(), s.publishers[0].ID))
	})
}

// TestManyToMany writes the keys of a book's authors, and reads the authors.
func TestManyToMany(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.shelf(t)
		one, two, three := s.authors[0].ID, s.authors[1].ID, s.authors[2].ID
		book := s.book("an anthology")
		book.AuthorIDs = []uuid.UUID{one, two, one}
		book.Authors = []*bib.Author{{LastName: "is not sent"}}
		book, err := l.books.Create(t.Context(), book)
		must(t, err)
		check := func(b *bib.Book, want ...uuid.UUID) {
			t.Helper()
			if len(b.AuthorIDs) != len(want) || len(b.Authors) != len(want) {
				t.Fatalf("%d keys and %d authors, want %d", len(b.AuthorIDs), len(b.Authors), len(want))
			}
			there := map[uuid.UUID]int{}
			for i, key := range b.AuthorIDs {
				there[key]++
				there[b.Authors[i].ID]++
			}
			for _, key := range want {
				if there[key] != 2 {
					t.Errorf("author %s is missing", key)
				}
			}
		}
		check(book, one, two)
		book, err = l.books.PartialUpdate(t.Context(), &bib.Book{ID: book.ID, AuthorIDs: []uuid.UUID{three, two}}, []string{"author_ids"})
		must(t, err)
		check(book, three, two)
		_, err = l.books.PartialUpdate(t.Context(), &bib.Book{ID: book.ID, AuthorIDs: []uuid.UUID{one, uuid.New()}}, []string{"author_ids"})
		fails(t, err, codes.FailedPrecondition, "author_ids references a row that does not exist")
		book, err = l.books.PartialUpdate(t.Context(), &bib.Book{ID: book.ID, Title: "renamed"}, []string{"title"})
		must(t, err)
		check(book, three, two)
		book, err = l.books.PartialUpdate(t.Context(), &bib.Book{ID: book.ID}, []string{"author_ids"})
		must(t, err)
		check(book)
	})
}
