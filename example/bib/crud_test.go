package bib_test

import (
	"context"
	"iter"
	"reflect"
	"testing"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/example/bib"
)

// actions are what all services have.
type actions[M any] interface {
	Create(ctx context.Context, model *M) (*M, error)
	List(ctx context.Context, request *crud.ListRequest[M]) (*crud.ListResponse[M], error)
	PartialUpdate(ctx context.Context, model *M, fields []string) (*M, error)
	Retrieve(ctx context.Context, key uuid.UUID) (*M, error)
	Stream(ctx context.Context, request *crud.StreamRequest[M]) iter.Seq2[*M, error]
	Update(ctx context.Context, model *M) (*M, error)
}

// life creates a row, reads it, changes it and returns it.
func life[M any](t *testing.T, ctx context.Context, client actions[M], row *M, key func(*M) *uuid.UUID, change func(*M), field string) *M {
	t.Helper()
	created, err := client.Create(ctx, row)
	must(t, err)
	if *key(created) == uuid.Nil {
		t.Fatal("the row has no key")
	}
	same(t, created, client, ctx, *key(created))
	change(created)
	updated, err := client.Update(ctx, created)
	must(t, err)
	if !reflect.DeepEqual(updated, created) {
		t.Errorf("updated is\n%+v, want\n%+v", updated, created)
	}
	same(t, updated, client, ctx, *key(updated))

	old := new(M)
	*key(old) = *key(updated)
	reflect.ValueOf(old).Elem().FieldByName(field).Set(reflect.ValueOf(row).Elem().FieldByName(field))
	protoName := map[string]string{"LastName": "last_name", "Name": "name", "Title": "title"}[field]
	back, err := client.PartialUpdate(ctx, old, []string{protoName})
	must(t, err)
	reflect.ValueOf(updated).Elem().FieldByName(field).Set(reflect.ValueOf(row).Elem().FieldByName(field))
	if !reflect.DeepEqual(back, updated) {
		t.Errorf("partially updated is\n%+v, want\n%+v", back, updated)
	}
	_, err = client.PartialUpdate(ctx, old, []string{"colour"})
	if err == nil {
		t.Error("an unknown field is updated")
	}
	n := 0
	for row, err := range client.Stream(ctx, &crud.StreamRequest[M]{}) {
		must(t, err)
		if *key(row) == *key(back) && reflect.DeepEqual(row, back) {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d of the streamed rows are the one that was created", n)
	}
	return back
}

// same reads a row by its key and in a list.
func same[M any](t *testing.T, want *M, client actions[M], ctx context.Context, key uuid.UUID) {
	t.Helper()
	got, err := client.Retrieve(ctx, key)
	must(t, err)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("retrieved is\n%+v, want\n%+v", got, want)
	}
	page, err := client.List(ctx, &crud.ListRequest[M]{})
	must(t, err)
	for _, row := range page.Results {
		if reflect.DeepEqual(row, want) {
			return
		}
	}
	t.Errorf("the list has no %+v", want)
}

// gone removes a row, once.
func gone[M any](t *testing.T, ctx context.Context, client actions[M], destroy func(context.Context, uuid.UUID) error, key uuid.UUID, name string) {
	t.Helper()
	must(t, destroy(ctx, key))
	fails(t, destroy(ctx, key), codes.NotFound, name+" "+key.String()+" not found")
	_, err := client.Retrieve(ctx, key)
	fails(t, err, codes.NotFound, name+" "+key.String()+" not found")
}

func TestAuthors(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		author := &bib.Author{FirstName: "Iain", LastName: "Banks", BirthDate: ptr(day(1954, 2, 16))}
		back := life(t, t.Context(), l.authors, author, func(a *bib.Author) *uuid.UUID { return &a.ID },
			func(a *bib.Author) { a.LastName, a.BirthDate, a.Email = "M. Banks", nil, ptr("iain@example.com") }, "LastName")
		gone(t, t.Context(), l.authors, l.authors.Destroy, back.ID, "Author")
		_, err := l.authors.Create(t.Context(), &bib.Author{FirstName: "Homer"})
		fails(t, err, codes.InvalidArgument, "last_name: this is required")
	})
}

func TestPublishers(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		publisher := &bib.Publisher{Name: "Orbit", City: ptr("London")}
		back := life(t, t.Context(), l.publishers, publisher, func(p *bib.Publisher) *uuid.UUID { return &p.ID },
			func(p *bib.Publisher) { p.Name, p.City, p.Country = "Orbit Books", nil, ptr("GB") }, "Name")
		again, err := l.publishers.Create(t.Context(), publisher) // the action that is overridden
		must(t, err)
		if again.ID != back.ID {
			t.Error("there are two publishers of one name")
		}
		gone(t, t.Context(), l.publishers, l.publishers.Destroy, back.ID, "Publisher")
	})
}

