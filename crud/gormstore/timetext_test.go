package gormstore

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/grpcgen/grpcgen/crud"
)

// otherForm returns a time as another program may write it to SQLite.
func otherForm(r *rand.Rand, v any, day bool) any {
	at, ok := v.(time.Time)
	if p, isPointer := v.(*time.Time); isPointer && p != nil {
		at, ok = *p, true
	}
	if !ok || r.IntN(3) == 0 {
		return v
	}
	if day {
		return at.Format(time.DateOnly) + []string{"", "T00:00", " 23:59:59.9999", " 20:04:05-03:00"}[r.IntN(4)]
	}
	west, east := time.FixedZone("PST", -8*60*60), time.FixedZone("IST", 5*60*60+30*60)
	switch whole := at.Truncate(time.Second).Equal(at); {
	case whole && r.IntN(3) == 0:
		return at.Unix()
	case at.Truncate(time.Millisecond).Equal(at) && r.IntN(3) == 0:
		return at.UnixMilli()
	}
	return []string{
		at.Format("2006-01-02 15:04:05.999999"), // CURRENT_TIMESTAMP's, if there is no fraction
		at.Format("2006-01-02 15:04:05.000000") + "999+00:00",
		at.Format("2006-01-02T15:04:05.999999Z"),
		at.Format("2006-01-02T15:04:05,000000"),
		at.In(west).Format("2006-01-02 15:04:05.999999-07:00"),
		at.In(east).Format(time.RFC3339Nano),
		at.In(east).String(),
	}[r.IntN(7)]
}

// visit has times that SQLite sets, one of them in a column with an index.
type visit struct {
	ID    int64
	At    time.Time `gorm:"not null;index:by_at"`
	Ended time.Time `gorm:"not null;index;default:CURRENT_TIMESTAMP"`
}

var _ = crud.NewFields[visit]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "at", Go: "At", Kind: crud.Ordered, Sort: true, Lookups: moments},
	{Name: "ended", Go: "Ended", Kind: crud.Ordered, ReadOnly: true, Sort: true, Lookups: moments},
})

// TestTimeForms orders by times that SQLite has set, and finds them.
func TestTimeForms(t *testing.T) {
	for _, d := range databases[:2] {
		t.Run(d.name, func(t *testing.T) {
			ctx, db := context.Background(), d.open(t)
			s := storeOf[visit, int64](t, db, append(d.options, inBatches(1))...)
			for range 4 {
				if err := s.Create(ctx, &visit{At: at("2025-01-02T03:04:05Z")}); err != nil {
					t.Fatal(err)
				}
			}
			if err := db.Exec("UPDATE visits SET ended = '2025-01-02 03:04:05' WHERE id < 4").Error; err != nil {
				t.Fatal(err)
			}
			for _, order := range []string{"ended", "-ended"} {
				n := 0
				for _, err := range s.Stream(ctx, orderBy[visit](t, query[visit](t), order)) {
					if n++; err != nil || n > 4 {
						t.Fatalf("by %s: %d rows %v", order, n, err)
					}
				}
				if n != 4 {
					t.Errorf("by %s: %d rows", order, n)
				}
			}
			q := query[visit](t, crud.Cond("ended", crud.Exact, at("2025-01-02T03:04:05Z")))
			if n, err := s.Count(ctx, q); n != 3 || err != nil {
				t.Errorf("found %d %v", n, err)
			}
		})
	}
}

// TestTimeIndex has the index of a column serve an order as long as all its times are in the store's form, and orders by what
// they are when they are not.
func TestTimeIndex(t *testing.T) {
	ctx, db := context.Background(), openSQLite(t)
	storeOf[visit, int64](t, db)
	for _, form := range []string{"2025-01-02 03:04:05+00:00", "2025-01-02 03:04:05.25+00:00", "2025-01-02T02:04:05.5-02:00", "2025-01-02 03:04:05.250+00:00"} {
		if err := db.Exec("INSERT INTO visits (at) VALUES (?)", form).Error; err != nil {
			t.Fatal(err)
		}
		s, err := New[visit, int64](db)
		if err != nil {
			t.Fatal(err)
		}
		q := orderBy[visit](t, query[visit](t, crud.Cond("at", crud.GreaterOrEqual, at("2025-01-02T03:04:05.25Z"))), "-at", "id")
		text := (&selection{query: q}).text(s.(*store[visit, int64]).table)
		if plain := !strings.Contains(text.String(), "strftime"); plain != strings.HasSuffix(form, "5+00:00") {
			t.Errorf("after %s: %s", form, text)
		}
		var plan string
		if err := db.Raw("EXPLAIN QUERY PLAN "+text.String(), text.args...).Row().Scan(new(int), new(int), new(int), &plan); err != nil {
			t.Fatal(err)
		}
		if served := strings.Contains(plan, "by_at (at>?)"); served == strings.Contains(text.String(), "strftime") {
			t.Errorf("after %s: %s", form, plan)
		}
		if form != "2025-01-02 03:04:05.250+00:00" {
			continue
		}
		rows, err := s.List(ctx, q)
		if err != nil || len(rows) != 3 || rows[0].ID != 3 || rows[1].ID != 2 || rows[2].ID != 4 {
			t.Errorf("rows are %s %v", show(rows), err)
		}
	}
}
