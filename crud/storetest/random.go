package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/grpcgen/grpcgen/crud"
)

// keys is how many different keys the rows of a random test have.
const keys = 40

// Random writes and reads rows of a store at random, and compares all that it returns with rows in memory. The store has no
// rows to begin with. Row returns a random row with one of few keys: the one that n stands for, which is from 1 to 40.
// Values should be few, so that rows meet. Fields are filtered by their Lookups, sorted by if they have Sort, and searched if
// they have Search. A key must be accepted as it is given.
func Random[M, K any](t *testing.T, s crud.Store[M, K], steps int, row func(r *rand.Rand, n int) *M) {
	seed := uint64(time.Now().UnixNano())
	fields, err := crud.FieldsOf[M]()
	if err != nil {
		t.Fatal(err)
	}
	r := &random[M, K]{Rand: rand.New(rand.NewPCG(seed, 0)), t: t, store: s, fields: fields, row: row, rows: map[any]*M{}}
	for step := range steps {
		if r.step(); t.Failed() {
			t.Logf("step %d of the seed %d", step, seed)
			return
		}
	}
}

// random makes rows and queries, and knows the rows of the store.
type random[M, K any] struct {
	*rand.Rand
	t      *testing.T
	store  crud.Store[M, K]
	fields *crud.Fields
	row    func(*rand.Rand, int) *M
	rows   map[any]*M // by key
}

// Texts are few texts, many of which mean something to a database.
var Texts = []string{
	"", "a", "A", "ab", "aB%", "a_b", "a%b", "[a]", "a*", "a?", `a\b`, "a'b", `a"b`, "ä", "Ä", "ÄÖ", "äö", "σΣ", "日本", "日", "!", "!%", "😀a", "a b", "-", "null",
}

