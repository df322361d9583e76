package memstore

import (
	"context"
	"errors"
	"math/big"
	"net/netip"
	"reflect"
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
	onlyKey := []crud.Field{{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true}}
	crud.NewFields[small](onlyKey)
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
	crud.NewFields[identified](onlyKey)
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
