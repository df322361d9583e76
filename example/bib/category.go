package bib

import (
	"context"

	"github.com/google/uuid"

	"github.com/grpcgen/grpcgen/crud"
)

// PublicationCategoryService keeps categories. One that is there stays: it has no Destroy.
//
//grpc:service
type PublicationCategoryService struct {
	crud.Service[PublicationCategory, uuid.UUID]
	crud.Streamer[PublicationCategory]
}

// Destroy is not an action of this service.
//
//grpc:action -
func (*PublicationCategoryService) Destroy() {}

// PublicationCategory is what a publication is about.
type PublicationCategory struct {
	ID   uuid.UUID `grpc:"read_only,primary" gorm:"primaryKey;type:uuid"`
	Name string    `grpc:"search,sort,filter=exact|icontains" gorm:"size:100;not null;unique"`
}

// Validate says what is wrong with a category.
func (c *PublicationCategory) Validate() error {
	invalid := &crud.InvalidError{}
	checkText(invalid, "name", c.Name, true)
	return invalid.Err()
}

func newPublicationCategoryService(store crud.Store[PublicationCategory, uuid.UUID]) (*PublicationCategoryService, error) {
	model, err := crud.New(crud.Config[PublicationCategory, uuid.UUID]{
		Store:        store,
		BeforeCreate: func(_ context.Context, c *PublicationCategory) error { return setKey(&c.ID) },
		DefaultOrder: []string{"name"},
	})
	return &PublicationCategoryService{crud.NewService(model), crud.NewStreamer(model)}, err
}