func oneOf[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

func maybe[T any](r *rand.Rand, v T) *T {
	if r.IntN(3) == 0 {
		return nil
	}
	return &v
}

func randomTime(r *rand.Rand) time.Time {
	return at("2025-01-01T00:00:00Z").Add(time.Duration(r.IntN(7)-3) * 333333 * time.Microsecond * time.Duration(1+r.IntN(100000)*r.IntN(2)))
}

func randomItem(r *rand.Rand, n int) *Item {
	m := &Item{
		ID: int32(n), Name: oneOf(r, Texts), Note: maybe(r, oneOf(r, Texts)), Count: int64(r.IntN(5)) - 2, Small: maybe(r, uint16(r.IntN(3))),
		Big: uint64(r.IntN(3)) << 61, Ratio: float64(r.IntN(5))/4 - 0.5, On: r.IntN(2) == 0, Off: maybe(r, r.IntN(2) == 0),
		Mood: Mood(r.IntN(4)), Color: Color(oneOf(r, Texts)), At: randomTime(r), Seen: maybe(r, randomTime(r)),
		Tag: UUID{0: byte(r.IntN(3)), 15: 1}, Labels: []string{oneOf(r, Texts)},
	}
	if r.IntN(3) > 0 {
		m.Level = sql.Null[int64]{V: int64(r.IntN(4)), Valid: true}
	}
	if text := oneOf(r, Texts); text != "" {
		m.Body = []byte(text)
	}
	return m
}

func (r *random[M, K]) one() *M { return r.row(r.Rand, 1+r.IntN(keys)) }

func (r *random[M, K]) key(m *M) any { return valueIn(r.fields.Key(), m) }

// step does one thing to the store, and to the rows in memory.
func (r *random[M, K]) step() {
	m := r.one()
	key := r.key(m)
	old, ctx := r.rows[key], r.t.Context()
	switch op := r.IntN(10); {
	case op < 3:
		row := *m
		err := r.store.Create(ctx, &row)
		if old != nil {
			refused(r.t, err, crud.Unique, r.fields.Key().Name)
			return
		}
		if r.rows[key] = m; err != nil || !same(row, m) {
			r.t.Errorf("Create of %s returns %s %v", show(m), show(row), err)
		}
	case op < 5:
		r.update(ctx, key, m)
	case op < 6:
		err := r.store.Destroy(ctx, m)
		if old == nil && !errors.Is(err, crud.ErrNotFound) || old != nil && err != nil {
			r.t.Errorf("Destroy of %s returns %v", show(key), err)
		}
		delete(r.rows, key)
	default:
		r.read(ctx, r.query())
	}
}

func (r *random[M, K]) update(ctx context.Context, key any, m *M) {
	var some []*crud.Field
	for _, f := range r.fields.All() {
		if r.IntN(4) == 0 {
			some = append(some, f)
		}
	}
	row := *m
	err := r.store.Update(ctx, &row, some)
	old := r.rows[key]
	if old == nil {
		if !errors.Is(err, crud.ErrNotFound) {
			r.t.Errorf("Update of %s returns %v", show(key), err)
		}
		return
	}
	if err != nil {
		r.t.Errorf("Update of %s returns %v", show(m), err)
	}
	changed := *old
	for _, f := range some {
		f.Copy(reflect.ValueOf(&changed).Elem(), reflect.ValueOf(m).Elem())
	}
	r.rows[key] = &changed
}

// read compares what all methods that read give for a query.
func (r *random[M, K]) read(ctx context.Context, q *crud.Query) {
	var all []*M
	for _, m := range r.rows {
		all = append(all, m)
	}
	text, want := showQuery(q), Select(all, q)
	got, err := r.store.List(ctx, q)
	if err != nil || len(got) != len(want) || len(want) > 0 && !same(got, want) {
		r.t.Errorf("List of %s\n gives %s %v\n  not  %s", text, show(got), err, show(want))
	}
	var streamed []*M
	for m, err := range r.store.Stream(ctx, q) {
		if err != nil {
			r.t.Errorf("Stream of %s: %v", text, err)
		}
		streamed = append(streamed, m)
	}
	if len(streamed) != len(want) || len(want) > 0 && !same(streamed, want) {
		r.t.Errorf("Stream of %s\n gives %s\n  not  %s", text, show(streamed), show(want))
	}
	if n, err := r.store.Count(ctx, q); err != nil || int(n) != len(Select(all, &crud.Query{Where: q.Where, Search: q.Search})) {
		r.t.Errorf("Count of %s gives %d %v", text, n, err)
	}
	single := crud.Query{Where: q.Where, Search: q.Search}
	first, err := r.store.Retrieve(ctx, &single, false)
	switch found := Select(all, &single); {
	case len(found) == 0 && errors.Is(err, crud.ErrNotFound), len(found) == 1 && err == nil && same(first, found[0]):
	case len(found) > 1 && err != nil && !errors.Is(err, crud.ErrNotFound):
	default:
		r.t.Errorf("Retrieve of %s gives %s %v, not one of %d", text, show(first), err, len(found))
	}
	if now := showQuery(q); now != text {
		r.t.Errorf("the query %s became %s", text, now)
	}
}

// value is a value of a field in a random row.
func (r *random[M, K]) value(f *crud.Field) any {
	for {
		if v := valueIn(f, r.one()); v != nil {
			return v
		}
	}
}

func (r *random[M, K]) condition(depth int) crud.Condition {
	if depth > 0 && r.IntN(5) == 0 {
		c := crud.Condition{Any: []crud.Condition{}}
		for range r.IntN(4) {
			c.Any = append(c.Any, r.condition(depth-1))
		}
		return c
	}
	for {
		f := oneOf(r.Rand, r.fields.All())
		if len(f.Lookups) == 0 {
			continue
		}
		c := crud.Condition{Field: f, Lookup: oneOf(r.Rand, f.Lookups)}
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
			c.Value = oneOf(r.Rand, Texts)
		}
		return c
	}
}

func (r *random[M, K]) query() *crud.Query {
	q := r.fields.Query()
	for range r.IntN(3) {
		q.Where = append(q.Where, r.condition(2))
	}
	var searched []*crud.Field
	for _, f := range r.fields.All() {
		if f.Search {
			searched = append(searched, f)
		}
		if f.Sort && !f.Primary && r.IntN(8) == 0 {
			q.Order = append(q.Order, crud.Order{Field: f, Descending: r.IntN(2) == 0})
		}
	}
	if len(searched) > 0 && r.IntN(4) == 0 {
		q.Search = append(q.Search, crud.Search{Fields: searched, Text: oneOf(r.Rand, Texts)})
	}
	r.Shuffle(len(q.Order), reflect.Swapper(q.Order))
	q.Order = append(q.Order, crud.Order{Field: r.fields.Key(), Descending: r.IntN(4) == 0})
	if r.IntN(2) == 0 {
		m := r.one()
		for _, o := range q.Order {
			q.After = append(q.After, valueIn(o.Field, m))
		}
	}
	q.Limit, q.Offset = r.IntN(10), r.IntN(3)*r.IntN(2)
	return q
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
	texts := []string{}
	for _, c := range c.Any {
		texts = append(texts, showCondition(c))
	}
	return fmt.Sprint("any of ", slices.Clip(texts))
}
