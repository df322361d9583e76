package crud

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"
)

// limits bound what a client can ask for, since a database pays for it: those of a Config, and the sizes of its pages.
type limits struct {
	text, keys, nested int
	timeout            time.Duration
}

// The limits, where a Config does not say others. There are some that it cannot change.
const (
	defaultPageSize = 100
	maxPageSize     = 1000
	maxText         = 1024
	maxKeys         = 1000
	maxNested       = 250_000

	maxWords      = 32   // in a search
	maxValues     = 1000 // in a list of values
	maxConditions = 200
)

// ErrTooManyNested is what a Store returns when the rows that it reads have more nested rows than Query.MaxNested:
// RESOURCE_EXHAUSTED.
var ErrTooManyNested = errors.New("crud: the rows hold too many nested rows")

// limits returns the limits of a Config, and what is wrong with them.
func (c *Config[M, K]) limits() (limits, error) {
	if min(c.MaxText, c.MaxKeys, c.MaxNested) < 0 || c.Timeout < 0 {
		return limits{}, errors.New("MaxText, MaxKeys, MaxNested and Timeout cannot be negative")
	}
	return limits{cmp.Or(c.MaxText, maxText), cmp.Or(c.MaxKeys, maxKeys), cmp.Or(c.MaxNested, maxNested), c.Timeout}, nil
}

// within returns the context of an action, which ends in time.
func (l *limits) within(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has || l.timeout == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, l.timeout)
}

// checkKeys reports lists of keys that are too long among the fields of what a client sent.
func (l *limits) checkKeys(fields []*Field, row reflect.Value) error {
	invalid := &InvalidError{}
	for _, f := range fields {
		if f.Keys == "" {
			continue
		}
		if list, ok := f.find(row); ok && list.Len() > l.keys {
			invalid.Add(f.Name, "%d keys are too many: at most %d", list.Len(), l.keys)
		}
	}
	return invalid.Err()
}

// checkText says what is wrong with a text to look for.
func (l *limits) checkText(bytes int) error {
	if bytes > l.text {
		return fmt.Errorf("%d bytes are too long a text to look for: at most %d", bytes, l.text)
	}
	return nil
}
