package gormstore

import (
	"context"
	"errors"
	"iter"
	"time"
	"unsafe"

	"github.com/grpcgen/grpcgen/crud"
)

const (
	batch    = 500         // how many rows a stream reads at once where it has no cursor
	ahead    = 64          // how many rows a cursor reads before it waits for them to be taken
	patience = time.Second // how long it waits, with a connection that others may need
)

// Stream yields the rows that q matches.
func (s *store[M, K]) Stream(ctx context.Context, q *crud.Query) iter.Seq2[*M, error] {
	return func(yield func(*M, error) bool) {
		sorted := s.table.byKey(q)
		if _, within := s.table.pool(ctx); within || !s.table.cursor() {
			s.batches(ctx, sorted, yield)
			return
		}
		s.follow(ctx, sorted, yield)
	}
}

// batches reads rows by batches, each with a query of its own.
func (s *store[M, K]) batches(ctx context.Context, next crud.Query, yield func(*M, error) bool) {
	size := s.table.batch
	for limit, left := next.Limit, next.Limit; ; {
		next.Limit = size
		if limit > 0 {
			next.Limit = min(size, left)
		}
		rows, err := s.List(ctx, &next)
		if errors.Is(err, crud.ErrTooManyNested) && next.Limit > 1 {
			size = next.Limit / 2
			continue
		}
		if err != nil {
			yield(nil, err)
			return
		}
		var after []any
		if len(rows) > 0 { // before they are yielded, since whoever takes a row may change it
			after = s.table.position(next.Order, rows[len(rows)-1])
		}
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
		if left -= len(rows); len(rows) < next.Limit || limit > 0 && left == 0 {
			return
		}
		next.Offset, next.After = 0, after
	}
}

// follow yields the rows of a cursor, and those that it leaves because they are taken too slowly.
func (s *store[M, K]) follow(ctx context.Context, q crud.Query, yield func(*M, error) bool) {
	reading, stop := context.WithCancel(ctx)
	c := &cursor[M]{chunks: make(chan []*M, 1)}
	defer func() { // until it has given its connection back
		stop()
		for range c.chunks {
		}
	}()
	go c.read(reading, s.table, q)
	var after []any
	n := 0
	for chunk := range c.chunks {
		after = s.table.position(q.Order, chunk[len(chunk)-1]) // before they are yielded, as in batches
		for _, row := range chunk {
			if n++; !yield(row, nil) {
				return
			}
		}
	}
	switch {
	case c.panicked != nil:
		panic(c.panicked)
	case c.err != nil:
		yield(nil, c.err)
	case c.slow && n == 0:
		s.batches(ctx, q, yield)
	case c.slow && (q.Limit == 0 || n < q.Limit):
		q.Limit = max(q.Limit-n, 0)
		q.Offset, q.After = 0, after
		s.batches(ctx, q, yield)
	}
}

// cursor reads rows on a goroutine of its own, and hands them on in chunks. All else is said when that channel is closed.
type cursor[M any] struct {
	chunks   chan []*M
	chunk    []*M
	slow     bool // not all were read, since nobody took them
	err      error
	panicked any
}

func (c *cursor[M]) read(ctx context.Context, t *table, q crud.Query) {
	returned := false
	defer func() {
		if !returned { // a callback has panicked, or ended the goroutine
			c.err = errors.New("gormstore: the goroutine of a stream has ended")
			c.panicked = recover()
		}
		close(c.chunks)
	}()
	size := 1 // the first rows are not to wait for others
	next := func() unsafe.Pointer {
		m := new(M)
		c.chunk = append(c.chunk, m)
		return unsafe.Pointer(m)
	}
	c.chunk = make([]*M, 0, size)
	err := t.stream(ctx, &q, next, func() bool {
		if len(c.chunk) < size {
			return true
		}
		if !c.send(ctx) {
			return false
		}
		size = min(2*size, ahead)
		c.chunk = make([]*M, 0, size)
		return true
	})
	if err == nil && c.err == nil && !c.slow && len(c.chunk) > 0 {
		c.send(ctx)
	}
	if err != nil {
		c.err = err
	}
	returned = true
}

// send hands on what was read, and reports whether to go on.
func (c *cursor[M]) send(ctx context.Context) bool {
	select {
	case c.chunks <- c.chunk:
		return true
	default:
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case c.chunks <- c.chunk:
		return true
	case <-timer.C:
		c.slow = true
	case <-ctx.Done():
		c.err = ctx.Err()
	}
	return false
}
