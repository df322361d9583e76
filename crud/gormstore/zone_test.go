package gormstore

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// meeting keeps times in columns without a time zone.
type meeting struct {
	ID  int64
	At  time.Time  `gorm:"type:timestamp;not null"`
	Day time.Time  `gorm:"type:date;not null"`
	End *time.Time `gorm:"type:timestamp(3) without time zone"`
}

// holiday keeps days, and a time with a time zone.
type holiday struct {
	ID  int64
	Day time.Time `gorm:"type:date"`
	At  time.Time
}

var moments = []crud.Lookup{crud.Exact, crud.Less, crud.GreaterOrEqual}

var _ = crud.NewFields[meeting]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "at", Go: "At", Kind: crud.Ordered, Sort: true, Lookups: moments},
	{Name: "day", Go: "Day", Kind: crud.Ordered, Sort: true, Lookups: moments},
	{Name: "end", Go: "End", Kind: crud.Ordered, Nullable: true, Sort: true, Lookups: moments},
})

var _ = crud.NewFields[holiday]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true},
	{Name: "day", Go: "Day", Kind: crud.Ordered, Sort: true, Lookups: moments},
	{Name: "at", Go: "At", Kind: crud.Ordered, Sort: true, Lookups: moments},
})

// TestTimeZones writes times, reads them, finds them and reads on behind them, in all time zones of the DSN and of the session and
// in all ways of pgx to send them. What would not be kept is refused by New, with a way out.
func TestTimeZones(t *testing.T) {
	admin := openPostgres(t)
	for i, zone := range []string{"UTC", "Asia/Shanghai", "America/New_York", "Europe/London"} {
		role := fmt.Sprint("in_zone_", i)
		if err := admin.Exec("CREATE ROLE " + role + " SUPERUSER LOGIN; ALTER ROLE " + role + " SET TimeZone = '" + zone + "'").Error; err != nil {
			t.Fatal(err)
		}
		for _, mode := range []string{"cache_statement", "cache_describe", "describe_exec", "exec", "simple_protocol"} {
			t.Run(fmt.Sprint(mode, " ", zone), func(t *testing.T) { testTimeZone(t, mode, zone, " TimeZone="+zone) })
			t.Run(fmt.Sprint(mode, " session ", zone), func(t *testing.T) { testTimeZone(t, mode, zone, " user="+role) })
		}
	}
}

func testTimeZone(t *testing.T, mode, zone, setting string) {
	path := fmt.Sprint("t", schemas.Add(1))
	db := opened(t, postgres.Open(server.DSN("postgres")+" default_query_exec_mode="+mode+" search_path="+path+setting))
	if err := db.Exec("CREATE SCHEMA " + path).Error; err != nil {
		t.Fatal(err)
	}
	if err := db.AutoMigrate(&meeting{}, &holiday{}); err != nil {
		t.Fatal(err)
	}
	byClient := strings.Contains(setting, "TimeZone")
	refused := func(err error) bool {
		return err != nil && strings.Contains(err.Error(), "without a time zone") && strings.Contains(err.Error(), "TimeZone")
	}
	meetings, err := New[meeting, int64](db)
	if err == nil {
		keepTimes(t, db, meetings, "at", func(at time.Time) *meeting { return &meeting{At: at, Day: at, End: &at} }, func(m *meeting) []time.Time {
			return []time.Time{m.At, m.Day, *m.End}
		})
	} else if !refused(err) || zone == "UTC" || !byClient && mode != "exec" {
		t.Errorf("New: %v", err)
	}
	holidays, err := New[holiday, int64](db)
	if err == nil {
		keepTimes(t, db, holidays, "at", func(at time.Time) *holiday { return &holiday{At: at, Day: at} }, func(m *holiday) []time.Time { return []time.Time{m.At, m.Day} })
	} else if !refused(err) || zone == "UTC" || mode != "exec" {
		t.Errorf("New: %v", err)
	}
}

// keepTimes holds what is answered and found against what was written.
func keepTimes[M any](t *testing.T, db *gorm.DB, s crud.Store[M, int64], name string, of func(time.Time) *M, in func(*M) []time.Time) {
	t.Helper()
	ctx := context.Background()
	var rows []*M
	for _, at := range []time.Time{at("2024-01-15T00:30:00.123Z"), at("2024-11-03T05:30:00Z"), at("2024-11-03T06:30:00Z"), at("1969-07-20T20:17:40Z")} {
		m := of(at)
		if err := s.Create(ctx, m); err != nil {
			t.Fatal(err)
		}
		if got := in(m); !got[0].Equal(at) || !got[1].Equal(at.Truncate(24*time.Hour)) {
			t.Errorf("%v is created as %v", at, got)
		}
		rows = append(rows, m)
	}
	for _, want := range rows {
		for range 2 { // read and written as it is
			got, err := s.Retrieve(ctx, query[M](t, crud.Cond(name, crud.Exact, in(want)[0])), false)
			if err != nil || !same(got, want) {
				t.Fatalf("stored %s, read %s %v", show(want), show(got), err)
			}
			if err := s.Update(ctx, got, fieldsOf[M](t).All()); err != nil || !same(got, want) {
				t.Fatalf("stored %s, updated %s %v", show(want), show(got), err)
			}
		}
	}
	for _, order := range [][]string{{name, "id"}, {"-" + name, "id"}, {"day", "id"}, {"-day", name, "id"}} {
		q, n := orderBy[M](t, query[M](t), order...), 0
		for q.Limit = 1; n < 9; n++ {
			page, err := s.List(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			q.After = s.(*store[M, int64]).table.position(q.Order, page[0])
		}
		if n != len(rows) {
			t.Errorf("by %v: %d rows", order, n)
		}
	}
}
