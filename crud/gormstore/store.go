package gormstore

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// New returns the store of the model M, whose key is a K, in the database of db, to which it adds a plugin of GORM: call it
// before other goroutines use db. It fails if fields of the model have no place in the database; the error lists all of
// them. It asks the database about the table, which may not exist yet: it is then asked at the first call.
func New[M, K any](db *gorm.DB, options ...Option) (crud.Store[M, K], error) {
	fields, err := crud.FieldsOf[M]()
	if err != nil {
		return nil, err
	}
	if key := fields.Key(); key.Type() != reflect.TypeFor[K]() {
		return nil, fmt.Errorf("gormstore: the key of %s has type %s, not %s", fields.Model(), key.Type(), reflect.TypeFor[K]())
	}
	t, err := newTable(db, reflect.TypeFor[M](), fields, options)
	if err != nil {
		return nil, err
	}
	return &store[M, K]{t}, nil
}

type store[M, K any] struct{ table *table }

// Create stores m.
func (s *store[M, K]) Create(ctx context.Context, m *M) error { return s.table.create(ctx, m) }

// Writes reports whether an action writes a field, as the permissions of GORM's tags say: <-:create, <-:update.
func (s *store[M, K]) Writes(action crud.Action, f *crud.Field) bool {
	b := s.table.bound[f]
	return b == nil || len(b.columns) == 0 || slices.ContainsFunc(b.columns, func(c *column) bool {
		return action == crud.CreateAction && c.field.Creatable || action != crud.CreateAction && c.field.Updatable
	})
}

// Retrieve returns the one row that q matches.
func (s *store[M, K]) Retrieve(ctx context.Context, q *crud.Query, lock bool) (*M, error) {
	one := &struct {
		rows []*M
		room [1]*M
	}{}
	one.rows = one.room[:0]
	if err := s.table.retrieve(ctx, q, lock, &one.rows, adder(&one.rows)); err != nil {
		return nil, err
	}
	return one.rows[0], nil
}

// adder returns what adds a row, and returns where it is.
func adder[M any](rows *[]*M) func() unsafe.Pointer {
	return func() unsafe.Pointer {
		m := new(M)
		*rows = append(*rows, m)
		return unsafe.Pointer(m)
	}
}

// Update writes fields of m to the row of its key.
func (s *store[M, K]) Update(ctx context.Context, m *M, fields []*crud.Field) error {
	return s.table.update(ctx, m, fields)
}

// Destroy removes the row of m's key.
func (s *store[M, K]) Destroy(ctx context.Context, m *M) error { return s.table.destroy(ctx, m) }

// List returns the rows that q matches.
func (s *store[M, K]) List(ctx context.Context, q *crud.Query) ([]*M, error) {
	var rows []*M
	if q.Limit > 0 {
		rows = make([]*M, 0, min(q.Limit, batch))
	}
	if err := s.table.list(ctx, q, &rows, adder(&rows)); err != nil {
		return nil, err
	}
	return rows, nil
}

// Count returns how many rows q matches.
func (s *store[M, K]) Count(ctx context.Context, q *crud.Query) (int64, error) {
	return s.table.count(ctx, q)
}

// Transaction calls f in a transaction.
func (s *store[M, K]) Transaction(ctx context.Context, f func(ctx context.Context) error) error {
	return s.table.transaction(ctx, f)
}
