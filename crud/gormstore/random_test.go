package gormstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
)

// random makes rows and queries of few values, so that they meet.
type random struct {
	*rand.Rand
	fields *crud.Fields
}

var texts = []string{
	"", "a", "A", "ab", "aB%", "a_b", "a%b", "[a]", "a*", "a?", `a\b`, "a'b", `a"b`, "ä", "Ä", "ÄÖ", "äö", "σΣ", "日本", "日", "!", "!%", "😀a", "a b", "-", "null",
}

func (r random) text() string { return texts[r.IntN(len(texts))] }

func maybe[T any](r random, v T) *T {
	if r.IntN(3) == 0 {
		return nil
	}
	return &v
}

func (r random) time() time.Time {
	return at("2025-01-01T00:00:00Z").Add(time.Duration(r.IntN(7)-3) * 333333 * time.Microsecond * time.Duration(1+r.IntN(100000)*r.IntN(2)))
}

func (r random) day() time.Time {
	return time.Date(2025, 2, 27+r.IntN(4), 0, 0, 0, 0, time.UTC)
}

func (r random) row(id int32) *thing {
	m := &thing{
		ID: id, Name: r.text(), Note: maybe(r, r.text()), Count: int64(r.IntN(5)) - 2, Small: maybe(r, uint16(r.IntN(3))), Big: uint64(r.IntN(3)) << 61,
		Ratio: float64(r.IntN(5))/4 - 0.5, On: r.IntN(2) == 0, Off: maybe(r, r.IntN(2) == 0), Mood: mood(r.IntN(4)), Color: color(r.text()),
		Price: decimal.New(int64(r.IntN(500))-250, -2), At: r.time(), Seen: maybe(r, r.time()), Day: r.day(), Tag: r.uuid(),
		Labels: []string{r.text()}, Raw: json.RawMessage("[1]"),
	}
	if v := maybe(r, int64(r.IntN(4))); v != nil {
		m.Level = sql.Null[int64]{V: *v, Valid: true}
	}
	if v := maybe(r, r.text()); v != nil && *v != "" {
		m.Body = []byte(*v)
	}
	if r.IntN(2) == 0 {
		m.Data = map[string]any{r.text(): r.text(), "n": float64(r.IntN(3))}
	}
	return m
}

func (r random) uuid() uuid.UUID { return uuid.UUID{0: byte(r.IntN(3)), 15: 1} }

// value is one of a field in a random row.
func (r random) value(f *crud.Field) any {
	for {
		if v := f.Value(reflect.ValueOf(r.row(int32(r.IntN(40)))).Elem()); v != nil {
			return v
		}
	}
}

func (r random) condition(depth int) crud.Condition {
	if depth > 0 && r.IntN(5) == 0 {
		c := crud.Condition{Any: []crud.Condition{}}
		for range r.IntN(4) {
			c.Any = append(c.Any, r.condition(depth-1))
		}
		return c
	}
	all := r.fields.All()
	for {
		f := all[r.IntN(len(all))]
		if len(f.Lookups) == 0 {
			continue
		}
		c := crud.Condition{Field: f, Lookup: f.Lookups[r.IntN(len(f.Lookups))]}
		switch c.Lookup {
		case crud.Null:
			c.Value = r.IntN(2) == 0
		case crud.In:
			values := []any{}
			for range r.IntN(6) {
				values = append(values, r.value(f))
			}
			c.Value = values
		case crud.Exact, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual:
			c.Value = r.value(f)
		default:
			c.Value = r.text()
		}
		return c
	}
}

func (r random) query() *crud.Query {
	q := r.fields.Query()
	for range r.IntN(3) {
		q.Where = append(q.Where, r.condition(2))
	}
	if r.IntN(4) == 0 {
		q.Search = append(q.Search, crud.Search{Fields: []*crud.Field{r.fields.Named("Name"), r.fields.Named("Note")}, Text: r.text()})
	}
	all := r.fields.All()
	for range r.IntN(4) {
		f := all[r.IntN(len(all))]
		if f.Sort && !f.Primary && !slices.ContainsFunc(q.Order, func(o crud.Order) bool { return o.Field == f }) {
			q.Order = append(q.Order, crud.Order{Field: f, Descending: r.IntN(2) == 0})
		}
	}
	q.Order = append(q.Order, crud.Order{Field: r.fields.Key(), Descending: r.IntN(4) == 0})
	if r.IntN(2) == 0 {
		row := reflect.ValueOf(r.row(int32(r.IntN(40)))).Elem()
		for _, o := range q.Order {
			q.After = append(q.After, o.Field.Value(row))
		}
	}
	q.Limit, q.Offset = r.IntN(10), r.IntN(3)*r.IntN(2)
	return q
}

// kind is what an error is to package crud.
func kind(err error) string {
	conflict := (*crud.ConflictError)(nil)
	switch {
	case err == nil:
		return "none"
	case errors.Is(err, crud.ErrNotFound):
		return "not found"
	case errors.As(err, &conflict):
		return fmt.Sprint(conflict.Kind, conflict.Fields)
	}
	return err.Error()
}

