package bib_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/example/bib"
)

// titles lists the titles of a page, with | between them.
func (l *library) titles(t *testing.T, request *crud.ListRequest[bib.Book]) string {
	t.Helper()
	page, err := l.books.List(t.Context(), request)
	must(t, err)
	var titles []string
	for _, b := range page.Results {
		titles = append(titles, b.Title)
	}
	return strings.Join(titles, "|")
}

// stock creates four books.
func (l *library) stock(t *testing.T) *shelf {
	t.Helper()
	s := l.shelf(t)
	for _, b := range []bib.Book{
		{Title: "Dune", Format: bib.FormatHardcover, Price: price("30.00"), Pages: ptr(int32(412)), PublicationDate: day(1965, 8, 1),
			ISBN: ptr("0-441-17271-7"), PublisherID: s.publishers[0].ID, AuthorIDs: []uuid.UUID{s.authors[1].ID}},
		{Title: "Frankenstein", Format: bib.FormatPaperback, Price: price("7.5"), PublicationDate: day(1818, 1, 1),
			PublisherID: s.publishers[1].ID, AuthorIDs: []uuid.UUID{s.authors[2].ID}},
		{Title: "The Dispossessed", Format: bib.FormatPaperback, Price: price("9.99"), Pages: ptr(int32(341)), PublicationDate: day(1974, 5, 1),
			PublisherID: s.publishers[1].ID, AuthorIDs: []uuid.UUID{s.authors[0].ID}},
		{Title: "100%_dune", Format: bib.FormatEbook, Price: price("9.99"), Pages: ptr(int32(9)), PublicationDate: day(1974, 5, 2),
			PublisherID: s.publishers[0].ID},
	} {
		_, err := l.books.Create(t.Context(), &b)
		must(t, err)
	}
	return s
}

func TestFilters(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.stock(t)
		for _, test := range []struct {
			filter bib.BookFilter
			want   string
		}{
			{bib.BookFilter{}, "100%_dune|Dune|Frankenstein|The Dispossessed"},
			{bib.BookFilter{Title: ptr("Dune")}, "Dune"},
			{bib.BookFilter{Title: ptr("dune")}, ""},
			{bib.BookFilter{TitleIContains: ptr("DUNE")}, "100%_dune|Dune"},
			{bib.BookFilter{TitleIContains: ptr("%_")}, "100%_dune"},
			{bib.BookFilter{TitleIContains: ptr("' OR 1=1 --")}, ""},
			{bib.BookFilter{ISBN: ptr("0441172717")}, "Dune"},
			{bib.BookFilter{ISBNNull: ptr(true)}, "100%_dune|Frankenstein|The Dispossessed"},
			{bib.BookFilter{ISBNNull: ptr(false)}, "Dune"},
			{bib.BookFilter{Format: ptr(bib.FormatPaperback)}, "Frankenstein|The Dispossessed"},
			{bib.BookFilter{FormatIn: []bib.Format{bib.FormatEbook, bib.FormatHardcover}}, "100%_dune|Dune"},
			{bib.BookFilter{PriceLess: ptr(price("9.99"))}, "Frankenstein"},
			{bib.BookFilter{PriceLessOrEqual: ptr(price("9.990"))}, "100%_dune|Frankenstein|The Dispossessed"},
			{bib.BookFilter{PriceGreater: ptr(price("9"))}, "100%_dune|Dune|The Dispossessed"},
			{bib.BookFilter{PagesNull: ptr(true)}, "Frankenstein"},
			{bib.BookFilter{PagesGreaterOrEqual: ptr(int32(341)), PagesLess: ptr(int32(412))}, "The Dispossessed"},
			{bib.BookFilter{PublicationDateGreaterOrEqual: ptr(day(1974, 5, 1)), PublicationDateLess: ptr(day(1974, 5, 2))}, "The Dispossessed"},
			{bib.BookFilter{PublisherID: &s.publishers[1].ID}, "Frankenstein|The Dispossessed"},
			{bib.BookFilter{PublisherIDIn: []uuid.UUID{s.publishers[1].ID, uuid.New()}, PagesNull: ptr(false)}, "The Dispossessed"},
			{bib.BookFilter{IDIn: []uuid.UUID{uuid.New()}}, ""},
		} {
			if got := l.titles(t, &crud.ListRequest[bib.Book]{Filter: &test.filter, OrderBy: []string{"title"}}); got != test.want {
				t.Errorf("%+v gives %q, want %q", test.filter.Conditions(), got, test.want)
			}
		}
		// What a field's tag does not allow does not even compile; who makes up a filter is told what there is.
		_, err := l.authors.List(t.Context(), &crud.ListRequest[bib.Author]{OrderBy: []string{"last_name", "email", "-last_name"}})
		fails(t, err, codes.InvalidArgument, `order_by[1]: "email" cannot be sorted by; allowed: first_name, last_name, birth_date; `+
			`order_by[2]: last_name is repeated`)
	})
}

