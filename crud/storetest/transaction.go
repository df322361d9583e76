package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/grpcgen/grpcgen/crud"
)

var errStop = errors.New("stop")

// testTransaction shows what is seen of a transaction, within it and outside, and what is left of it.
func testTransaction(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	q := by(itemFields.Query(), itemFields, "id")
	change := func(ctx context.Context) error {
		return errors.Join(s.Destroy(ctx, &Item{ID: 1}), s.Update(ctx, &Item{ID: 2, Name: "new"}, named(itemFields, "name")),
			s.Create(ctx, &Item{ID: 9, At: at("2025-01-02T03:04:05Z")}))
	}
	err := s.Transaction(t.Context(), func(ctx context.Context) error {
		if err := change(ctx); err != nil {
			return err
		}
		within, err := s.List(ctx, q)
		if ids := idsOf(within); err != nil || !slices.Equal(ids, []int32{2, 3, 4, 5, 9}) || within[0].Name != "new" {
			t.Errorf("within the transaction are %s %v", show(within), err)
		}
		outside, err := s.List(t.Context(), q)
		if ids := idsOf(outside); err != nil || !slices.Equal(ids, []int32{1, 2, 3, 4, 5}) || outside[1].Name != "beta" {
			t.Errorf("outside of the transaction are %s %v", show(outside), err)
		}
		return errStop
	})
	if !errors.Is(err, errStop) {
		t.Errorf("Transaction returns %v", err)
	}
	listed(t, s, "what was undone", q, 1, 2, 3, 4, 5)
	must(t, s.Transaction(t.Context(), change))
	listed(t, s, "what was kept", q, 2, 3, 4, 5, 9)
}

// testNested shows that a transaction within another is undone alone.
func testNested(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	must(t, s.Transaction(t.Context(), func(ctx context.Context) error {
		must(t, s.Destroy(ctx, &Item{ID: 1}))
		err := s.Transaction(ctx, func(ctx context.Context) error {
			return errors.Join(s.Destroy(ctx, &Item{ID: 2}), errStop)
		})
		if !errors.Is(err, errStop) {
			t.Errorf("the inner transaction returns %v", err)
		}
		must(t, s.Transaction(ctx, func(ctx context.Context) error { return s.Destroy(ctx, &Item{ID: 3}) }))
		// One that fails by a conflict leaves the outer transaction as it was.
		refused(t, s.Transaction(ctx, func(ctx context.Context) error {
			return errors.Join(s.Destroy(ctx, &Item{ID: 4}), s.Create(ctx, &Item{ID: 5, At: at("2025-01-02T03:04:05Z")}))
		}), crud.Unique, "id")
		return nil
	}))
	listed(t, s, "afterwards", by(itemFields.Query(), itemFields, "id"), 2, 4, 5)
	err := s.Transaction(t.Context(), func(ctx context.Context) error {
		must(t, s.Transaction(ctx, func(ctx context.Context) error { return s.Destroy(ctx, &Item{ID: 5}) }))
		return errStop
	})
	if !errors.Is(err, errStop) {
		t.Errorf("the outer transaction returns %v", err)
	}
	listed(t, s, "the inner is undone with the outer:", by(itemFields.Query(), itemFields, "id"), 2, 4, 5)
}

// testGoesOn shows that a transaction goes on after a write that fails, of which nothing is left.
func testGoesOn(t *testing.T, s crud.Store[Seat, int64]) {
	seat := func(row int32) *Seat { return &Seat{Hall: "a", Row: row} }
	create(t.Context(), t, s, seat(1), seat(2))
	must(t, s.Transaction(t.Context(), func(ctx context.Context) error {
		create(ctx, t, s, seat(3))
		refused(t, s.Create(ctx, seat(1)), crud.Unique, "hall", "row")
		refused(t, s.Update(ctx, &Seat{ID: 2, Hall: "a", Row: 1}, named(seatFields, "hall", "row")), crud.Unique, "hall", "row")
		create(ctx, t, s, seat(4))
		return nil
	}))
	counted(t, s, seatFields.Query(), 4)
}

// testStreamWithin writes rows while they are streamed in one transaction.
func testStreamWithin(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	must(t, s.Transaction(t.Context(), func(ctx context.Context) error {
		for item, err := range s.Stream(ctx, by(itemFields.Query(), itemFields, "id")) {
			must(t, err)
			item.Name = "written"
			must(t, s.Update(ctx, item, named(itemFields, "name")))
		}
		return nil
	}))
	counted(t, s, query(t, itemFields, crud.Cond("name", crud.Exact, "written")), 5)
}

// testPanic shows that a panic undoes a transaction, and is not lost.
func testPanic(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	panicked := func(ctx context.Context, id int32) (value any) {
		defer func() { value = recover() }()
		return s.Transaction(ctx, func(ctx context.Context) error {
			must(t, s.Destroy(ctx, &Item{ID: id}))
			panic(errStop)
		})
	}
	if v := panicked(t.Context(), 1); v != errStop {
		t.Errorf("the panic becomes %v", v)
	}
	must(t, s.Transaction(t.Context(), func(ctx context.Context) error {
		if v := panicked(ctx, 2); v != errStop {
			t.Errorf("the inner panic becomes %v", v)
		}
		return s.Destroy(ctx, &Item{ID: 3})
	}))
	listed(t, s, "afterwards", by(itemFields.Query(), itemFields, "id"), 1, 2, 4, 5)
}

