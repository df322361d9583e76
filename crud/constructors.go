package crud

// NewCreator returns the action Create of a model.
func NewCreator[M, K any](model *Model[M, K]) Creator[M, K] { return Creator[M, K]{model} }

// NewLister returns the action List of a model.
func NewLister[M, K any](model *Model[M, K]) Lister[M, K] { return Lister[M, K]{model} }

// NewRetriever returns the action Retrieve of a model.
func NewRetriever[M, K any](model *Model[M, K]) Retriever[M, K] { return Retriever[M, K]{model} }

// NewUpdater returns the action Update of a model.
func NewUpdater[M, K any](model *Model[M, K]) Updater[M, K] { return Updater[M, K]{model} }

// NewPartialUpdater returns the action PartialUpdate of a model.
func NewPartialUpdater[M, K any](model *Model[M, K]) PartialUpdater[M, K] {
	return PartialUpdater[M, K]{model}
}

// NewDestroyer returns the action Destroy of a model.
func NewDestroyer[M, K any](model *Model[M, K]) Destroyer[M, K] { return Destroyer[M, K]{model} }

// NewStreamer returns the action Stream of a model.
func NewStreamer[M, K any](model *Model[M, K]) Streamer[M, K] { return Streamer[M, K]{model} }