func TestCategories(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		life(t, t.Context(), l.categories, &bib.PublicationCategory{Name: "poetry"}, func(c *bib.PublicationCategory) *uuid.UUID { return &c.ID },
			func(c *bib.PublicationCategory) { c.Name = "verse" }, "Name")
		for _, m := range bib.PublicationCategoryService_ServiceDesc.Methods {
			if m.MethodName == "Destroy" {
				t.Error("the action that was removed is there")
			}
		}
	})
}

func TestBooks(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.shelf(t)
		book := s.book("The Left Hand of Darkness")
		book.CategoryIDs = []uuid.UUID{s.categories[0].ID}
		book.ISBN = ptr("978-0-441-47812-5")
		change := func(b *bib.Book) {
			b.Title, b.Format, b.Price, b.Pages, b.ISBN = "Dune", bib.FormatEbook, price("12.5"), ptr(int32(412)), nil
			b.PublisherID, b.Publisher = s.publishers[1].ID, s.publishers[1]
			b.AuthorIDs, b.Authors = []uuid.UUID{s.authors[1].ID, s.authors[2].ID}, []*bib.Author{s.authors[1], s.authors[2]}
			b.CategoryIDs, b.Categories = nil, nil
		}
		back := life(t, t.Context(), l.books, book, func(b *bib.Book) *uuid.UUID { return &b.ID }, change, "Title")
		if back.AddedAt.IsZero() {
			t.Error("it is not known when the book was added")
		}
		gone(t, t.Context(), l.books, l.books.Destroy, back.ID, "Book")
		_, err := l.books.Create(t.Context(), &bib.Book{ISBN: ptr("9780441478124"), Price: price("-1")})
		fails(t, err, codes.InvalidArgument, `title: this is required; isbn: "9780441478124" is no ISBN; format: 0 is no format; `+
			`price: -1 is negative; publication_date: this is required`)
	})
}

func TestJournals(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.shelf(t)
		journal := &bib.Journal{Title: "Locus", Volume: 1, Issue: 2, PublisherID: s.publishers[0].ID, AuthorIDs: []uuid.UUID{s.authors[0].ID}}
		back := life(t, as(t, "wonder"), l.journals, journal, func(j *bib.Journal) *uuid.UUID { return &j.ID },
			func(j *bib.Journal) {
				j.Title, j.Issue, j.ISSN, j.AuthorIDs, j.Authors = "Interzone", 3, ptr("0264-3596"), nil, nil
			}, "Title")
		if back.Owner != "alice" {
			t.Errorf("the owner is %q", back.Owner)
		}
		gone(t, as(t, "wonder"), l.journals, l.journals.Destroy, back.ID, "Journal")
	})
}

func TestScope(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.shelf(t)
		draft := &bib.Journal{Title: "Locus", PublisherID: s.publishers[0].ID}
		const nobody = "only users change journals: send a token, authorization: Bearer TOKEN"
		_, err := l.journals.Create(t.Context(), draft)
		fails(t, err, codes.Unauthenticated, nobody)
		draft, err = l.journals.Create(as(t, "wonder"), draft)
		must(t, err)

		hidden := "Journal " + draft.ID.String() + " not found"
		for _, ctx := range []context.Context{t.Context(), as(t, "builder")} {
			_, err = l.journals.Retrieve(ctx, draft.ID)
			fails(t, err, codes.NotFound, hidden)
			page, err := l.journals.List(ctx, &crud.ListRequest[bib.Journal]{Page: 1})
			must(t, err)
			if len(page.Results) != 0 || page.Count != 0 {
				t.Errorf("others see %+v", page)
			}
			for range l.journals.Stream(ctx, nil) {
				t.Error("others stream a draft")
			}
		}
		_, err = l.journals.Retrieve(as(t, "guess"), draft.ID)
		fails(t, err, codes.Unauthenticated, "the token in authorization is none of a user")

		draft.PublishedAt = ptr(day(2026, 1, 1))
		_, err = l.journals.Update(as(t, "wonder"), draft)
		must(t, err)
		_, err = l.journals.Retrieve(t.Context(), draft.ID)
		must(t, err)
		_, err = l.journals.Update(as(t, "builder"), draft)
		fails(t, err, codes.NotFound, hidden)
		fails(t, l.journals.Destroy(as(t, "builder"), draft.ID), codes.NotFound, hidden)
		fails(t, l.journals.Destroy(t.Context(), draft.ID), codes.Unauthenticated, nobody)
		must(t, l.journals.Destroy(as(t, "wonder"), draft.ID))
	})
}
