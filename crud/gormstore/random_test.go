package gormstore

import (
	"database/sql"
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/grpcgen/grpcgen/crud/storetest"
)

func randomText(r *rand.Rand) string { return storetest.Texts[r.IntN(len(storetest.Texts))] }

func maybe[T any](r *rand.Rand, v T) *T {
	if r.IntN(3) == 0 {
		return nil
	}
	return &v
}

func randomTime(r *rand.Rand) time.Time {
	return at("2025-01-01T00:00:00Z").Add(time.Duration(r.IntN(7)-3) * 333333 * time.Microsecond * time.Duration(1+r.IntN(100000)*r.IntN(2)))
}

func randomThing(r *rand.Rand, n int) *thing {
	m := &thing{
		ID: int32(n), Name: randomText(r), Note: maybe(r, randomText(r)), Count: int64(r.IntN(5)) - 2, Small: maybe(r, uint16(r.IntN(3))), Big: uint64(r.IntN(3)) << 61,
		Ratio: float64(r.IntN(5))/4 - 0.5, On: r.IntN(2) == 0, Off: maybe(r, r.IntN(2) == 0), Mood: mood(r.IntN(4)), Color: color(randomText(r)),
		Price: decimal.New(int64(r.IntN(500))-250, -2), At: randomTime(r), Seen: maybe(r, randomTime(r)),
		Day: time.Date(2025, 2, 27+r.IntN(4), 0, 0, 0, 0, time.UTC), Tag: uuid.UUID{0: byte(r.IntN(3)), 15: 1},
		Labels: []string{randomText(r)}, Raw: json.RawMessage("[1]"),
	}
	if v := maybe(r, int64(r.IntN(4))); v != nil {
		m.Level = sql.Null[int64]{V: *v, Valid: true}
	}
	if v := maybe(r, randomText(r)); v != nil && *v != "" {
		m.Body = []byte(*v)
	}
	if r.IntN(2) == 0 {
		m.Data = map[string]any{randomText(r): randomText(r), "n": float64(r.IntN(3))}
	}
	return m
}

// TestRandom does the same to the stores and to rows in memory, of types that only a database adapter knows.
func TestRandom(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		storetest.Random[thing, int32](t, storeOf[thing, int32](t, d.open(t), d.options...), 1000, randomThing)
	})
}