// TestRandom does the same to all stores and to rows in memory, and compares what comes of it.
func TestRandom(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := random{rand.New(rand.NewPCG(seed, 0)), fieldsOf[thing](t)}
	ctx := context.Background()
	memory, err := memstore.New[thing, int32]()
	if err != nil {
		t.Fatal(err)
	}
	names, stores := []string{"memory"}, []crud.Store[thing, int32]{memory}
	for _, d := range databases {
		names, stores = append(names, d.name), append(stores, storeOf[thing, int32](t, d.open(t), d.options...))
	}
	rows := map[int32]*thing{}
	for step := range 1000 {
		fail := func(what, detail string, d int) {
			t.Errorf("seed %d step %d, %s: %s: %s", seed, step, names[d], what, detail)
		}
		id := int32(r.IntN(40)) + 1
		old := rows[id]
		switch op := r.IntN(10); {
		case op < 3:
			m, want := r.row(id), "none"
			if old != nil {
				want = "unique [id]"
			} else {
				rows[id] = m
			}
			for d, s := range stores {
				row := *m
				if got := kind(s.Create(ctx, &row)); got != want || want == "none" && !same(row, m) {
					fail("create", got+" not "+want+" "+show(row), d)
				}
			}
		case op < 5:
			m, want := r.row(id), "not found"
			var fields []*crud.Field
			for _, f := range r.fields.All() {
				if r.IntN(4) == 0 {
					fields = append(fields, f)
				}
			}
			if old != nil {
				want = "none"
				changed := *old
				for _, f := range fields {
					reflect.ValueOf(&changed).Elem().FieldByIndex(f.Index()).Set(reflect.ValueOf(m).Elem().FieldByIndex(f.Index()))
				}
				rows[id] = &changed
			}
			for d, s := range stores {
				row := *m
				if got := kind(s.Update(ctx, &row, fields)); got != want {
					fail("update", got+" not "+want, d)
				}
			}
		case op < 6:
			want := "not found"
			if old != nil {
				want = "none"
				delete(rows, id)
			}
			for d, s := range stores {
				if got := kind(s.Destroy(ctx, &thing{ID: id})); got != want {
					fail("destroy", got+" not "+want, d)
				}
			}
		default:
			q := r.query()
			var all []*thing
			for _, m := range rows {
				all = append(all, m)
			}
			want := oracle(all, q)
			count := *q
			count.After, count.Limit, count.Offset = nil, 0, 0
			n := len(oracle(all, &count))
			for d, s := range stores {
				got, err := s.List(ctx, q)
				if err != nil || len(got) != len(want) || len(want) > 0 && !same(got, want) {
					fail("list", fmt.Sprintf("%s\n got %s %v\nwant %s", showQuery(q), show(got), err, show(want)), d)
				}
				if step%2 == 0 {
					continue
				}
				var streamed []*thing
				for m, err := range s.Stream(ctx, q) {
					if err != nil {
						fail("stream", err.Error(), d)
					}
					streamed = append(streamed, m)
				}
				if len(streamed) != len(want) || len(want) > 0 && !same(streamed, want) {
					fail("stream", fmt.Sprintf("%s\n got %s\nwant %s", showQuery(q), show(streamed), show(want)), d)
				}
				if got, err := s.Count(ctx, q); err != nil || int(got) != n {
					fail("count", fmt.Sprintf("%s: %d %v, want %d", showQuery(q), got, err, n), d)
				}
				single := crud.Query{Where: q.Where, Search: q.Search}
				first, err := s.Retrieve(ctx, &single, false)
				switch found := oracle(all, &single); {
				case len(found) == 0 && errors.Is(err, crud.ErrNotFound), len(found) == 1 && same(first, found[0]):
				case len(found) > 1 && err != nil && !errors.Is(err, crud.ErrNotFound):
				default:
					fail("retrieve", fmt.Sprintf("%s: %s %v", showQuery(q), show(first), err), d)
				}
			}
		}
		if t.Failed() {
			return
		}
	}
}

func showQuery(q *crud.Query) string {
	text := ""
	for _, c := range q.Where {
		text += showCondition(c) + "; "
	}
	for _, s := range q.Search {
		text += fmt.Sprintf("search %q; ", s.Text)
	}
	for _, o := range q.Order {
		text += fmt.Sprintf("by %s %v; ", o.Field.Name, o.Descending)
	}
	return text + fmt.Sprintf("after %s offset %d limit %d", show(q.After), q.Offset, q.Limit)
}

func showCondition(c crud.Condition) string {
	if c.Any == nil {
		return fmt.Sprintf("%s %v %s", c.Field.Name, c.Lookup, show(c.Value))
	}
	text := "("
	for _, c := range c.Any {
		text += showCondition(c) + " or "
	}
	return text + ")"
}
