package memstore

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"sync"

	"github.com/grpcgen/grpcgen/crud"
)

// DB is a database: stores with common transactions.
type DB struct {
	writer chan struct{} // holds one, of whoever may write
	mu     sync.RWMutex  // of what the stores hold
}

// NewDB returns a database without stores.
func NewDB() *DB { return &DB{writer: make(chan struct{}, 1)} }

// transaction is what was done and is not yet seen by others.
type transaction struct {
	mu    sync.Mutex
	ended bool
	parts map[any]savable // by *Store
}

// savable is the part of a transaction that is in one store.
type savable interface {
	commit()
	save() (restore func())
}

type transactionOf struct{ db *DB }

func (db *DB) transaction(ctx context.Context) *transaction {
	t, _ := ctx.Value(transactionOf{db}).(*transaction)
	return t
}

// Transaction calls f, and keeps what it did with its context if it returns nil. Within a transaction it is part of that,
// and what it did is undone if it returns an error.
func (db *DB) Transaction(ctx context.Context, f func(ctx context.Context) error) error {
	if t := db.transaction(ctx); t != nil {
		return t.part(func() error { return f(ctx) })
	}
	select {
	case db.writer <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-db.writer }()
	t := &transaction{parts: map[any]savable{}}
	defer t.end()
	if err := f(context.WithValue(ctx, transactionOf{db}, t)); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	db.mu.Lock()
	defer db.mu.Unlock()
	for _, p := range t.parts {
		p.commit()
	}
	return nil
}

func (t *transaction) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
}

// part calls f, and undoes what it did unless it returns nil: it may panic, and the transaction go on.
func (t *transaction) part(f func() error) (err error) {
	restore, done := t.save(), false
	defer func() {
		if !done {
			restore()
		}
	}()
	err = f()
	done = err == nil
	return err
}

// save returns what makes the transaction what it is now.
func (t *transaction) save() (restore func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	restores := map[any]func(){}
	for store, p := range t.parts {
		restores[store] = p.save()
	}
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		for store := range t.parts {
			if restore := restores[store]; restore != nil {
				restore()
			} else {
				delete(t.parts, store)
			}
		}
	}
}

var errEnded = errors.New("memstore: the transaction has ended")

// part is what a transaction changed in a store: nil for what it destroyed.
type part[M any, K comparable] struct {
	s       *Store[M, K]
	changed map[K]*M
}

func (p *part[M, K]) commit() {
	for key, row := range p.changed {
		if row == nil {
			delete(p.s.rows, key)
		} else {
			p.s.rows[key] = row
		}
	}
}

func (p *part[M, K]) save() func() {
	saved := maps.Clone(p.changed)
	return func() { p.changed = saved }
}

// row returns a row as the transaction sees it, or nil.
func (p *part[M, K]) row(key K) *M {
	if row, ok := p.changed[key]; ok {
		return row
	}
	p.s.db.mu.RLock()
	defer p.s.db.mu.RUnlock()
	return p.s.rows[key]
}

// put stores a row unless a constraint is against it.
func (p *part[M, K]) put(key K, row *M) error {
	if len(p.s.unique) > 0 {
		all := p.s.seen(p)
		for _, unique := range p.s.unique {
			if err := p.checkUnique(unique, all, key, row); err != nil {
				return err
			}
		}
	}
	p.changed[key] = row
	return nil
}

func (p *part[M, K]) checkUnique(unique []*crud.Field, all []*M, key K, row *M) error {
	values := valuesOf(unique, row)
	for _, other := range all {
		if p.s.keyOf(other) != key && equal(values, valuesOf(unique, other)) {
			e := &crud.ConflictError{Kind: crud.Unique}
			for _, f := range unique {
				e.Fields = append(e.Fields, f.Name)
			}
			return e
		}
	}
	return nil
}

func valuesOf[M any](fields []*crud.Field, row *M) []any {
	values := make([]any, len(fields))
	for i, f := range fields {
		values[i] = f.Value(reflect.ValueOf(row).Elem())
	}
	return values
}

// equal reports whether values are there and the same.
func equal(a, b []any) bool {
	for i := range a {
		if a[i] == nil || b[i] == nil || compare(a[i], b[i]) != 0 {
			return false
		}
	}
	return true
}

// write calls f with the store's part of the transaction that ctx is of, or of one of its own.
func (s *Store[M, K]) write(ctx context.Context, f func(*part[M, K]) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t := s.db.transaction(ctx)
	if t == nil {
		return s.db.Transaction(ctx, func(ctx context.Context) error { return s.write(ctx, f) })
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return errEnded
	}
	p, ok := t.parts[s].(*part[M, K])
	if !ok {
		p = &part[M, K]{s: s, changed: map[K]*M{}}
		t.parts[s] = p
	}
	return f(p)
}

// seen returns all rows as a part of a transaction sees them, or others if it is nil.
func (s *Store[M, K]) seen(p *part[M, K]) []*M {
	s.db.mu.RLock()
	defer s.db.mu.RUnlock()
	rows := make([]*M, 0, len(s.rows))
	for key, row := range s.rows {
		if p != nil {
			if _, changed := p.changed[key]; changed {
				continue
			}
		}
		rows = append(rows, row)
	}
	if p != nil {
		for _, row := range p.changed {
			if row != nil {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// all returns all rows as ctx sees them.
func (s *Store[M, K]) all(ctx context.Context) ([]*M, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	t := s.db.transaction(ctx)
	if t == nil {
		return s.seen(nil), nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return nil, errEnded
	}
	p, _ := t.parts[s].(*part[M, K])
	return s.seen(p), nil
}
