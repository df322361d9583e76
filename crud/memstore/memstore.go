// Package memstore is a crud.Store in memory: for tests, and as what the stores of databases are compared with. It has
// transactions, one at a time, and unique constraints, and it assigns keys. It has no relations.
package memstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"reflect"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/internal/deep"
)

// Store keeps the rows of a model in memory. It is safe for concurrent use: a transaction sees what it did itself, others
// see it when it has ended. Rows are copied on their way in and out.
type Store[M any, K comparable] struct {
	db     *DB
	fields *crud.Fields
	key    *crud.Field
	unique [][]*crud.Field
	rows   map[K]*M // under db.mu; a row is never changed, but replaced
	last   uint64   // the greatest key that is a number; under db.mu
}

// Option configures a store: see Unique and In.
type Option func(*options)

type options struct {
	db     *DB
	unique [][]string
}

// Unique has the store refuse two rows with the same values in some fields, by their proto or Go names. Rows without a
// value in one of them do not count, as in SQL.
func Unique(fields ...string) Option {
	return func(o *options) { o.unique = append(o.unique, fields) }
}

// In puts the store into a database, whose transactions then cover all its stores. Without it a store has a database of its own.
func In(db *DB) Option { return func(o *options) { o.db = db } }

// New returns an empty store. Its errors are those of the model, and of options that name fields it does not have.
func New[M any, K comparable](with ...Option) (*Store[M, K], error) {
	fields, err := crud.FieldsOf[M]()
	if err != nil {
		return nil, err
	}
	o := options{db: NewDB()}
	for _, option := range with {
		option(&o)
	}
	s := &Store[M, K]{db: o.db, fields: fields, key: fields.Key(), rows: map[K]*M{}}
	if s.key.Type() != reflect.TypeFor[K]() {
		return nil, fmt.Errorf("memstore: the key of %s has type %s, and the store is one of keys of type %s", fields.Model(), s.key.Type(), reflect.TypeFor[K]())
	}
	var problems []error
	for _, names := range o.unique {
		var unique []*crud.Field
		for _, name := range names {
			f := fields.Named(name)
			if f == nil {
				problems = append(problems, fmt.Errorf("memstore: %s has no field %s", fields.Model(), name))
			}
			unique = append(unique, f)
		}
		s.unique = append(s.unique, unique)
	}
	return s, errors.Join(problems...)
}

// Must returns the store, or panics with the error: memstore.Must(memstore.New[Question, int32]()).
func Must[M any, K comparable](store *Store[M, K], err error) *Store[M, K] {
	if err != nil {
		panic(err)
	}
	return store
}

func (s *Store[M, K]) keyOf(m *M) K {
	return reflect.ValueOf(m).Elem().FieldByIndex(s.key.Index()).Interface().(K)
}

// Create stores m. A key that is a number or has 16 bytes, and is zero, is filled: with the next number, or randomly. Any other
// key must be there.
func (s *Store[M, K]) Create(ctx context.Context, m *M) error {
	return s.write(ctx, func(p *part[M, K]) error {
		if err := s.fillKey(m); err != nil {
			return err
		}
		key := s.keyOf(m)
		if p.row(key) != nil {
			return &crud.ConflictError{Kind: crud.Unique, Fields: []string{s.key.Name}}
		}
		return p.put(key, deep.Copy(m))
	})
}

func (s *Store[M, K]) fillKey(m *M) error {
	key := reflect.ValueOf(m).Elem().FieldByIndex(s.key.Index())
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	switch {
	case key.CanInt() || key.CanUint():
		return s.number(key)
	case key.IsZero() && key.Kind() == reflect.Array && key.Len() == 16 && key.Type().Elem().Kind() == reflect.Uint8:
		id := key.Slice(0, 16).Bytes()
		rand.Read(id)
		id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // a UUID of version 4, RFC 9562
	case key.IsZero():
		return crud.Invalid(s.key.Name, "a new %s must have one", s.fields.Model())
	}
	return nil
}

// number gives a row the next number, or notes the one it has.
func (s *Store[M, K]) number(key reflect.Value) error {
	if !key.IsZero() {
		if key.CanUint() {
			s.last = max(s.last, key.Uint())
		} else if key.Int() > 0 {
			s.last = max(s.last, uint64(key.Int()))
		}
		return nil
	}
	next := s.last + 1
	if next == 0 || key.CanUint() && key.OverflowUint(next) || key.CanInt() && (int64(next) < 0 || key.OverflowInt(int64(next))) {
		return fmt.Errorf("memstore: all keys of %s are used", s.fields.Model())
	}
	s.last = next
	key.Set(reflect.ValueOf(next).Convert(key.Type()))
	return nil
}

// Update writes fields of m to the row of m's key.
func (s *Store[M, K]) Update(ctx context.Context, m *M, fields []*crud.Field) error {
	return s.write(ctx, func(p *part[M, K]) error {
		key := s.keyOf(m)
		old := p.row(key)
		if old == nil {
			return crud.ErrNotFound
		}
		row := deep.Copy(old)
		to, from := reflect.ValueOf(row).Elem(), reflect.ValueOf(deep.Copy(m)).Elem()
		for _, f := range fields {
			f.Copy(to, from)
		}
		return p.put(key, row)
	})
}

// Destroy removes the row of m's key.
func (s *Store[M, K]) Destroy(ctx context.Context, m *M) error {
	return s.write(ctx, func(p *part[M, K]) error {
		key := s.keyOf(m)
		if p.row(key) == nil {
			return crud.ErrNotFound
		}
		p.changed[key] = nil
		return nil
	})
}

// Retrieve returns the row that q matches. Within a transaction no other can change it, with or without lock.
func (s *Store[M, K]) Retrieve(ctx context.Context, q *crud.Query, lock bool) (*M, error) {
	rows, err := s.find(ctx, q)
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return nil, crud.ErrNotFound
	case len(rows) > 1:
		return nil, fmt.Errorf("memstore: %d rows of %s match instead of one", len(rows), s.fields.Model())
	}
	return deep.Copy(rows[0]), nil
}

// List returns the rows that q matches.
func (s *Store[M, K]) List(ctx context.Context, q *crud.Query) ([]*M, error) {
	rows, err := s.find(ctx, q)
	for i := range rows {
		rows[i] = deep.Copy(rows[i])
	}
	return rows, err
}

// Count returns how many rows q matches, without its page.
func (s *Store[M, K]) Count(ctx context.Context, q *crud.Query) (int64, error) {
	rows, err := s.matching(ctx, q)
	return int64(len(rows)), err
}

// Stream yields the rows that q matches when it is ranged over, as they were then.
func (s *Store[M, K]) Stream(ctx context.Context, q *crud.Query) iter.Seq2[*M, error] {
	return func(yield func(*M, error) bool) {
		rows, err := s.find(ctx, q)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, row := range rows {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(deep.Copy(row), nil) {
				return
			}
		}
	}
}

// Transaction calls f within a transaction: of the store's database, or a part of the one that ctx is of. There is one
// at a time: others wait, until their context ends.
func (s *Store[M, K]) Transaction(ctx context.Context, f func(ctx context.Context) error) error {
	return s.db.Transaction(ctx, f)
}
