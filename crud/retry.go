package crud

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/grpcgen/grpcgen/crud/internal/transaction"
)

// Transaction calls f within a transaction of the store, and again if that conflicts with another one, or lost its connection
// before it could be kept. What f does with its context is kept if it returns nil. Within a transaction it is part of that
// one, and undone alone if it fails. So is each call of a store: f may go on after an error.
func (m *Model[M, K]) Transaction(ctx context.Context, f func(ctx context.Context) error) error {
	for attempt := 0; ; attempt++ {
		err := m.store.Transaction(ctx, func(ctx context.Context) error { return f(transaction.OfUser(ctx)) })
		if err == nil || !m.again(ctx, attempt, err) {
			return err
		}
	}
}

// transaction is that of an action.
func (m *Model[M, K]) transaction(ctx context.Context, f func(ctx context.Context) error) error {
	return m.store.Transaction(ctx, func(ctx context.Context) error { return f(transaction.OfAction(ctx)) })
}

// again reports whether an action may be tried again, after a while that grows with the attempts. What fails within a
// transaction of any model is tried again by whoever began that.
func (m *Model[M, K]) again(ctx context.Context, attempt int, err error) bool {
	if attempt >= m.retries || !errors.Is(err, ErrRetry) || transaction.Within(ctx) {
		return false
	}
	const first, most = 4 * time.Millisecond, 256 * time.Millisecond
	pause := min(first<<min(attempt, 10), most)
	timer := time.NewTimer(pause/2 + rand.N(pause))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// retries returns how many times an action is retried, as a Config says it.
func retries(configured int) int {
	if configured == 0 {
		return 5
	}
	return max(configured, 0)
}
