package crud

import (
	"context"
	"time"
)

// Config says how a model is served. Only Store is required. All functions must be safe for concurrent use.
type Config[M, K any] struct {
	// Store keeps the rows.
	Store Store[M, K]

	// Scope narrows which rows an action sees, for row-level permissions: it adds conditions with q.And. A row outside
	// is NOT_FOUND, for Update, PartialUpdate and Destroy too. An error ends the action, with its status. A row that Create,
	// Update or PartialUpdate has written must be in the scope as well, or the write is undone and PERMISSION_DENIED: Scope is
	// called once more for that, after the Before hooks.
	Scope func(ctx context.Context, action Action, q *Query) error
	// ScopeAfter takes the place of Scope for a row that was written, where that may be another one than the caller was
	// allowed to change. One that adds no conditions lets everything pass.
	ScopeAfter func(ctx context.Context, action Action, q *Query) error
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

	// DefaultOrder is the order if the client asks for none: proto or Go names, -name for descending order. The key is
	// always the last of an order.
	DefaultOrder []string
	// DefaultPageSize is how many rows a page has if the client does not say: 100 if it is 0, unless the Dialect has
	// another default.
	DefaultPageSize int
	// MaxPageSize is how many rows a page has at most, whatever the client asks for: 1000 if it is 0.
	MaxPageSize int
	// CountAlways counts the rows of all pages for every page. Otherwise only a page that is asked for by its number has
	// a count.
	CountAlways bool

	// MaxText is how many bytes a text has at most that a client looks for within others, and a search in all: 1024 if it
	// is 0. To find one text in another takes a database up to the product of their lengths.
	MaxText int
	// MaxKeys is how many keys a field tagged keys= has at most in a request: 1000 if it is 0.
	MaxKeys int
	// MaxNested is how many rows and keys of associations are read at most for an answer, those of a whole page together:
	// 250000 if it is 0. More is RESOURCE_EXHAUSTED. Stream reads fewer rows at a time instead.
	MaxNested int
	// Timeout is how long an action other than Stream takes at most if the client has set no deadline: as long as it may if
	// it is 0. Then it is DEADLINE_EXCEEDED.
	Timeout time.Duration

	// Retries is how many times an action is retried after ErrRetry: 5 times if it is 0, never if it is negative.
	Retries int

	// Dialect replaces the request's own fields as the way in which clients pass filters, orders and pages, and changes what
	// they are told of errors: see package socio.
	Dialect Dialect
}
