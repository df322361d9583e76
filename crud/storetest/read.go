package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/grpcgen/grpcgen/crud"
)

// filled stores five items, whose keys are 1 to 5.
func filled(t *testing.T, s crud.Store[Item, int32]) []*Item {
	t.Helper()
	day := func(n int) time.Time { return at("2025-01-01T00:00:00Z").AddDate(0, 0, n) }
	rows := []*Item{
		{ID: 1, Name: "Alpha", Note: ptr("one"), Count: 2, At: day(1), Mood: 1, Color: "red"},
		{ID: 2, Name: "beta", Count: 1, At: day(2), Mood: 2, Color: "Red"},
		{ID: 3, Name: "Gamma", Note: ptr(""), Count: 2, At: day(3), Mood: 3, Color: "blue"},
		{ID: 4, Name: "alphabet", Note: ptr("Two"), Count: -7, At: day(4), Mood: 2, Color: ""},
		{ID: 5, Name: "100%_[a]*?\\", Count: 2, At: day(5), Color: "red"},
	}
	create(t.Context(), t, s, rows...)
	return rows
}

func idsOf(rows []*Item) (ids []int32) {
	for _, m := range rows {
		ids = append(ids, m.ID)
	}
	return ids
}

// listed checks which rows a query gives, as a list and as a stream.
func listed(t *testing.T, s crud.Store[Item, int32], what string, q *crud.Query, want ...int32) {
	t.Helper()
	rows, err := s.List(t.Context(), q)
	if got := idsOf(rows); err != nil || !slices.Equal(got, want) {
		t.Errorf("%s lists %v, %v; want %v", what, got, err, want)
	}
	var streamed []int32
	for m, err := range s.Stream(t.Context(), q) {
		if err != nil {
			t.Errorf("%s: %v", what, err)
			break
		}
		streamed = append(streamed, m.ID)
	}
	if !slices.Equal(streamed, want) {
		t.Errorf("%s streams %v; want %v", what, streamed, want)
	}
}

// lookups are which items a condition matches.
var lookups = []struct {
	field  string
	lookup crud.Lookup
	value  any
	want   []int32
}{
	{"name", crud.Exact, "Alpha", []int32{1}},
	{"name", crud.Exact, "alpha", nil},
	{"name", crud.IExact, "ALPHA", []int32{1}},
	{"name", crud.Contains, "pha", []int32{1, 4}},
	{"name", crud.Contains, "%_[", []int32{5}},
	{"name", crud.Contains, "", []int32{1, 2, 3, 4, 5}},
	{"name", crud.IContains, "AM", []int32{3}},
	{"name", crud.StartsWith, "al", []int32{4}},
	{"name", crud.IStartsWith, "al", []int32{1, 4}},
	{"name", crud.EndsWith, "A", nil},
	{"name", crud.EndsWith, "*?\\", []int32{5}},
	{"name", crud.IEndsWith, "A", []int32{1, 2, 3}},
	{"color", crud.IExact, "RED", []int32{1, 2, 5}},
	{"color", crud.Exact, Color("red"), []int32{1, 5}},
	{"count", crud.Exact, int64(2), []int32{1, 3, 5}},
	{"count", crud.Less, 2, []int32{2, 4}},
	{"count", crud.LessOrEqual, 1, []int32{2, 4}},
	{"count", crud.Greater, 1, []int32{1, 3, 5}},
	{"count", crud.GreaterOrEqual, 2, []int32{1, 3, 5}},
	{"count", crud.In, []int64{1, -7, 9}, []int32{2, 4}},
	{"count", crud.In, []int64{}, nil},
	{"mood", crud.Greater, Mood(1), []int32{2, 3, 4}},
	{"at", crud.Exact, at("2025-01-03T00:00:00Z"), []int32{2}},
	{"at", crud.Less, at("2025-01-03T00:00:00Z"), []int32{1}},
	{"at", crud.Exact, at("2025-01-03T00:00:00Z").In(time.FixedZone("east", 3600)), []int32{2}},
	{"note", crud.Null, true, []int32{2, 5}},
	{"note", crud.Null, false, []int32{1, 3, 4}},
	{"note", crud.Exact, "", []int32{3}},
	{"note", crud.IContains, "O", []int32{1, 4}},
	{"note", crud.Less, "a", []int32{3, 4}},
	{"note", crud.In, []string{"one", "Two", "two"}, []int32{1, 4}},
}

