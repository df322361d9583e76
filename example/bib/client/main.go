// Command client fills a bibliography, asks it this and that, and prints the conversation.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/example/bib"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:50051", "`address` of the server")
	token := flag.String("token", "", "the `token` of a user, to write a journal too")
	flag.Parse()
	conn, err := grpc.NewClient(*addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	err = newReader(conn, os.Stdout).run(ctx, *token)
	cancel()
	if err := conn.Close(); err != nil {
		log.Print(err)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// reader is somebody who uses a bibliography.
type reader struct {
	out        io.Writer
	authors    *bib.AuthorServiceClient
	publishers *bib.PublisherServiceClient
	categories *bib.PublicationCategoryServiceClient
	books      *bib.BookServiceClient
	journals   *bib.JournalServiceClient
}

func newReader(conn grpc.ClientConnInterface, out io.Writer) *reader {
	return &reader{
		out, bib.NewAuthorServiceClient(conn), bib.NewPublisherServiceClient(conn),
		bib.NewPublicationCategoryServiceClient(conn), bib.NewBookServiceClient(conn), bib.NewJournalServiceClient(conn),
	}
}

func (r *reader) say(format string, args ...any) { fmt.Fprintf(r.out, format+"\n", args...) }

func (r *reader) run(ctx context.Context, token string) error {
	shelf, err := r.fill(ctx)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, []*bib.Book) error{r.ask, r.page, r.change, r.upload, r.stream} {
		if err := step(ctx, shelf); err != nil {
			return err
		}
	}
	if token != "" {
		if err := r.publish(ctx, token, shelf[0]); err != nil {
			return err
		}
	}
	return r.clear(ctx, shelf)
}

// fill creates three books, with what they refer to.
func (r *reader) fill(ctx context.Context) ([]*bib.Book, error) {
	house, err := r.publishers.Create(ctx, &bib.Publisher{Name: "Addison-Wesley", City: ptr("Boston"), Website: "https://informit.com"})
	if err != nil {
		return nil, err
	}
	topic, err := r.category(ctx, "programming")
	if err != nil {
		return nil, err
	}
	var authors []uuid.UUID
	for _, name := range [][2]string{{"Brian", "Kernighan"}, {"Rob", "Pike"}, {"Alan", "Donovan"}} {
		author, err := r.authors.Create(ctx, &bib.Author{FirstName: name[0], LastName: name[1]})
		if err != nil {
			return nil, err
		}
		authors = append(authors, author.ID)
	}
	var shelf []*bib.Book
	for _, b := range []bib.Book{
		{Title: "The Practice of Programming", Format: bib.FormatPaperback, Price: decimal.RequireFromString("49.99"),
			Pages: ptr(int32(267)), PublicationDate: day(1999, 2, 4), AuthorIDs: authors[:2]},
		{Title: "The Go Programming Language", Format: bib.FormatPaperback, Price: decimal.RequireFromString("42.50"),
			Pages: ptr(int32(380)), PublicationDate: day(2015, 10, 26), AuthorIDs: []uuid.UUID{authors[0], authors[2]}},
		{Title: "The Elements of Programming Style", Format: bib.FormatHardcover, Price: decimal.RequireFromString("61"),
			PublicationDate: day(1974, 1, 1), AuthorIDs: authors[:1]},
	} {
		b.PublisherID, b.CategoryIDs = house.ID, []uuid.UUID{topic.ID}
		book, err := r.books.Create(ctx, &b)
		if err != nil {
			return nil, err
		}
		r.say("created %s", describe(book))
		shelf = append(shelf, book)
	}
	return shelf, nil
}

// category finds a category, or creates it.
func (r *reader) category(ctx context.Context, name string) (*bib.PublicationCategory, error) {
	found, err := r.categories.List(ctx, &crud.ListRequest[bib.PublicationCategory]{Filter: &bib.PublicationCategoryFilter{Name: &name}})
	if err != nil {
		return nil, err
	}
	if len(found.Results) > 0 {
		return found.Results[0], nil
	}
	return r.categories.Create(ctx, &bib.PublicationCategory{Name: name})
}

// ask filters, sorts and searches, and is told what cannot be.
func (r *reader) ask(ctx context.Context, shelf []*bib.Book) error {
	limit := decimal.RequireFromString("50")
	cheap, err := r.books.List(ctx, &crud.ListRequest[bib.Book]{
		Filter:  &bib.BookFilter{PriceLess: &limit, PublisherID: &shelf[0].PublisherID},
		OrderBy: []string{"-publication_date"}, Search: "programming the",
	})
	if err != nil {
		return err
	}
	r.say("\nfor less than 50, the newest first:")
	for _, book := range cheap.Results {
		r.say("  %s", describe(book))
	}
	_, err = r.books.List(ctx, &crud.ListRequest[bib.Book]{OrderBy: []string{"colour"}})
	r.say("sorted by colour: %s", status.Convert(err).Message())
	return nil
}

// page reads page by page.
func (r *reader) page(ctx context.Context, shelf []*bib.Book) error {
	r.say("\nby pages of two:")
	request := &crud.ListRequest[bib.Book]{Filter: &bib.BookFilter{IDIn: keys(shelf)}, PageSize: 2}
	for n := 1; ; n++ {
		page, err := r.books.List(ctx, request)
		if err != nil {
			return err
		}
		for _, book := range page.Results {
			r.say("  page %d: %s", n, book.Title)
		}
		if page.NextPageToken == "" {
			return nil
		}
		request.PageToken = page.NextPageToken
	}
}

// change updates one field, and what no book can have.
func (r *reader) change(ctx context.Context, shelf []*bib.Book) error {
	cheaper := &bib.Book{ID: shelf[2].ID, Price: decimal.RequireFromString("19.90")}
	book, err := r.books.PartialUpdate(ctx, cheaper, []string{"price"})
	if err != nil {
		return err
	}
	r.say("\nnow %s", describe(book))
	_, err = r.books.PartialUpdate(ctx, &bib.Book{ID: book.ID, ISBN: ptr("0-201-61586-1")}, []string{"isbn"})
	r.say("with a wrong digit: %s", status.Convert(err).Message())
	_, err = r.books.PartialUpdate(ctx, &bib.Book{ID: book.ID, PublisherID: uuid.Max}, []string{"publisher_id"})
	r.say("of an unknown publisher: %s", status.Code(err))
	return nil
}

// stream asks for books as it gets to know their keys, and for all of them.
func (r *reader) stream(ctx context.Context, shelf []*bib.Book) error {
	r.say("\nby lists of keys:")
	lists := func(yield func([]uuid.UUID, error) bool) {
		_ = yield(keys(shelf[2:]), nil) && yield(keys(shelf[:2]), nil)
	}
	for book, err := range r.books.StreamBooksByIDList(ctx, lists) {
		if err != nil {
			return err
		}
		r.say("  %s", book.Title)
	}
	n := 0
	for _, err := range r.books.Stream(ctx, &crud.StreamRequest[bib.Book]{Filter: &bib.BookFilter{IDIn: keys(shelf)}}) {
		if err != nil {
			return err
		}
		n++
	}
	r.say("streamed %d books", n)
	return nil
}

// publish writes a draft, which others do not see, and publishes it.
func (r *reader) publish(ctx context.Context, token string, book *bib.Book) error {
	mine := metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
	journal, err := r.journals.Create(mine, &bib.Journal{
		Title: "Software: Practice and Experience", Volume: 12, Issue: 1, PublisherID: book.PublisherID, AuthorIDs: book.AuthorIDs,
	})
	if err != nil {
		return err
	}
	_, err = r.journals.Retrieve(ctx, journal.ID)
	r.say("\nthe draft of %s, for others: %s", journal.Owner, status.Code(err))
	journal, err = r.journals.PartialUpdate(mine, &bib.Journal{ID: journal.ID, PublishedAt: ptr(time.Now())}, []string{"published_at"})
	if err != nil {
		return err
	}
	if _, err = r.journals.Retrieve(ctx, journal.ID); err != nil {
		return err
	}
	r.say("published, with %d authors", len(journal.Authors))
	return r.journals.Destroy(mine, journal.ID)
}

// clear removes the books and their authors again. An author of a book stays.
func (r *reader) clear(ctx context.Context, shelf []*bib.Book) error {
	err := r.authors.Destroy(ctx, shelf[0].AuthorIDs[0])
	r.say("\nan author of books: %s", status.Convert(err).Message())
	for _, book := range shelf {
		if err := r.books.Destroy(ctx, book.ID); err != nil {
			return err
		}
	}
	for _, author := range append(shelf[0].AuthorIDs, shelf[1].AuthorIDs[1]) {
		if err := r.authors.Destroy(ctx, author); err != nil {
			return err
		}
	}
	_, err = r.books.Retrieve(ctx, shelf[0].ID)
	r.say("a book that was removed: %s", status.Code(err))
	return nil
}
