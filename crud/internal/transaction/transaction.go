// Package transaction says of a context whether a transaction of a model is under way, and whose calls of a store those with
// it are. An error of an action's own call ends its transaction. After that of a hook, or of what Model.Transaction was given,
// the transaction may go on, so a store must undo what failed and nothing else.
package transaction

import "context"

type (
	key   struct{}
	whose uint8
)

const (
	actions whose = iota
	users
)

// OfAction returns the context for the calls that an action makes itself.
func OfAction(ctx context.Context) context.Context { return context.WithValue(ctx, key{}, actions) }

// OfUser returns the context for what the user of a model does in a transaction.
func OfUser(ctx context.Context) context.Context { return context.WithValue(ctx, key{}, users) }

// Within reports whether a transaction is under way.
func Within(ctx context.Context) bool { return ctx.Value(key{}) != nil }

// IsOfAction reports whether an error of a call with this context ends the transaction.
func IsOfAction(ctx context.Context) bool { return ctx.Value(key{}) == actions }
