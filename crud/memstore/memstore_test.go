package memstore

import (
	"context"
	"errors"
	"math/big"
	"net/netip"
	"reflect"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/grpcgen/grpcgen/crud"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type note struct {
	ID    int32
	Title string
	Rank  *int
	Tags  []string
	When  time.Time
}

func rank(n int) *int { return &n }

func filled(t *testing.T, options ...Option) *Store[note, int32] {
	t.Helper()
	s := Must(New[note, int32](options...))
	for i, n := range []note{
		{Title: "Alpha", Rank: rank(2), Tags: []string{"a"}}, {Title: "beta", Rank: nil}, {Title: "Gamma", Rank: rank(1)}, {Title: "alphabet", Rank: rank(2)},
	} {
		n.When = time.Unix(int64(i), 0)
		if err := s.Create(t.Context(), &n); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func ids(rows []*note) (all []int32) {
	for _, n := range rows {
		all = append(all, n.ID)
	}
	return all
}

func query(t *testing.T, s *Store[note, int32], tests ...crud.Condition) *crud.Query {
	t.Helper()
	q := s.fields.Query()
	if err := q.And(tests...); err != nil {
		t.Fatal(err)
	}
	return q
}

func TestLookups(t *testing.T) {
	s := filled(t)
	for _, c := range []struct {
		test crud.Condition
		want []int32
	}{
		{crud.Cond("title", crud.Exact, "Alpha"), []int32{1}},
		{crud.Cond("title", crud.IExact, "ALPHA"), []int32{1}},
		{crud.Cond("title", crud.Contains, "pha"), []int32{1, 4}},
		{crud.Cond("title", crud.IContains, "A"), []int32{1, 2, 3, 4}},
		{crud.Cond("title", crud.StartsWith, "al"), []int32{4}},
		{crud.Cond("title", crud.IStartsWith, "al"), []int32{1, 4}},
		{crud.Cond("title", crud.EndsWith, "A"), nil},
		{crud.Cond("title", crud.IEndsWith, "A"), []int32{1, 2, 3}},
		{crud.Cond("Rank", crud.Less, 2), []int32{3}},
		{crud.Cond("Rank", crud.LessOrEqual, 2), []int32{1, 3, 4}},
		{crud.Cond("Rank", crud.Greater, 1), []int32{1, 4}},
		{crud.Cond("Rank", crud.GreaterOrEqual, 1), []int32{1, 3, 4}},
		{crud.Cond("rank", crud.In, []int{1, 5}), []int32{3}},
		{crud.Cond("rank", crud.In, []int{}), nil},
		{crud.Cond("rank", crud.Null, true), []int32{2}},
		{crud.Cond("rank", crud.Null, false), []int32{1, 3, 4}},
		{crud.Cond("when", crud.Exact, time.Unix(2, 0).UTC()), []int32{3}},
		{crud.Or(crud.Cond("title", crud.Exact, "beta"), crud.Cond("rank", crud.Exact, 1)), []int32{2, 3}},
		{crud.Or(), nil},
	} {
		rows, err := s.List(t.Context(), query(t, s, c.test))
		if err != nil || !reflect.DeepEqual(ids(rows), c.want) {
			t.Errorf("%+v gives %v, %v; want %v", c.test, ids(rows), err, c.want)
		}
	}
}

func TestOrderAndPage(t *testing.T) {
	s := filled(t)
	by := crud.Order{Field: s.fields.Named("rank")}
	key := crud.Order{Field: s.key}
	down := crud.Order{Field: by.Field, Descending: true}
	for _, c := range []struct {
		q    crud.Query
		want []int32
	}{
		{crud.Query{Order: []crud.Order{by, key}}, []int32{2, 3, 1, 4}},
		{crud.Query{Order: []crud.Order{down, key}}, []int32{1, 4, 3, 2}},
		{crud.Query{Order: []crud.Order{by, key}, After: []any{nil, int32(2)}}, []int32{3, 1, 4}},
		{crud.Query{Order: []crud.Order{by, key}, After: []any{2, int32(1)}}, []int32{4}},
		{crud.Query{Order: []crud.Order{down, key}, After: []any{1, int32(3)}}, []int32{2}},
		{crud.Query{Order: []crud.Order{down, key}, After: []any{nil, int32(2)}}, nil},
		{crud.Query{Order: []crud.Order{by, key}, Offset: 1, Limit: 2}, []int32{3, 1}},
		{crud.Query{Offset: 9}, nil},
		{crud.Query{Search: []crud.Search{{Fields: []*crud.Field{s.fields.Named("title")}, Text: "ALPHA"}}}, []int32{1, 4}},
	} {
		rows, err := s.List(t.Context(), &c.q)
		if err != nil || !reflect.DeepEqual(ids(rows), c.want) {
			t.Errorf("%+v gives %v, %v; want %v", c.q, ids(rows), err, c.want)
		}
		var streamed []int32
		for row, err := range s.Stream(t.Context(), &c.q) {
			if err != nil {
				t.Fatal(err)
			}
			streamed = append(streamed, row.ID)
		}
		if !reflect.DeepEqual(streamed, c.want) {
			t.Errorf("%+v streams %v, want %v", c.q, streamed, c.want)
		}
	}
	if n, err := s.Count(t.Context(), &crud.Query{Offset: 2, Limit: 1}); n != 4 || err != nil {
		t.Errorf("there are %d rows, %v; want 4", n, err)
	}
}

func TestRowsAreCopied(t *testing.T) {
	s := filled(t)
	q := query(t, s, crud.Cond("id", crud.Exact, 1))
	row, err := s.Retrieve(t.Context(), q, false)
	if err != nil {
		t.Fatal(err)
	}
	row.Tags[0], *row.Rank = "changed", 9
	if again, _ := s.Retrieve(t.Context(), q, false); again.Tags[0] != "a" || *again.Rank != 2 {
		t.Errorf("the stored row became %+v", again)
	}
}

func TestUpdateWritesTheGivenFields(t *testing.T) {
	s := filled(t)
	if err := s.Update(t.Context(), &note{ID: 1, Title: "new", Rank: rank(7)}, []*crud.Field{s.fields.Named("title")}); err != nil {
		t.Fatal(err)
	}
	if row, _ := s.Retrieve(t.Context(), query(t, s, crud.Cond("id", crud.Exact, 1)), false); row.Title != "new" || *row.Rank != 2 {
		t.Errorf("the row is %+v", row)
	}
	for name, err := range map[string]error{
		"update": s.Update(t.Context(), &note{ID: 99}, nil), "destroy": s.Destroy(t.Context(), &note{ID: 99}),
	} {
		if !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("%s of a row that is not there returns %v", name, err)
		}
	}
}

func TestUnique(t *testing.T) {
	s := filled(t, Unique("title", "Rank"))
	for row, refused := range map[*note]bool{
		{Title: "Alpha", Rank: rank(2)}: true, {Title: "Alpha", Rank: rank(3)}: false, {Title: "beta"}: false, {ID: 1}: true,
	} {
		err := s.Create(t.Context(), row)
		var conflict *crud.ConflictError
		if errors.As(err, &conflict) != refused {
			t.Errorf("%+v: %v", row, err)
		}
	}
	err := s.Update(t.Context(), &note{ID: 4, Title: "Alpha"}, []*crud.Field{s.fields.Named("title")})
	var conflict *crud.ConflictError
	if !errors.As(err, &conflict) || !reflect.DeepEqual(conflict.Fields, []string{"title", "rank"}) {
		t.Errorf("an update to what is taken returns %v", err)
	}
	if _, err := New[note, int32](Unique("nope")); err == nil {
		t.Error("a constraint of no field is accepted")
	}
	if _, err := New[note, int64](); err == nil {
		t.Error("a key of another type is accepted")
	}
}

func TestKeys(t *testing.T) {
	type small struct{ ID int8 }
	s := Must(New[small, int8]())
	for range 127 {
		if err := s.Create(t.Context(), &small{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Create(t.Context(), &small{}); err == nil {
		t.Error("a key beyond the last is given")
	}
	type identified struct{ ID [16]byte }
	one, two := &identified{}, &identified{}
	ided := Must(New[identified, [16]byte]())
	if err := errors.Join(ided.Create(t.Context(), one), ided.Create(t.Context(), two)); err != nil {
		t.Fatal(err)
	}
	if one.ID == two.ID || one.ID[6]>>4 != 4 || one.ID[8]>>6 != 2 {
		t.Errorf("the keys are %x and %x", one.ID, two.ID)
	}
	given := filled(t)
	last := &note{ID: 100}
	next := &note{}
	if err := errors.Join(given.Create(t.Context(), last), given.Create(t.Context(), next)); err != nil || next.ID != 101 {
		t.Errorf("the key after 100 is %d, %v", next.ID, err)
	}
}

func TestTransaction(t *testing.T) {
	db := NewDB()
	s, other := filled(t, In(db)), Must(New[note, int32](In(db)))
	failed := errors.New("failed")
	err := s.Transaction(t.Context(), func(ctx context.Context) error {
		if err := errors.Join(s.Create(ctx, &note{Title: "new"}), s.Destroy(ctx, &note{ID: 1}), other.Create(ctx, &note{})); err != nil {
			return err
		}
		if rows, _ := s.List(ctx, &crud.Query{}); !reflect.DeepEqual(ids(rows), []int32{2, 3, 4, 5}) {
			t.Errorf("within it are %v", ids(rows))
		}
		if rows, _ := s.List(t.Context(), &crud.Query{}); !reflect.DeepEqual(ids(rows), []int32{1, 2, 3, 4}) {
			t.Errorf("outside of it are %v", ids(rows))
		}
		return failed
	})
	rows, _ := s.List(t.Context(), &crud.Query{})
	others, _ := other.Count(t.Context(), &crud.Query{})
	if !errors.Is(err, failed) || !reflect.DeepEqual(ids(rows), []int32{1, 2, 3, 4}) || others != 0 {
		t.Errorf("after it are %v and %d, %v", ids(rows), others, err)
	}
}

func TestTransactionWithin(t *testing.T) {
	s := filled(t)
	var late context.Context
	err := s.Transaction(t.Context(), func(ctx context.Context) error {
		late = ctx
		if err := s.Destroy(ctx, &note{ID: 1}); err != nil {
			return err
		}
		_ = s.Transaction(ctx, func(ctx context.Context) error {
			return errors.Join(s.Destroy(ctx, &note{ID: 2}), errors.New("undo"))
		})
		defer func() { _ = recover() }()
		return s.Transaction(ctx, func(ctx context.Context) error {
			if err := s.Destroy(ctx, &note{ID: 3}); err != nil {
				return err
			}
			panic("undo")
		})
	})
	rows, _ := s.List(t.Context(), &crud.Query{})
	if err != nil || !reflect.DeepEqual(ids(rows), []int32{2, 3, 4}) {
		t.Errorf("after it are %v, %v", ids(rows), err)
	}
	if err := s.Create(late, &note{}); !errors.Is(err, errEnded) {
		t.Errorf("a write behind its end returns %v", err)
	}
	if _, err := s.List(late, &crud.Query{}); !errors.Is(err, errEnded) {
		t.Errorf("a read behind its end returns %v", err)
	}
}

func TestTransactionWaitsForItsContext(t *testing.T) {
	s := filled(t)
	_ = s.Transaction(t.Context(), func(context.Context) error {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
		defer cancel()
		if err := s.Create(ctx, &note{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a write beside a transaction returns %v", err)
		}
		return nil
	})
}

func TestConcurrentWriters(t *testing.T) {
	s := filled(t)
	q := query(t, s, crud.Cond("id", crud.Exact, 1))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				err := s.Transaction(t.Context(), func(ctx context.Context) error {
					row, err := s.Retrieve(ctx, q, true)
					if err != nil {
						return err
					}
					*row.Rank++
					return s.Update(ctx, row, []*crud.Field{s.fields.Named("rank")})
				})
				if err != nil {
					t.Error(err)
				}
				if _, err := s.List(t.Context(), &crud.Query{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if row, _ := s.Retrieve(t.Context(), q, false); *row.Rank != 402 {
		t.Errorf("400 increments of 2 give %d", *row.Rank)
	}
}

func TestCompare(t *testing.T) {
	type word string
	for _, c := range []struct{ less, more any }{
		{nil, 0}, {1, 2}, {uint8(1), uint8(2)}, {1.5, 2.5}, {"a", "b"}, {word("a"), word("b")}, {false, true},
		{[]byte{1}, []byte{2}}, {[2]byte{1, 1}, [2]byte{1, 2}}, {time.Unix(1, 0), time.Unix(2, 0)},
		{netip.MustParseAddr("9.0.0.0"), netip.MustParseAddr("10.0.0.0")}, {*big.NewInt(9), *big.NewInt(10)},
		{int64(1), int64(2)},
	} {
		if compare(c.less, c.more) >= 0 || compare(c.more, c.less) <= 0 || compare(c.less, c.less) != 0 {
			t.Errorf("%v and %v are not in order", c.less, c.more)
		}
	}
}