func TestOrder(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		l.stock(t)
		for _, test := range []struct{ by, want string }{
			{"", "100%_dune|Dune|Frankenstein|The Dispossessed"},
			{"-title", "The Dispossessed|Frankenstein|Dune|100%_dune"},
			{"publication_date", "Frankenstein|Dune|The Dispossessed|100%_dune"},
			{"pages", "Frankenstein|100%_dune|The Dispossessed|Dune"},
			{"-pages", "Dune|The Dispossessed|100%_dune|Frankenstein"},
			{"price,-publication_date", "Frankenstein|100%_dune|The Dispossessed|Dune"},
			{"price", "Frankenstein|The Dispossessed|100%_dune|Dune"}, // equal ones as they were created
			{"format,-price", "Dune|The Dispossessed|Frankenstein|100%_dune"},
		} {
			var by []string
			if test.by != "" {
				by = strings.Split(test.by, ",")
			}
			if got := l.titles(t, &crud.ListRequest[bib.Book]{OrderBy: by}); got != test.want {
				t.Errorf("by %s: %q, want %q", test.by, got, test.want)
			}
		}
	})
}

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		l.stock(t)
		for search, want := range map[string]string{
			"dune": "100%_dune|Dune", "DUNE 0441": "Dune", "the": "The Dispossessed", "%": "100%_dune", "dune the": "", "\\": "",
		} {
			if got := l.titles(t, &crud.ListRequest[bib.Book]{Search: search}); got != want {
				t.Errorf("%q finds %q, want %q", search, got, want)
			}
		}
	})
}

// TestPageTokens reads all pages while others insert before and behind what was read.
func TestPageTokens(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.shelf(t)
		for i := range 10 {
			_, err := l.books.Create(t.Context(), s.book(fmt.Sprintf("m%d", i)))
			must(t, err)
		}
		request := &crud.ListRequest[bib.Book]{OrderBy: []string{"-price", "title"}, PageSize: 3}
		var seen []string
		for {
			page, err := l.books.List(t.Context(), request)
			must(t, err)
			for _, b := range page.Results {
				seen = append(seen, b.Title)
			}
			if request.PageToken = page.NextPageToken; request.PageToken == "" {
				break
			}
			for _, title := range []string{"a", "z"} {
				_, err := l.books.Create(t.Context(), s.book(fmt.Sprintf("%s%d", title, len(seen))))
				must(t, err)
			}
		}
		var old []string
		for _, title := range seen {
			if title[0] == 'a' {
				t.Errorf("%s was inserted before what was read, and is seen", title)
			}
			if title[0] == 'm' {
				old = append(old, title)
			}
		}
		if want := []string{"m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"}; !slices.Equal(old, want) {
			t.Errorf("the pages have %v, want %v", old, want)
		}
		_, err := l.books.List(t.Context(), &crud.ListRequest[bib.Book]{PageToken: "AAAA"})
		fails(t, err, codes.InvalidArgument, "page_token: this is not the next_page_token of a page with the same filter, order and search")
	})
}

func TestPageNumbers(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		l.stock(t)
		for n, want := range []string{"", "100%_dune|Dune|Frankenstein", "The Dispossessed", ""} {
			if n == 0 {
				continue
			}
			page, err := l.books.List(t.Context(), &crud.ListRequest[bib.Book]{Page: int32(n), PageSize: 3})
			must(t, err)
			if page.Count != 4 {
				t.Errorf("page %d counts %d books, want 4", n, page.Count)
			}
			if got := l.titles(t, &crud.ListRequest[bib.Book]{Page: int32(n), PageSize: 3}); got != want {
				t.Errorf("page %d is %q, want %q", n, got, want)
			}
		}
		cheap, err := l.books.List(t.Context(), &crud.ListRequest[bib.Book]{Page: 1, PageSize: 1, Filter: &bib.BookFilter{PriceLess: ptr(price("10"))}})
		must(t, err)
		if len(cheap.Results) != 1 || cheap.Count != 3 {
			t.Errorf("%d of %d cheap books, want 1 of 3", len(cheap.Results), cheap.Count)
		}
	})
}

// TestStatements holds that a page takes as many statements however many rows it has.
func TestStatements(t *testing.T) {
	each(t, func(t *testing.T, l *library) {
		s := l.shelf(t)
		_, err := l.books.List(t.Context(), nil) // the first asks the database what the columns hold
		must(t, err)
		var taken []int64
		for _, n := range []int{2, 40} {
			for i := range n {
				book := s.book(fmt.Sprintf("%d.%d", n, i))
				book.PublisherID = s.publishers[i%2].ID
				book.AuthorIDs = []uuid.UUID{s.authors[i%3].ID, s.authors[(i+1)%3].ID}
				book.CategoryIDs = []uuid.UUID{s.categories[i%2].ID}
				_, err := l.books.Create(t.Context(), book)
				must(t, err)
			}
			before := l.statements.Load()
			page, err := l.books.List(t.Context(), &crud.ListRequest[bib.Book]{PageSize: 100})
			must(t, err)
			taken = append(taken, l.statements.Load()-before)
			for _, b := range page.Results {
				if b.Publisher == nil || len(b.Authors) != 2 || len(b.AuthorIDs) != 2 || len(b.Categories) != 1 || b.Publisher.ID != b.PublisherID {
					t.Fatalf("a book without what it refers to: %+v", b)
				}
			}
		}
		// The books, their publishers, and of authors and categories the keys, again those of what is nested, and it.
		if taken[0] != taken[1] || taken[0] > 8 || taken[0] < 4 {
			t.Errorf("pages of 2 and of 42 books take %v statements, want as many, at most 8", taken)
		}
	})
}
