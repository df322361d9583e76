package crud

import (
	"context"
	"iter"
)

// Store keeps the rows of a model. M is the struct of the model and K the type of its key.
//
// A method that finds no row returns an error that is ErrNotFound; one that the database refuses because of a unique or a
// foreign key, a *ConflictError; one that conflicted with another transaction, an error that is ErrRetry; one that does not
// reach its database, an error that is ErrUnavailable; one that comes upon a row which it cannot read, an *UnreadableError.
// Methods are safe for concurrent use, and each is done whole or not at all. A context that Transaction gave makes them part
// of the transaction, which can go on after one of them has failed. Neither a Query nor what is in it may be changed. Package
// storetest tests whether a Store does all this.
type Store[M, K any] interface {
	// Create stores m, and fills what the database decides, such as its key.
	Create(ctx context.Context, m *M) error
	// Retrieve returns the one row that q matches; lock keeps others from changing it until the transaction ends.
	Retrieve(ctx context.Context, q *Query, lock bool) (*M, error)
	// Update writes the given fields of m to the row of m's key.
	Update(ctx context.Context, m *M, fields []*Field) error
	// Destroy removes the row of m's key.
	Destroy(ctx context.Context, m *M) error
	// List returns the rows that q matches.
	List(ctx context.Context, q *Query) ([]*M, error)
	// Count returns how many rows q matches, without its page.
	Count(ctx context.Context, q *Query) (int64, error)
	// Stream yields the rows that q matches one by one, as the database gives them, and stops reading when it is left.
	Stream(ctx context.Context, q *Query) iter.Seq2[*M, error]
	// Transaction calls f, and keeps what it did with its context if it returns nil.
	Transaction(ctx context.Context, f func(ctx context.Context) error) error
}

// Restricted is what a Store is besides if it does not write every field that a client sends. A field that Update does not
// write cannot be named in a PartialUpdate, and keeps its value; one that Create does not write is not taken from requests.
type Restricted interface {
	// Writes reports whether CreateAction, or UpdateAction, writes a field.
	Writes(action Action, f *Field) bool
}

// Query selects rows and says in which order. All of its values are data: a store binds them as parameters.
type Query struct {
	Where  []Condition // all of them hold
	Search []Search    // all of them hold
	Order  []Order
	After  []any // the values of Order's fields in the row behind which to begin, nil for none; nil for the beginning
	Offset int   // rows to leave out
	Limit  int   // at most so many rows; 0 for all

	// MaxNested is how many rows and keys of associations are read at most; 0 is for all. More are ErrTooManyNested.
	MaxNested int

	fields *Fields // for And
}

// Search is a text that one of the fields contains, ignoring case.
type Search struct {
	Fields []*Field
	Text   string
}

// Order sorts by a field. Rows without a value come first, or last if Descending.
type Order struct {
	Field      *Field
	Descending bool
}
