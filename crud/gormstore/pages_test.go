package gormstore

import (
	"flag"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/libtnb/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
	"github.com/grpcgen/grpcgen/crud/storetest"
)

var (
	tables    = flag.Int("tables", 40, "how `many` random tables of each database to read by pages")
	firstSeed = flag.Uint64("seed", 0, "the `seed` of the first")
)

// TestPages reads random tables by pages and streams, in several orders, most of which have ties, with rows and columns of
// other programs, which leave NULL wherever they can and go on writing meanwhile. Pages and streams end, and show each row
// that was there all the time once, in its place, and as it is. A table that fails is made again with -seed=N -tables=1.
func TestPages(t *testing.T) {
	for name, open := range map[string]func(*samples){"memory": inMemory, "sqlite": inSQLite, "postgres": inPostgres} {
		t.Run(name, func(t *testing.T) {
			for i := range *tables {
				seed := *firstSeed + uint64(i)
				t.Run(fmt.Sprint(seed), func(t *testing.T) {
					t.Parallel()
					s := &samples{Rand: rand.New(rand.NewPCG(seed, 1)), t: t, there: map[string]bool{}, plain: map[string]bool{}, rows: map[int32]*sample{}}
					open(s)
					for range 4 {
						if s.readOn(); t.Failed() {
							t.Logf("seed %d, the table:\n%s", seed, strings.Join(s.log, "\n"))
							return
						}
					}
				})
			}
		})
	}
}

func inMemory(s *samples) {
	store, err := memstore.New[sample, int32]()
	if err != nil {
		s.t.Fatal(err)
	}
	s.store = store
	for range 3 + s.IntN(15) {
		s.insert()
	}
}

func inSQLite(s *samples) {
	dsn := sqliteDSN(filepath.Join(s.t.TempDir(), "test.db")) + "&_pragma=synchronous(OFF)"
	s.in(opened(s.t, sqlite.Open(dsn)))
}

func inPostgres(s *samples) {
	name := fmt.Sprintf("t%d", schemas.Add(1))
	modes := []string{"cache_statement", "cache_describe", "describe_exec", "simple_protocol"}
	dsn := server.DSN("postgres") + " synchronous_commit=off search_path=" + name + " default_query_exec_mode=" + modes[s.IntN(len(modes))]
	db := opened(s.t, postgres.Open(dsn))
	if err := db.Exec("CREATE SCHEMA " + name).Error; err != nil {
		s.t.Fatal(err)
	}
	s.in(db)
}

// in makes the table in a database, and its store before or after it.
func (s *samples) in(db *gorm.DB) {
	s.db = db
	early := s.IntN(4) == 0
	if !early {
		s.make()
	}
	var options []Option
	if s.IntN(3) == 0 {
		options = append(options, byGORM())
	}
	if s.IntN(2) == 0 {
		options = append(options, inBatches(1+s.IntN(4)))
	}
	store, err := New[sample, int32](db, options...)
	if err != nil {
		s.t.Fatal(err)
	}
	s.store = store
	if early {
		s.make()
	}
}

// asked is what a client asks for.
type asked struct {
	where  []crud.Condition
	order  []string
	search string
	size   int32
}

// ask makes something to ask for.
func (s *samples) ask() asked {
	a := asked{size: 1 + int32(s.IntN(5))}
	for range s.IntN(3) {
		c := s.condition()
		if s.IntN(3) == 0 {
			c = crud.Or(c, s.condition())
		}
		a.where = append(a.where, c)
	}
	fields := sampleFields.Sortable()
	s.Shuffle(len(fields), reflect.Swapper(fields))
	for _, name := range fields[:s.IntN(4)] {
		a.order = append(a.order, []string{"", "-"}[s.IntN(2)]+name)
	}
	if s.IntN(6) == 0 {
		a.search = []string{"a", "B", "%", "null"}[s.IntN(4)]
	}
	return a
}

func (s *samples) condition() crud.Condition {
	for {
		f := sampleFields.All()[s.IntN(len(sampleFields.All()))]
		if len(f.Lookups) == 0 {
			continue
		}
		value := func() any {
			if s.IntN(3) == 0 {
				return reflect.Zero(f.ValueType()).Interface()
			}
			for {
				if v := f.Value(reflect.ValueOf(randomSample(s.Rand, int32(1+s.IntN(30)))).Elem()); v != nil {
					return v
				}
			}
		}
		c := crud.Condition{Field: f, Lookup: f.Lookups[s.IntN(len(f.Lookups))]}
		switch c.Lookup {
		case crud.Null:
			c.Value = s.IntN(2) == 0
		case crud.In:
			c.Value = slices.Collect(func(yield func(any) bool) {
				for range s.IntN(4) {
					yield(value())
				}
			})
			if c.Value.([]any) == nil {
				c.Value = []any{}
			}
		case crud.Exact, crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual:
			c.Value = value()
		default:
			c.Value = randomText(s.Rand)
		}
		return c
	}
}

