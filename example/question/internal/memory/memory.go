// Package memory keeps questions in memory, for as long as the server runs.
package memory

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"reflect"
	"slices"
	"sync"

	"github.com/grpcgen/grpcgen/example/question"
	"github.com/grpcgen/grpcgen/runtime/crud"
)

// Store is a store of questions. It knows the query of a key, and that of all.
type Store struct {
	mu   sync.Mutex
	last int32
	rows map[int32]question.Question
}

var _ crud.Store[question.Question, int32] = (*Store)(nil)

// New returns a store without questions.
func New() *Store { return &Store{rows: map[int32]question.Question{}} }

// Create gives a question without an ID the next one.
func (s *Store) Create(_ context.Context, q *question.Question) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q.ID == 0 {
		q.ID = s.last + 1
	}
	if _, taken := s.rows[q.ID]; taken {
		return &crud.ConflictError{Kind: crud.Unique, Fields: []string{"id"}}
	}
	s.last = max(s.last, q.ID)
	s.rows[q.ID] = *q
	return nil
}

// Retrieve returns the first question that matches.
func (s *Store) Retrieve(ctx context.Context, q *crud.Query, _ bool) (*question.Question, error) {
	all, err := s.List(ctx, q)
	if err != nil || len(all) == 0 {
		return nil, cmp.Or(err, crud.ErrNotFound)
	}
	return all[0], nil
}

// Update writes fields of a question.
func (s *Store) Update(_ context.Context, q *question.Question, fields []*crud.Field) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	row, ok := s.rows[q.ID]
	if !ok {
		return crud.ErrNotFound
	}
	for _, f := range fields {
		reflect.ValueOf(&row).Elem().FieldByIndex(f.Index).Set(reflect.ValueOf(q).Elem().FieldByIndex(f.Index))
	}
	s.rows[q.ID] = row
	return nil
}

// Destroy removes a question.
func (s *Store) Destroy(_ context.Context, q *question.Question) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.rows[q.ID]; !ok {
		return crud.ErrNotFound
	}
	delete(s.rows, q.ID)
	return nil
}

// List returns the questions that match, by their IDs.
func (s *Store) List(_ context.Context, q *crud.Query) ([]*question.Question, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*question.Question
	for _, id := range slices.Sorted(maps.Keys(s.rows)) {
		row := s.rows[id]
		if !slices.ContainsFunc(q.Where, func(c crud.Condition) bool { return c.Field.Value(reflect.ValueOf(row)) != c.Value }) {
			all = append(all, &row)
		}
	}
	all = all[min(q.Offset, len(all)):]
	if q.Limit > 0 {
		all = all[:min(q.Limit, len(all))]
	}
	return all, nil
}

// Count counts the questions that match.
func (s *Store) Count(ctx context.Context, q *crud.Query) (int64, error) {
	all, err := s.List(ctx, &crud.Query{Where: q.Where})
	return int64(len(all)), err
}

// Stream yields the questions that match.
func (s *Store) Stream(ctx context.Context, q *crud.Query) iter.Seq2[*question.Question, error] {
	return func(yield func(*question.Question, error) bool) {
		all, err := s.List(ctx, q)
		if err != nil {
			yield(nil, err)
		}
		for _, row := range all {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Transaction calls f.
func (s *Store) Transaction(ctx context.Context, f func(context.Context) error) error { return f(ctx) }
