package crud

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// inTransaction marks the context of a transaction of any model: what fails within is tried again by whoever began it.
type inTransaction struct{}

// Transaction calls f within a transaction of the store, and again if that conflicts with another one. What f does with its
// context is kept if it returns nil. Within a transaction it is part of that one.
func (m *Model[M, K]) Transaction(ctx context.Context, f func(ctx context.Context) error) error {
	for attempt := 0; ; attempt++ {
		err := m.transaction(ctx, f)
		if err == nil || !m.again(ctx, attempt, err) {
			return err
		}
	}
}

func (m *Model[M, K]) transaction(ctx context.Context, f func(ctx context.Context) error) error {
	return m.store.Transaction(ctx, func(ctx context.Context) error {
		return f(context.WithValue(ctx, inTransaction{}, true))
	})
}

// again reports whether an action may be tried again, after a while that grows with the attempts.
func (m *Model[M, K]) again(ctx context.Context, attempt int, err error) bool {
	if attempt >= m.retries || !errors.Is(err, ErrRetry) || ctx.Value(inTransaction{}) != nil {
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