// testEnded shows that the context of a transaction that has ended is of no use.
func testEnded(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	var late context.Context
	must(t, s.Transaction(t.Context(), func(ctx context.Context) error {
		late = ctx
		return nil
	}))
	if err := s.Create(late, empty()); err == nil {
		t.Error("a row is created in a transaction that has ended")
	}
	if rows, err := s.List(late, itemFields.Query()); err == nil {
		t.Errorf("%d rows are read in a transaction that has ended", len(rows))
	}
	counted(t, s, itemFields.Query(), 5)
}

// testLock counts with many hands: no count is lost.
func testLock(t *testing.T, s crud.Store[Item, int32]) {
	const hands, each = 8, 20
	create(t.Context(), t, s, &Item{ID: 1, At: at("2025-01-02T03:04:05Z")})
	q := keyed(t, itemFields, int32(1))
	increment := func(ctx context.Context) error {
		m, err := s.Retrieve(ctx, q, true)
		if err != nil {
			return err
		}
		m.Count++
		return s.Update(ctx, m, named(itemFields, "count"))
	}
	var wg sync.WaitGroup
	for range hands {
		wg.Go(func() {
			for range each {
				if err := retried(func() error { return s.Transaction(t.Context(), increment) }); err != nil {
					t.Error(err)
				}
				if rows, err := s.List(t.Context(), q); err != nil || len(rows) != 1 {
					t.Errorf("beside the transactions %s is read, %v", show(rows), err)
				}
			}
		})
	}
	wg.Wait()
	if m, err := s.Retrieve(t.Context(), q, false); err != nil || m.Count != hands*each {
		t.Errorf("the count is %s, not %d: %v", show(m), hands*each, err)
	}
}

// testContext shows that a context that has ended ends all methods.
func testContext(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	q := keyed(t, itemFields, int32(1))
	_, retrieved := s.Retrieve(ctx, q, false)
	_, listed := s.List(ctx, q)
	_, count := s.Count(ctx, q)
	for what, err := range map[string]error{
		"Create": s.Create(ctx, empty()), "Retrieve": retrieved, "Update": s.Update(ctx, &Item{ID: 1}, named(itemFields, "name")),
		"Destroy": s.Destroy(ctx, &Item{ID: 1}), "List": listed, "Count": count,
		"Transaction": s.Transaction(ctx, func(ctx context.Context) error { return s.Destroy(ctx, &Item{ID: 1}) }),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s returns %v", what, err)
		}
	}
	// A transaction whose context ends is undone.
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	err := s.Transaction(ctx, func(ctx context.Context) error {
		must(t, s.Destroy(ctx, &Item{ID: 2}))
		cancel()
		return nil
	})
	if err == nil {
		t.Error("a transaction whose context has ended is kept")
	}
	waits, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	must(t, s.Update(waits, &Item{ID: 2, Name: "still there"}, named(itemFields, "name")))
	counted(t, s, itemFields.Query(), 5)
}

// testAtomic shows that a write that fails leaves nothing, in a transaction that goes on as well.
func testAtomic(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	err := s.Transaction(t.Context(), func(ctx context.Context) error {
		must(t, s.Destroy(ctx, &Item{ID: 1}))
		return s.Create(ctx, &Item{ID: 2, At: at("2025-01-02T03:04:05Z")})
	})
	refused(t, err, crud.Unique, "id")
	listed(t, s, "afterwards", by(itemFields.Query(), itemFields, "id"), 1, 2, 3, 4, 5)
	err = s.Transaction(t.Context(), func(ctx context.Context) error {
		if _, err := s.Retrieve(ctx, keyed(t, itemFields, int32(99)), true); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("within a transaction: %v", err)
		}
		if err := s.Update(ctx, &Item{ID: 99}, nil); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("within a transaction: %v", err)
		}
		return s.Destroy(ctx, &Item{ID: 1}) // what is not found does not end it
	})
	must(t, err)
	listed(t, s, "afterwards", by(itemFields.Query(), itemFields, "id"), 2, 3, 4, 5)
}

// testTogether shows that stores of one database have one transaction.
func testTogether(t *testing.T, s Stores) {
	write := func(ctx context.Context) error {
		return errors.Join(s.Items.Create(ctx, empty()), s.Labels.Create(ctx, &Label{Key: UUID{1}}))
	}
	err := s.Items.Transaction(t.Context(), func(ctx context.Context) error { return errors.Join(write(ctx), errStop) })
	if !errors.Is(err, errStop) {
		t.Error(err)
	}
	counted(t, s.Items, itemFields.Query(), 0)
	counted(t, s.Labels, labelFields.Query(), 0)
	must(t, s.Labels.Transaction(t.Context(), func(ctx context.Context) error {
		return s.Items.Transaction(ctx, write)
	}))
	counted(t, s.Items, itemFields.Query(), 1)
	counted(t, s.Labels, labelFields.Query(), 1)
}
