// Package bib keeps a bibliography: authors, publishers, categories, books and journals, each a table of a database that
// is served by one line of Go. It is the bibliography of Django Socio gRPC's example, with what that one leaves open.
package bib

import (
	"errors"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"

	"github.com/grpcgen/grpcgen/crud"
)

//go:generate go tool grpcgen build

// Stores keep the rows, each those of one model. All of them are in one database.
type Stores struct {
	Authors    crud.Store[Author, uuid.UUID]
	Publishers crud.Store[Publisher, uuid.UUID]
	Categories crud.Store[PublicationCategory, uuid.UUID]
	Books      crud.Store[Book, uuid.UUID]
	Journals   crud.Store[Journal, uuid.UUID]
	Images     crud.Store[Image, uuid.UUID]
}

// Bibliography is all services.
type Bibliography struct {
	Authors    *AuthorService
	Publishers *PublisherService
	Categories *PublicationCategoryService
	Books      *BookService
	Journals   *JournalService
}

// New returns the services of a bibliography. Users may write journals: the name of each by the token that it sends.
func New(stores Stores, users map[string]string) (*Bibliography, error) {
	authors, err1 := newAuthorService(stores.Authors)
	publishers, err2 := newPublisherService(stores.Publishers)
	categories, err3 := newPublicationCategoryService(stores.Categories)
	books, err4 := newBookService(stores.Books, stores.Images)
	journals, err5 := newJournalService(stores.Journals, users)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return nil, err
	}
	return &Bibliography{authors, publishers, categories, books, journals}, nil
}

// Register serves all of them on s.
func (b *Bibliography) Register(s grpc.ServiceRegistrar) {
	RegisterAuthorServiceServer(s, b.Authors)
	RegisterPublisherServiceServer(s, b.Publishers)
	RegisterPublicationCategoryServiceServer(s, b.Categories)
	RegisterBookServiceServer(s, b.Books)
	RegisterJournalServiceServer(s, b.Journals)
}

// setKey gives a new row its key. Keys sort by when they were made, so that new rows come last.
func setKey(key *uuid.UUID) (err error) {
	*key, err = uuid.NewV7()
	return err
}

// checkText notes a text that is longer than what a column keeps, or missing.
func checkText(invalid *crud.InvalidError, field, text string, required bool) {
	const most = 100
	switch n := len([]rune(text)); {
	case n > most:
		invalid.Add(field, "%d letters are too many: at most %d", n, most)
	case n == 0 && required:
		invalid.Add(field, "this is required")
	}
}

// now is the time as databases keep it.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
