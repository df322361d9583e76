package bib

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/grpcgen/grpcgen/crud"
)

// BookService keeps books, and an image of each.
//
//grpc:service
type BookService struct {
	crud.Service[Book, uuid.UUID]
	crud.Streamer[Book]
	books  *crud.Model[Book, uuid.UUID]
	images crud.Store[Image, uuid.UUID]
}

// Book is a book.
type Book struct {
	ID    uuid.UUID `grpc:"read_only,primary,filter=in" gorm:"primaryKey;type:uuid"`
	Title string    `grpc:"search,sort,filter=exact|icontains" gorm:"size:100;not null"`
	// Ten or thirteen digits. Hyphens are not kept.
	ISBN            *string         `grpc:"search,filter=exact|null" gorm:"size:13;unique"`
	Format          Format          `grpc:"sort,filter=exact|in" gorm:"not null"`
	Price           decimal.Decimal `grpc:"sort,filter=range" gorm:"type:numeric(10,2);not null"`
	Pages           *int32          `grpc:"sort,filter=range|null"`
	PublicationDate time.Time       `grpc:"sort,filter=range" gorm:"type:date;not null"`
	AddedAt         time.Time       `grpc:"read_only,sort,filter=range" gorm:"not null"`

	PublisherID uuid.UUID              `grpc:"filter=exact|in" gorm:"type:uuid;not null;index"`
	Publisher   *Publisher             `grpc:"read_only"`
	AuthorIDs   []uuid.UUID            `grpc:"keys=Authors" gorm:"-"`
	Authors     []*Author              `grpc:"read_only" gorm:"many2many:book_authors"`
	CategoryIDs []uuid.UUID            `grpc:"keys=Categories" gorm:"-"`
	Categories  []*PublicationCategory `grpc:"read_only" gorm:"many2many:book_categories"`
}

// Format is how a book is made.
type Format int32

// The formats.
const (
	FormatHardcover Format = iota + 1
	FormatPaperback
	FormatEbook
)

// StreamBooksByIDList sends the books of each list of keys as it arrives, in the order of the list.
//
//grpc:action model=Book idempotency=no_side_effects
//grpc:param book name=$model
func (s *BookService) StreamBooksByIDList(ctx context.Context, bookIDs iter.Seq2[[]uuid.UUID, error]) (book iter.Seq2[*Book, error]) {
	return func(yield func(*Book, error) bool) {
		for keys, err := range bookIDs {
			if err != nil {
				yield(nil, err)
				return
			}
			books, err := s.byKeys(ctx, keys)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, key := range keys {
				if !yield(books[key], nil) {
					return
				}
			}
		}
	}
}

// byKeys reads books, all of which must be there.
func (s *BookService) byKeys(ctx context.Context, keys []uuid.UUID) (map[uuid.UUID]*Book, error) {
	request := &crud.ListRequest[Book]{Filter: &BookFilter{IDIn: keys}, PageSize: int32(max(1, len(keys)))}
	books := map[uuid.UUID]*Book{}
	if len(keys) == 0 { // a filter of none would be none
		return books, nil
	}
	page, err := s.List(ctx, request)
	if err != nil {
		return nil, err
	}
	for _, book := range page.Results {
		books[book.ID] = book
	}
	for _, key := range keys {
		if books[key] == nil {
			return nil, noBook(key)
		}
	}
	return books, nil
}

// Validate says what is wrong with a book.
func (b *Book) Validate() error {
	invalid := &crud.InvalidError{}
	checkText(invalid, "title", b.Title, true)
	if b.ISBN != nil && !validISBN(*b.ISBN) {
		invalid.Add("isbn", "%q is no ISBN", *b.ISBN)
	}
	if b.Format < FormatHardcover || b.Format > FormatEbook {
		invalid.Add("format", "%d is no format", b.Format)
	}
	if b.Price.IsNegative() {
		invalid.Add("price", "%s is negative", b.Price)
	}
	if b.Pages != nil && *b.Pages < 1 {
		invalid.Add("pages", "%d is less than 1", *b.Pages)
	}
	if b.PublicationDate.IsZero() {
		invalid.Add("publication_date", "this is required")
	}
	return invalid.Err()
}

// tidy writes an ISBN as it is kept.
func (b *Book) tidy() {
	if b.ISBN != nil {
		isbn := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(*b.ISBN))
		b.ISBN = &isbn
	}
}

// validISBN holds the last digit of an ISBN against the others.
func validISBN(isbn string) bool {
	sum, weight := 0, func(i int) int { return 1 + i%2*2 }
	modulus := 10
	if len(isbn) == 10 {
		weight, modulus = func(i int) int { return 10 - i }, 11
	} else if len(isbn) != 13 {
		return false
	}
	for i, c := range []byte(isbn) {
		switch {
		case c >= '0' && c <= '9':
			sum += int(c-'0') * weight(i)
		case c == 'X' && i == 9 && len(isbn) == 10:
			sum += 10
		default:
			return false
		}
	}
	return sum%modulus == 0
}

func newBookService(store crud.Store[Book, uuid.UUID], images crud.Store[Image, uuid.UUID]) (*BookService, error) {
	model, err := crud.New(crud.Config[Book, uuid.UUID]{
		Store: store,
		BeforeCreate: func(_ context.Context, b *Book) error {
			b.tidy()
			b.AddedAt = now()
			return setKey(&b.ID)
		},
		BeforeUpdate: func(_ context.Context, _, b *Book) error {
			b.tidy()
			return nil
		},
		DefaultOrder: []string{"title"},
	})
	return &BookService{crud.NewService(model), crud.NewStreamer(model), model, images}, err
}
