package gormstore

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/crud"
)

// TestGetOrCreate has a hook store a row that may be there already, and go on if it is.
func TestGetOrCreate(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		db := d.open(t)
		shelves, counters := storeOf[shelf, int64](t, db, d.options...), storeOf[counter, int64](t, db, d.options...)
		halls := crud.NewCreator(crud.Must(crud.New(crud.Config[shelf, int64]{Store: shelves})))
		model := crud.Must(crud.New(crud.Config[counter, int64]{Store: counters, BeforeCreate: func(ctx context.Context, row *counter) error {
			err := shelves.Create(ctx, &shelf{Hall: "a", Size: 1})
			if conflict := (*crud.ConflictError)(nil); err != nil && !errors.As(err, &conflict) {
				return err
			}
			_, _ = halls.Create(ctx, &shelf{Hall: "b", Size: 1}) // the same, by an action
			return nil
		}}))
		for range 3 {
			if _, err := crud.NewCreator(model).Create(t.Context(), &counter{N: 1}); err != nil {
				t.Error(err)
			}
		}
		for store, want := range map[interface {
			Count(context.Context, *crud.Query) (int64, error)
		}]int64{shelves: 2, counters: 3} {
			if n, err := store.Count(t.Context(), &crud.Query{}); n != want || err != nil {
				t.Errorf("there are %d rows, not %d: %v", n, want, err)
			}
		}
	})
}

// TestSavepoints shows where there are any: an action's own write ends its transaction anyway.
func TestSavepoints(t *testing.T) {
	db, log := recorded(openPostgres(t))
	counters := storeOf[counter, int64](t, db)
	hook := func(context.Context, *counter) error { return nil }
	model := crud.Must(crud.New(crud.Config[counter, int64]{Store: counters, BeforeCreate: hook}))
	saved := func(what string, want int, f func() error) {
		t.Helper()
		log.all = nil
		if err := f(); err != nil {
			t.Error(err)
		}
		n := 0
		for _, statement := range log.all {
			if strings.HasPrefix(statement, "SAVEPOINT") {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d savepoints, not %d: %q", what, n, want, slices.Compact(log.all))
		}
	}
	saved("an action", 0, func() error {
		_, err := crud.NewCreator(model).Create(t.Context(), &counter{})
		return err
	})
	saved("a write alone", 0, func() error { return counters.Create(t.Context(), &counter{}) })
	saved("a write in a transaction", 1, func() error {
		return model.Transaction(t.Context(), func(ctx context.Context) error { return counters.Create(ctx, &counter{}) })
	})
	saved("an action in a transaction", 1, func() error {
		return model.Transaction(t.Context(), func(ctx context.Context) error {
			_, err := crud.NewCreator(model).Create(ctx, &counter{})
			return err
		})
	})
}
