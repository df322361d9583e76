package crud

// Service has all actions of a model but Stream.
type Service[M, K any] struct {
	Lister[M]
	Creator[M]
	Retriever[M, K]
	Updater[M]
	PartialUpdater[M]
	Destroyer[M, K]
}

// NewService returns the six actions of a model.
func NewService[M, K any](model *Model[M, K]) Service[M, K] {
	return Service[M, K]{
		NewLister(model), NewCreator(model), NewRetriever(model), NewUpdater(model), NewPartialUpdater(model), NewDestroyer(model),
	}
}

// ReadOnly has the actions List and Retrieve.
type ReadOnly[M, K any] struct {
	Lister[M]
	Retriever[M, K]
}

// NewReadOnly returns List and Retrieve of a model.
func NewReadOnly[M, K any](model *Model[M, K]) ReadOnly[M, K] {
	return ReadOnly[M, K]{NewLister(model), NewRetriever(model)}
}

// ListCreate has the actions List and Create.
type ListCreate[M, K any] struct {
	Lister[M]
	Creator[M]
}

// NewListCreate returns List and Create of a model.
func NewListCreate[M, K any](model *Model[M, K]) ListCreate[M, K] {
	return ListCreate[M, K]{NewLister(model), NewCreator(model)}
}