func testLookups(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	for _, c := range lookups {
		q := by(query(t, itemFields, crud.Cond(c.field, c.lookup, c.value)), itemFields, "id")
		listed(t, s, fmt.Sprintf("%s %s %v", c.field, c.lookup, c.value), q, c.want...)
		counted(t, s, q, int64(len(c.want)))
	}
	// Conditions that are joined.
	name, count := crud.Cond("name", crud.IStartsWith, "al"), crud.Cond("count", crud.Exact, 2)
	listed(t, s, "and", by(query(t, itemFields, name, count), itemFields, "id"), 1)
	listed(t, s, "or", by(query(t, itemFields, crud.Or(name, count)), itemFields, "id"), 1, 3, 4, 5)
	listed(t, s, "or and", by(query(t, itemFields, crud.Or(name, count), crud.Cond("id", crud.Greater, 3)), itemFields, "id"), 4, 5)
	listed(t, s, "or of one", by(query(t, itemFields, crud.Or(crud.Or(name)), count), itemFields, "id"), 1)
	listed(t, s, "or of none", by(query(t, itemFields, crud.Or()), itemFields, "id"))
	// Each word is in one of the fields.
	for text, want := range map[string][]int32{"ALPHA": {1, 4}, "two": {4}, "o": {1, 4}, "%": {5}, "zzz": nil} {
		q := by(itemFields.Query(), itemFields, "id")
		q.Search = []crud.Search{{Fields: named(itemFields, "name", "note"), Text: text}}
		listed(t, s, "search for "+text, q, want...)
	}
	q := by(itemFields.Query(), itemFields, "id")
	q.Search = []crud.Search{{Fields: named(itemFields, "name", "note"), Text: "al"}, {Fields: named(itemFields, "name", "note"), Text: "TW"}}
	listed(t, s, "search for two words", q, 4)
}

// testKinds finds a row by its value of each field.
func testKinds(t *testing.T, s crud.Store[Item, int32]) {
	m, other := full(), empty()
	create(t.Context(), t, s, m, other)
	for _, f := range itemFields.All() {
		for _, l := range f.Lookups {
			value, want := valueIn(f, m), []int32{m.ID}
			switch l {
			case crud.Null:
				value, want = true, []int32{other.ID}
			case crud.In:
				value = []any{value}
			case crud.Less, crud.Greater, crud.IExact, crud.Contains, crud.IContains, crud.StartsWith, crud.IStartsWith, crud.EndsWith, crud.IEndsWith:
				continue // see testLookups
			case crud.LessOrEqual, crud.GreaterOrEqual:
				if valueIn(f, other) != nil {
					continue
				}
			}
			q := by(itemFields.Query(), itemFields, "id")
			q.Where = []crud.Condition{{Field: f, Lookup: l, Value: value}}
			listed(t, s, fmt.Sprint(f.Name, " ", l), q, want...)
		}
	}
}

func testOrder(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	for _, c := range []struct {
		order         []string
		after         []any
		offset, limit int
		want          []int32
	}{
		{order: []string{"-id"}, want: []int32{5, 4, 3, 2, 1}},
		{order: []string{"count", "id"}, want: []int32{4, 2, 1, 3, 5}}, // ties, which the key decides
		{order: []string{"-count", "-id"}, want: []int32{5, 3, 1, 2, 4}},
		{order: []string{"note", "id"}, want: []int32{2, 5, 3, 4, 1}}, // no value comes first
		{order: []string{"-note", "id"}, want: []int32{1, 4, 3, 2, 5}},
		{order: []string{"mood", "-count", "id"}, want: []int32{5, 1, 2, 4, 3}},
		{order: []string{"id"}, offset: 1, limit: 2, want: []int32{2, 3}},
		{order: []string{"id"}, offset: 3, want: []int32{4, 5}},
		{order: []string{"id"}, offset: 9, limit: 1},
		{order: []string{"id"}, limit: 9, want: []int32{1, 2, 3, 4, 5}},
		{order: []string{"id"}, after: []any{int32(3)}, want: []int32{4, 5}},
		{order: []string{"-id"}, after: []any{int32(3)}, want: []int32{2, 1}},
		{order: []string{"id"}, after: []any{int32(5)}},
		{order: []string{"count", "id"}, after: []any{int64(2), int32(1)}, want: []int32{3, 5}},
		{order: []string{"count", "id"}, after: []any{int64(2), int32(1)}, limit: 1, want: []int32{3}},
		{order: []string{"-count", "id"}, after: []any{int64(2), int32(3)}, want: []int32{5, 2, 4}},
		{order: []string{"note", "id"}, after: []any{nil, int32(2)}, want: []int32{5, 3, 4, 1}},
		{order: []string{"note", "id"}, after: []any{nil, int32(5)}, want: []int32{3, 4, 1}},
		{order: []string{"note", "id"}, after: []any{"", int32(3)}, want: []int32{4, 1}},
		{order: []string{"-note", "id"}, after: []any{"", int32(3)}, want: []int32{2, 5}},
		{order: []string{"-note", "id"}, after: []any{nil, int32(2)}, want: []int32{5}},
		{order: []string{"-note", "id"}, after: []any{nil, int32(5)}},
		{order: []string{"note", "id"}, after: []any{"zz", int32(9)}}, // a row that is not there
	} {
		q := by(itemFields.Query(), itemFields, c.order...)
		q.After, q.Offset, q.Limit = c.after, c.offset, c.limit
		listed(t, s, fmt.Sprintf("by %v after %v, %d from %d,", c.order, c.after, c.limit, c.offset), q, c.want...)
	}
}

