package bib

import (
	"context"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
)

// PublisherService keeps publishers.
//
//grpc:service
type PublisherService struct {
	crud.Service[Publisher, uuid.UUID]
	crud.Streamer[Publisher]
}

// Publisher publishes books and journals.
type Publisher struct {
	ID      uuid.UUID `grpc:"read_only,primary" gorm:"primaryKey;type:uuid"`
	Name    string    `grpc:"search,sort,filter=exact|icontains" gorm:"size:100;not null;unique"`
	Address *string   `gorm:"size:100"`
	City    *string   `grpc:"search,filter=exact|null" gorm:"size:100"`
	Country *string   `grpc:"sort,filter=exact|in|null" gorm:"size:100"`
	Website string    `gorm:"size:100;not null"`
}

// Create returns the publisher of that name if there is one: clients that add the same publisher all get the same.
func (s *PublisherService) Create(ctx context.Context, model *Publisher) (created *Publisher, err error) {
	created, err = s.Service.Create(ctx, model)
	if status.Code(err) != codes.AlreadyExists {
		return created, err
	}
	there, listErr := s.List(ctx, &crud.ListRequest[Publisher]{Filter: &PublisherFilter{Name: &model.Name}})
	if listErr != nil || len(there.Results) == 0 { // it may be gone again
		return nil, err
	}
	return there.Results[0], nil
}

// Validate says what is wrong with a publisher.
func (p *Publisher) Validate() error {
	invalid := &crud.InvalidError{}
	checkText(invalid, "name", p.Name, true)
	checkText(invalid, "website", p.Website, false)
	return invalid.Err()
}

func newPublisherService(store crud.Store[Publisher, uuid.UUID]) (*PublisherService, error) {
	model, err := crud.New(crud.Config[Publisher, uuid.UUID]{
		Store:        store,
		BeforeCreate: func(_ context.Context, p *Publisher) error { return setKey(&p.ID) },
		DefaultOrder: []string{"name"},
	})
	return &PublisherService{crud.NewService(model), crud.NewStreamer(model)}, err
}
