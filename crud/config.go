package crud

import "context"

// Config says how a model is served. Only Store must be there. All functions must be safe for concurrent use.
type Config[M, K any] struct {
	// Store keeps the rows.
	Store Store[M, K]

	// Scope narrows which rows an action sees, for row-level permissions: it adds conditions with q.And. A row outside
	// is NOT_FOUND, for Update, PartialUpdate and Destroy too. Scope is not called for Create. An error ends the action, with
	// its status.
	Scope func(ctx context.Context, action Action, q *Query) error
	// Lookup says which row a key means, in place of the row whose key it is: it adds conditions with q.And.
	Lookup func(ctx context.Context, key K, q *Query) error

	// Hooks run within the transaction of the write, so an error undoes the write. If the transaction conflicts with another
	// one, they run again with it. Their context makes what they do with a store of the same database part of the
	// transaction. What a Before hook sets in the row is stored, in read_only fields too; after it the model's method
	// Validate is called. old is the row as it was stored.
	BeforeCreate  func(ctx context.Context, row *M) error
	AfterCreate   func(ctx context.Context, row *M) error
	BeforeUpdate  func(ctx context.Context, old, row *M) error
	AfterUpdate   func(ctx context.Context, old, row *M) error
	BeforeDestroy func(ctx context.Context, row *M) error
	AfterDestroy  func(ctx context.Context, row *M) error

	// DefaultOrder sorts when the client does not say how: proto or Go names, -name for backwards. The key is always
	// the last of an order.
	DefaultOrder []string
	// DefaultPageSize is how many rows a page has when the client does not say how many: 100 if it is 0. With a
	// Dialect, 0 means MaxPageSize, and if that is 0 too, pages are only made when they are asked for.
	DefaultPageSize int
	// MaxPageSize is how many rows a page has at most, whatever the client says: 1000 if it is 0.
	MaxPageSize int
	// CountAlways counts the rows of all pages for every page. Otherwise only a page that is asked for by its number has
	// a count.
	CountAlways bool

	// Retries is how often an action is tried again after ErrRetry: 5 times if it is 0, never if it is negative.
	Retries int

	// Dialect replaces the request's own fields as the way in which clients pass filters, orders and pages, and changes what
	// they are told of errors: see package socio.
	Dialect Dialect
}