func testRetrieve(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	m, err := s.Retrieve(t.Context(), query(t, itemFields, crud.Cond("name", crud.Exact, "beta")), false)
	if err != nil || m.ID != 2 {
		t.Errorf("%s %v", show(m), err)
	}
	if _, err := s.Retrieve(t.Context(), query(t, itemFields, crud.Cond("id", crud.Exact, 2), crud.Cond("name", crud.Exact, "Alpha")), false); !errors.Is(err, crud.ErrNotFound) {
		t.Errorf("a key of which another condition does not hold: %v", err)
	}
	if m, err := s.Retrieve(t.Context(), query(t, itemFields, crud.Cond("count", crud.Exact, 2)), false); err == nil || errors.Is(err, crud.ErrNotFound) {
		t.Errorf("a query of three rows retrieves %s %v", show(m), err)
	}
}

func testCount(t *testing.T, s crud.Store[Item, int32]) {
	counted(t, s, itemFields.Query(), 0)
	filled(t, s)
	q := by(query(t, itemFields, crud.Cond("count", crud.Exact, 2)), itemFields, "id")
	q.Limit, q.Offset = 1, 2
	counted(t, s, q, 3) // without its page
	counted(t, s, &crud.Query{}, 5)
}

// testStream shows that a stream can be run again, and in a transaction, and that its context ends it.
func testStream(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	rows := s.Stream(t.Context(), by(itemFields.Query(), itemFields, "id"))
	for range 2 {
		var ids []int32
		for m, err := range rows {
			must(t, err)
			ids = append(ids, m.ID)
		}
		if !slices.Equal(ids, []int32{1, 2, 3, 4, 5}) {
			t.Errorf("%v are streamed", ids)
		}
	}
	must(t, s.Transaction(t.Context(), func(ctx context.Context) error {
		for m, err := range s.Stream(ctx, by(itemFields.Query(), itemFields, "id")) {
			if err != nil || m.ID == 3 {
				must(t, err)
				break
			}
		}
		return s.Destroy(ctx, &Item{ID: 1})
	}))
	counted(t, s, itemFields.Query(), 4)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for m, err := range s.Stream(ctx, itemFields.Query()) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("a stream of a context that has ended yields %s %v", show(m), err)
		}
	}
}

// testStreamLeft leaves streams before their end, after which the store can be used.
func testStreamLeft(t *testing.T, s crud.Store[Item, int32]) {
	filled(t, s)
	for range 20 {
		for _, err := range s.Stream(t.Context(), itemFields.Query()) {
			must(t, err)
			break
		}
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a panic within a stream is lost")
			}
		}()
		for range s.Stream(t.Context(), itemFields.Query()) {
			panic("stop")
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	create(ctx, t, s, &Item{ID: 6, At: at("2025-01-02T03:04:05Z")})
}

// testBatches reads many rows, with values that are equal or missing, in lists and in a stream.
func testBatches(t *testing.T, s crud.Store[Item, int32]) {
	const many = 1200
	must(t, s.Transaction(t.Context(), func(ctx context.Context) error {
		for i := range many {
			m := empty()
			if m.Name = fmt.Sprint(i % 3); i%5 > 0 {
				m.Note = ptr(fmt.Sprint(i % 4))
			}
			if err := s.Create(ctx, m); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, order := range [][]string{{"id"}, {"note", "-name", "id"}, {"-note", "name", "-id"}} {
		for _, limit := range []int{0, 7, many / 2} {
			q := by(itemFields.Query(), itemFields, order...)
			q.Limit, q.Offset = limit, 3
			want, err := s.List(t.Context(), q)
			if n := min(many-3, max(limit, (1-min(limit, 1))*many)); err != nil || len(want) != n {
				t.Fatalf("%d rows, %v; want %d", len(want), err, n)
			}
			var got []*Item
			for m, err := range s.Stream(t.Context(), q) {
				must(t, err)
				got = append(got, m)
			}
			if !slices.Equal(idsOf(got), idsOf(want)) {
				t.Errorf("by %v, at most %d: %d rows are streamed, not the %d that are listed", order, limit, len(got), len(want))
			}
		}
		paged(t, s, order, many)
	}
	all := map[int32]bool{} // in whatever order
	for m, err := range s.Stream(t.Context(), itemFields.Query()) {
		must(t, err)
		all[m.ID] = true
	}
	if len(all) != many {
		t.Errorf("%d rows are streamed without an order; want %d", len(all), many)
	}
}

// paged reads all rows page by page, each after the last row of the one before.
func paged(t *testing.T, s crud.Store[Item, int32], order []string, many int) {
	t.Helper()
	q := by(itemFields.Query(), itemFields, order...)
	all, err := s.List(t.Context(), q)
	must(t, err)
	var ids []int32
	for q.Limit = 77; len(ids) <= many; {
		rows, err := s.List(t.Context(), q)
		must(t, err)
		if len(rows) == 0 {
			break
		}
		ids = append(ids, idsOf(rows)...)
		q.After = nil
		for _, o := range q.Order {
			q.After = append(q.After, valueIn(o.Field, rows[len(rows)-1]))
		}
	}
	if !slices.Equal(ids, idsOf(all)) {
		t.Errorf("by %v: %d rows come in pages, not the %d that are listed", order, len(ids), len(all))
	}
}
