package crud

import (
	"context"
	"iter"
)

// keyless are the actions of a model that do not take its key by itself. An action without a model, which was not made by
// its constructor, has none of them.
type keyless[M any] interface {
	create(context.Context, *M) (*M, error)
	list(context.Context, *ListRequest[M]) (*ListResponse[M], error)
	update(context.Context, *M) (*M, error)
	partialUpdate(context.Context, *M, []string) (*M, error)
	stream(context.Context, *StreamRequest[M]) iter.Seq2[*M, error]
	refuse(ctx context.Context, field, reason string) error
}

// Creator has the action Create.
type Creator[M any] struct{ model keyless[M] }

// NewCreator returns the action Create of a model.
func NewCreator[M, K any](model *Model[M, K]) Creator[M] { return Creator[M]{model} }

// Create stores a new $model and returns it.
//
//grpc:action model=M
//grpc:param model name=$model
//grpc:param created name=$model
func (c Creator[M]) Create(ctx context.Context, model *M) (created *M, err error) {
	if c.model == nil {
		return nil, errNoModel
	}
	return c.model.create(ctx, model)
}

// Lister has the action List.
type Lister[M any] struct{ model keyless[M] }

// NewLister returns the action List of a model.
func NewLister[M, K any](model *Model[M, K]) Lister[M] { return Lister[M]{model} }

// List returns a page of the $model rows that match the request, in the order it asks for.
//
//grpc:action model=M idempotency=no_side_effects
func (l Lister[M]) List(ctx context.Context, request *ListRequest[M]) (*ListResponse[M], error) {
	if l.model == nil {
		return nil, errNoModel
	}
	return l.model.list(ctx, request)
}

// Retriever has the action Retrieve.
type Retriever[M, K any] struct{ model *Model[M, K] }

// NewRetriever returns the action Retrieve of a model.
func NewRetriever[M, K any](model *Model[M, K]) Retriever[M, K] { return Retriever[M, K]{model} }

// Retrieve returns the $model with the given key.
//
//grpc:action model=M idempotency=no_side_effects
//grpc:param key name=$primary
//grpc:param found name=$model
func (r Retriever[M, K]) Retrieve(ctx context.Context, key K) (found *M, err error) {
	return r.model.retrieve(ctx, key)
}

// Updater has the action Update.
type Updater[M any] struct{ model keyless[M] }

// NewUpdater returns the action Update of a model.
func NewUpdater[M, K any](model *Model[M, K]) Updater[M] { return Updater[M]{model} }

// Update replaces all writable fields of the $model with the given key, and returns it.
//
//grpc:action model=M idempotency=idempotent
//grpc:param model name=$model
//grpc:param updated name=$model
func (u Updater[M]) Update(ctx context.Context, model *M) (updated *M, err error) {
	if u.model == nil {
		return nil, errNoModel
	}
	return u.model.update(ctx, model)
}

// PartialUpdater has the action PartialUpdate.
type PartialUpdater[M any] struct{ model keyless[M] }

// NewPartialUpdater returns the action PartialUpdate of a model.
func NewPartialUpdater[M, K any](model *Model[M, K]) PartialUpdater[M] {
	return PartialUpdater[M]{model}
}

// PartialUpdate replaces the named fields of the $model with the given key, and returns it.
//
//grpc:action model=M idempotency=idempotent
//grpc:param model name=$model
//grpc:param fields name=$fields
//grpc:param updated name=$model
func (u PartialUpdater[M]) PartialUpdate(ctx context.Context, model *M, fields []string) (updated *M, err error) {
	if u.model == nil {
		return nil, errNoModel
	}
	return u.model.partialUpdate(ctx, model, fields)
}

// Destroyer has the action Destroy.
type Destroyer[M, K any] struct{ model *Model[M, K] }

// NewDestroyer returns the action Destroy of a model.
func NewDestroyer[M, K any](model *Model[M, K]) Destroyer[M, K] { return Destroyer[M, K]{model} }

// Destroy removes the $model with the given key.
//
//grpc:action model=M idempotency=idempotent
//grpc:param key name=$primary
func (d Destroyer[M, K]) Destroy(ctx context.Context, key K) error {
	return d.model.destroy(ctx, key)
}

// Streamer has the action Stream.
type Streamer[M any] struct{ model keyless[M] }

// NewStreamer returns the action Stream of a model.
func NewStreamer[M, K any](model *Model[M, K]) Streamer[M] { return Streamer[M]{model} }

// Stream sends the $model rows that match the request one by one, in the order it asks for.
//
//grpc:action model=M stream=server idempotency=no_side_effects
//grpc:param row name=$model
func (s Streamer[M]) Stream(ctx context.Context, request *StreamRequest[M]) (row iter.Seq2[*M, error]) {
	if s.model == nil {
		return func(yield func(*M, error) bool) { yield(nil, errNoModel) }
	}
	return s.model.stream(ctx, request)
}
