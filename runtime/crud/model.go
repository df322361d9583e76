package crud

// Model ties a Go struct to its store and says how it is served.
type Model[M, K any] struct{}