// want returns the rows that are to be seen, in their order.
func (s *samples) want(a asked) []*sample {
	q := orderBy[sample](s.t, sampleFields.Query(), append(slices.Clip(a.order), "id")...)
	q.Where = a.where
	if a.search != "" {
		q.Search = []crud.Search{{Fields: []*crud.Field{sampleFields.Named("text"), sampleFields.Named("note"), sampleFields.Named("word")}, Text: a.search}}
	}
	return storetest.Select(slices.Collect(maps.Values(s.rows)), q)
}

// readOn asks for something twice, by pages and as a stream: of a table that nobody writes to, and of one that others write to.
func (s *samples) readOn() {
	a := s.ask()
	model, err := crud.New(crud.Config[sample, int32]{Store: s.store})
	if err != nil {
		s.t.Fatal(err)
	}
	ways := map[string]func() iter.Seq2[*sample, error]{
		"pages": func() iter.Seq2[*sample, error] { return s.pages(model, a) },
		"a stream": func() iter.Seq2[*sample, error] {
			r := &crud.StreamRequest[sample]{Filter: crud.FilterOf[sample](a.where...), OrderBy: a.order, Search: a.search}
			return crud.NewStreamer(model).Stream(s.t.Context(), r)
		},
	}
	for _, way := range []string{"pages", "a stream"} {
		s.compare(a, way, s.want(a), s.read(ways[way](), nil))
		disturbed := map[int32]bool{}
		before := s.want(a)
		seen := s.read(ways[way](), func() { disturbed[s.disturb()] = true })
		other := func(m *sample) bool { return disturbed[m.ID] }
		s.compare(a, way+" of what others write to", slices.DeleteFunc(before, other), slices.DeleteFunc(seen, other))
		if s.t.Failed() {
			return
		}
	}
}

// pages reads page after page.
func (s *samples) pages(model *crud.Model[sample, int32], a asked) iter.Seq2[*sample, error] {
	return func(yield func(*sample, error) bool) {
		r := &crud.ListRequest[sample]{Filter: crud.FilterOf[sample](a.where...), OrderBy: a.order, Search: a.search, PageSize: a.size}
		for first := true; first || r.PageToken != ""; first = false {
			page, err := crud.NewLister(model).List(s.t.Context(), r)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, m := range page.Results {
				if !yield(m, nil) {
					return
				}
			}
			r.PageToken = page.NextPageToken
		}
	}
}

// read reads to the end, and lets others write between rows, unless disturb is nil.
func (s *samples) read(rows iter.Seq2[*sample, error], disturb func()) (seen []*sample) {
	for m, err := range rows {
		if err != nil {
			s.t.Error(err)
			break
		}
		if seen = append(seen, m); len(seen) > 500 {
			s.t.Error("there is no end")
			break
		}
		if disturb != nil && s.IntN(3) == 0 && len(seen) < 20 {
			disturb()
		}
	}
	return seen
}

// compare reports rows that are not what they should be.
func (s *samples) compare(a asked, what string, want, got []*sample) {
	if slices.EqualFunc(want, got, sameSample) {
		return
	}
	s.t.Errorf("%s:\n%s\n show %s\n not  %s", what, showAsked(a), showSamples(got), showSamples(want))
}

// sameSample compares rows as clients see them.
func sameSample(a, b *sample) bool {
	for _, f := range sampleFields.All() {
		if !same(f.Value(reflect.ValueOf(a).Elem()), f.Value(reflect.ValueOf(b).Elem())) {
			return false
		}
	}
	return true
}

func showAsked(a asked) string {
	var text strings.Builder
	for _, c := range a.where {
		for _, c := range append([]crud.Condition{c}, c.Any...) {
			if c.Field != nil {
				fmt.Fprintf(&text, "%s %v %s; ", c.Field.Name, c.Lookup, show(c.Value))
			}
		}
	}
	return fmt.Sprintf("%sby %v, search %q, pages of %d", text.String(), a.order, a.search, a.size)
}

func showSamples(all []*sample) string {
	texts := make([]string, len(all))
	for i, m := range all {
		texts[i] = fmt.Sprintf("\n\t%d %s", m.ID, show(m))
	}
	return strings.Join(texts, "")
}
