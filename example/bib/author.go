package bib

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/grpcgen/grpcgen/crud"
)

// AuthorService keeps authors.
//
//grpc:service
type AuthorService struct {
	crud.Service[Author, uuid.UUID]
	crud.Streamer[Author]
}

// Author has written books or journals.
type Author struct {
	ID        uuid.UUID `grpc:"read_only,primary" gorm:"primaryKey;type:uuid"`
	FirstName string    `grpc:"search,sort,filter=exact|icontains" gorm:"size:100;not null"`
	LastName  string    `grpc:"search,sort,filter=exact|istarts_with|in" gorm:"size:100;not null"`
	// A day: its time is midnight in UTC.
	BirthDate *time.Time `grpc:"sort,filter=range|null" gorm:"type:date"`
	Email     *string    `grpc:"filter=iexact|null" gorm:"size:100;unique"`
}

// Validate says what is wrong with an author.
func (a *Author) Validate() error {
	invalid := &crud.InvalidError{}
	checkText(invalid, "first_name", a.FirstName, false)
	checkText(invalid, "last_name", a.LastName, true)
	return invalid.Err()
}

func newAuthorService(store crud.Store[Author, uuid.UUID]) (*AuthorService, error) {
	model, err := crud.New(crud.Config[Author, uuid.UUID]{
		Store:        store,
		BeforeCreate: func(_ context.Context, a *Author) error { return setKey(&a.ID) },
		DefaultOrder: []string{"last_name", "first_name"},
	})
	return &AuthorService{crud.NewService(model), crud.NewStreamer(model)}, err
}
