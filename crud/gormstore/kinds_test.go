package gormstore

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/grpcgen/grpcgen/crud"
)

func fullThing() *thing {
	return &thing{
		Name: "Zoë's 100% _wild_ \\ [text]*?!", Note: ptr("a note"), Count: -1 << 62, Small: ptr(uint16(65535)), Big: 1<<63 - 1,
		Ratio: 0.1, On: true, Off: ptr(false), Mood: 3, Color: "red", Price: decimal.RequireFromString("12.5"),
		At: at("2025-01-02T03:04:05.678901Z"), Seen: ptr(at("1969-12-31T23:59:59Z")), Day: at("2024-02-29T00:00:00Z"),
		Level: null(int64(7)), Tag: uuid.MustParse("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), Body: []byte{0, 255, '\''},
		Data: map[string]any{"a": []any{1.5, "x", nil}}, Raw: json.RawMessage(`{"n":12345678901234567890}`), Labels: []string{"x", "y"},
	}
}

// same compares rows by what they hold.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

func show(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func TestEveryKind(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		s := storeOf[thing, int32](t, d.open(t), d.options...)
		for _, want := range []*thing{fullThing(), {Raw: json.RawMessage("null"), At: at("2025-01-02T03:04:05Z")}} {
			if err := s.Create(ctx, want); err != nil {
				t.Fatal(err)
			}
			if want.ID == 0 {
				t.Fatal("the database's key is not in the row")
			}
			got, err := s.Retrieve(ctx, query[thing](t, crud.Cond("ID", crud.Exact, want.ID)), false)
			if err != nil {
				t.Fatal(err)
			}
			if !same(got, want) {
				t.Errorf("stored %s\n  read %s", show(want), show(got))
			}
			if got.At.Location() != time.UTC || got.Day.Location() != time.UTC {
				t.Errorf("times are read in %v and %v", got.At.Location(), got.Day.Location())
			}
		}
	})
}

// TestKept shows that a row is returned as it was stored, where the database cannot keep what was given.
func TestKept(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		s := storeOf[thing, int32](t, d.open(t), d.options...)
		east := time.FixedZone("east", 5*3600)
		m := &thing{Name: "x", At: time.Date(2025, 1, 2, 3, 4, 5, 123456789, east), Seen: ptr(time.Date(2025, 1, 2, 3, 4, 5, 999, east)),
			Day: time.Date(2025, 1, 2, 3, 4, 5, 0, east), Price: decimal.RequireFromString("1.25")}
		if err := s.Create(ctx, m); err != nil {
			t.Fatal(err)
		}
		if want := at("2025-01-01T22:04:05.123456Z"); m.At != want || *m.Seen != at("2025-01-01T22:04:05Z") || m.Day != at("2025-01-02T00:00:00Z") {
			t.Errorf("created %v %v %v", m.At, m.Seen, m.Day)
		}
		byID := query[thing](t, crud.Cond("ID", crud.Exact, m.ID))
		got, err := s.Retrieve(ctx, byID, false)
		if err != nil || !same(got, m) {
			t.Errorf("created %s\n   read %s %v", show(m), show(got), err)
		}
		// Between two times that can be kept.
		nanos := at("2025-01-01T22:04:05.123456789Z")
		for lookup, want := range map[crud.Lookup]int64{crud.Exact: 1, crud.Less: 1, crud.LessOrEqual: 1, crud.Greater: 0, crud.GreaterOrEqual: 0} {
			if n, err := s.Count(ctx, query[thing](t, crud.Cond("At", lookup, nanos))); err != nil || n != want {
				t.Errorf("at %v %v: %d %v", lookup, nanos, n, err)
			}
			noon := at("2025-01-02T12:00:00Z")
			if n, err := s.Count(ctx, query[thing](t, crud.Cond("Day", lookup, noon))); err != nil || n != want {
				t.Errorf("day %v %v: %d %v", lookup, noon, n, err)
			}
		}
		// Above everything.
		for lookup, want := range map[crud.Lookup]int64{crud.Exact: 0, crud.Less: 1, crud.LessOrEqual: 1, crud.Greater: 0, crud.GreaterOrEqual: 0} {
			if n, err := s.Count(ctx, query[thing](t, crud.Cond("Big", lookup, uint64(1<<63)))); err != nil || n != want {
				t.Errorf("big %v 1<<63: %d %v", lookup, n, err)
			}
		}
		invalid := (*crud.InvalidError)(nil)
		if err := s.Create(ctx, &thing{Name: "a\x00b"}); !errors.As(err, &invalid) || invalid.Violations[0].Field != "name" {
			t.Errorf("a NUL is stored: %v", err)
		}
		if err := s.Update(ctx, &thing{ID: m.ID, Name: "a\x00b"}, []*crud.Field{fieldsOf[thing](t).Named("Name")}); !errors.As(err, &invalid) {
			t.Errorf("a NUL is stored: %v", err)
		}
	})
}

// TestCheck shows what a constraint says that only a database can have.
func TestCheck(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		s := storeOf[shelf, int64](t, d.open(t), d.options...)
		conflict := (*crud.ConflictError)(nil)
		if err := s.Create(ctx, &shelf{Hall: "c"}); !errors.As(err, &conflict) || conflict.Kind != crud.Check {
			t.Error(err)
		}
		m := &shelf{Hall: "c", Size: 1}
		if err := s.Create(ctx, m); err != nil {
			t.Fatal(err)
		}
		if err := s.Update(ctx, &shelf{ID: m.ID}, []*crud.Field{fieldsOf[shelf](t).Named("Size")}); !errors.As(err, &conflict) || conflict.Kind != crud.Check {
			t.Error(err)
		}
	})
}

// TestIn shows that statements of one's own take part in a transaction.
func TestIn(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db := d.open(t)
		s := storeOf[shelf, int64](t, db, d.options...)
		byHand := func(ctx context.Context) error {
			return In(ctx, db).Exec("INSERT INTO shelves (hall, row, size) VALUES ('by hand', 1, 1)").Error
		}
		undo := errors.New("undo")
		if err := s.Transaction(ctx, func(ctx context.Context) error { return errors.Join(byHand(ctx), undo) }); !errors.Is(err, undo) {
			t.Error(err)
		}
		if n, err := s.Count(ctx, fieldsOf[shelf](t).Query()); n != 0 || err != nil {
			t.Errorf("%d rows are there, %v", n, err)
		}
		if err := errors.Join(s.Transaction(ctx, byHand)); err != nil {
			t.Error(err)
		}
		if n, err := s.Count(ctx, fieldsOf[shelf](t).Query()); n != 1 || err != nil {
			t.Errorf("%d rows are there, %v", n, err)
		}
	})
}
