package crud

import (
	"context"
	"iter"
)

// Creator has the action Create.
type Creator[M, K any] struct{ model *Model[M, K] }

// Lister has the action List.
type Lister[M, K any] struct{ model *Model[M, K] }

// Retriever has the action Retrieve.
type Retriever[M, K any] struct{ model *Model[M, K] }

// Updater has the action Update.
type Updater[M, K any] struct{ model *Model[M, K] }

// PartialUpdater has the action PartialUpdate.
type PartialUpdater[M, K any] struct{ model *Model[M, K] }

// Destroyer has the action Destroy.
type Destroyer[M, K any] struct{ model *Model[M, K] }

// Streamer has the action Stream.
type Streamer[M, K any] struct{ model *Model[M, K] }

// Create stores a new one and returns it as it was stored.
//
//grpc:action model=M
//grpc:param model name=$model
//grpc:param created name=$model
func (c Creator[M, K]) Create(ctx context.Context, model *M) (created *M, err error) {
	return c.model.create(ctx, model)
}

// List returns a page of those that match, in order.
//
//grpc:action model=M idempotency=no_side_effects
func (l Lister[M, K]) List(ctx context.Context, request *ListRequest[M]) (*ListResponse[M], error) {
	return l.model.list(ctx, request)
}

// Retrieve returns the one with the given key.
//
//grpc:action model=M idempotency=no_side_effects
//grpc:param key name=$primary
//grpc:param found name=$model
func (r Retriever[M, K]) Retrieve(ctx context.Context, key K) (found *M, err error) {
	return r.model.retrieve(ctx, key)
}

// Update replaces all fields of the one with the key of model, and returns it.
//
//grpc:action model=M idempotency=idempotent
//grpc:param model name=$model
//grpc:param updated name=$model
func (u Updater[M, K]) Update(ctx context.Context, model *M) (updated *M, err error) {
	return u.model.update(ctx, model)
}

// PartialUpdate replaces the named fields of the one with the key of model, and returns it.
//
//grpc:action model=M idempotency=idempotent
//grpc:param model name=$model
//grpc:param fields name=$fields
//grpc:param updated name=$model
func (u PartialUpdater[M, K]) PartialUpdate(ctx context.Context, model *M, fields []string) (updated *M, err error) {
	return u.model.partialUpdate(ctx, model, fields)
}

// Destroy removes the one with the given key.
//
//grpc:action model=M idempotency=idempotent
//grpc:param key name=$primary
func (d Destroyer[M, K]) Destroy(ctx context.Context, key K) error {
	return d.model.destroy(ctx, key)
}

// Stream sends those that match one by one, as the database gives them.
//
//grpc:action model=M stream=server idempotency=no_side_effects
//grpc:param row name=$model
func (s Streamer[M, K]) Stream(ctx context.Context, request *StreamRequest[M]) (row iter.Seq2[*M, error]) {
	return s.model.stream(ctx, request)
}
