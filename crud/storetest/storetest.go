// Package storetest tests a crud.Store: the one suite that all stores of grpcgen pass, for a store of your own as well.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) storetest.Stores {
//			db := openDatabase(t) // empty, and closed after the test
//			return storetest.Stores{
//				Items:  newStore[storetest.Item, int32](db),
//				Labels: newStore[storetest.Label, storetest.UUID](db),
//				Words:  newStore[storetest.Word, string](db),
//				Seats:  newStore[storetest.Seat, int64](db),
//			}
//		})
//	}
//
// It holds a store to what the documentation of crud.Store says, and to what a store in memory gives for random writes and
// queries. Values are such that any database can keep them: times in UTC of whole microseconds, texts without zero bytes.
package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/grpcgen/grpcgen/crud"
)

// Stores are the stores of the suite's models in one database, all of them without rows. A store that is nil is not tested.
type Stores struct {
	Items   crud.Store[Item, int32]   // gives an Item without a key the next number
	Labels  crud.Store[Label, UUID]   // stores a Label with the key that it has
	Words   crud.Store[Word, string]  // refuses a Word without a key
	Seats   crud.Store[Seat, int64]   // refuses two Seats with the same Hall and Row
	Authors crud.Store[Author, int64] // refuses to remove an Author of whom there are Books
	Books   crud.Store[Book, int64]   // refuses a Book whose Author is not there
}

// Run runs the suite, each test with the stores of a database of its own.
func Run(t *testing.T, open func(t *testing.T) Stores) {
	run := func(name string, has func(Stores) bool, test func(t *testing.T, s Stores)) {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			if !has(s) {
				t.Skip("there is no store for this test")
			}
			test(t, s)
		})
	}
	items := func(s Stores) bool { return s.Items != nil }
	for name, test := range map[string]func(*testing.T, crud.Store[Item, int32]){
		"Create": testCreate, "Copies": testCopies, "Update": testUpdate, "Absent": testAbsent,
		"Lookups": testLookups, "Kinds": testKinds, "Order": testOrder, "Retrieve": testRetrieve, "Count": testCount,
		"Stream": testStream, "StreamWithin": testStreamWithin, "StreamLeft": testStreamLeft, "Batches": testBatches,
		"Transaction": testTransaction, "Nested": testNested, "Panic": testPanic, "Ended": testEnded, "Lock": testLock,
		"Context": testContext, "Atomic": testAtomic, "Scope": testScope, "ScopeAfter": testScopeAfter,
	} {
		run(name, items, func(t *testing.T, s Stores) { test(t, s.Items) })
	}
	run("Random", items, func(t *testing.T, s Stores) {
		Random[Item, int32](t, s.Items, 300, randomItem)
	})
	run("Keys", func(s Stores) bool { return s.Labels != nil }, func(t *testing.T, s Stores) { testKeys(t, s.Labels) })
	run("NoKey", func(s Stores) bool { return s.Words != nil }, func(t *testing.T, s Stores) { testNoKey(t, s.Words) })
	run("Unique", func(s Stores) bool { return s.Seats != nil }, func(t *testing.T, s Stores) { testUnique(t, s.Seats) })
	run("GoesOn", func(s Stores) bool { return s.Seats != nil }, func(t *testing.T, s Stores) { testGoesOn(t, s.Seats) })
	run("ForeignKey", func(s Stores) bool { return s.Authors != nil && s.Books != nil }, testForeignKey)
	run("Together", func(s Stores) bool { return s.Items != nil && s.Labels != nil }, testTogether)
}

// query returns a query of conditions.
func query(t testing.TB, fields *crud.Fields, conditions ...crud.Condition) *crud.Query {
	t.Helper()
	q := fields.Query()
	if err := q.And(conditions...); err != nil {
		t.Fatal(err)
	}
	return q
}

// keyed returns the query of a key.
func keyed(t testing.TB, fields *crud.Fields, key any) *crud.Query {
	t.Helper()
	return query(t, fields, crud.Cond(fields.Key().Name, crud.Exact, key))
}

// by adds an order to a query, -name backwards.
func by(q *crud.Query, fields *crud.Fields, names ...string) *crud.Query {
	for _, name := range names {
		name, descending := strings.CutPrefix(name, "-")
		q.Order = append(q.Order, crud.Order{Field: fields.Named(name), Descending: descending})
	}
	return q
}

// named returns fields by their names.
func named(fields *crud.Fields, names ...string) (some []*crud.Field) {
	for _, name := range names {
		some = append(some, fields.Named(name))
	}
	return some
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// creator and counter are parts of a store that do not know its key.
type (
	creator[M any] interface {
		Create(ctx context.Context, m *M) error
	}
	counter interface {
		Count(ctx context.Context, q *crud.Query) (int64, error)
	}
)

// create stores rows.
func create[M any](ctx context.Context, t testing.TB, s creator[M], rows ...*M) {
	t.Helper()
	for _, row := range rows {
		if err := s.Create(ctx, row); err != nil {
			t.Fatalf("Create of %s: %v", show(row), err)
		}
	}
}

// counted checks how many rows a query matches.
func counted(t testing.TB, s counter, q *crud.Query, want int64) {
	t.Helper()
	if n, err := s.Count(t.Context(), q); err != nil || n != want {
		t.Errorf("Count returns %d, %v; want %d", n, err, want)
	}
}

// refused checks that an error is a conflict of a kind, about fields if they are known.
func refused(t testing.TB, err error, kind crud.ConflictKind, fields ...string) {
	t.Helper()
	var conflict *crud.ConflictError
	if !errors.As(err, &conflict) || conflict.Kind != kind || len(conflict.Fields) > 0 && !reflect.DeepEqual(conflict.Fields, fields) {
		t.Errorf("the error is %v; want the violation of a %s constraint by %v", err, kind, fields)
	}
}

// retried does what conflicts with other transactions until it does not, as the actions of a model do.
func retried(f func() error) error {
	for attempt := 0; ; attempt++ {
		err := f()
		if !errors.Is(err, crud.ErrRetry) || attempt == 1000 {
			return err
		}
		time.Sleep(time.Duration(attempt) * time.Millisecond)
	}
}

// same compares rows by what they hold.
func same(a, b any) bool { return show(a) == show(b) }

// show returns rows in JSON.
func show(rows any) string {
	text, err := json.Marshal(rows)
	if err != nil {
		return fmt.Sprintf("%+v", rows)
	}
	return string(text)
}

func ptr[T any](v T) *T { return &v }

func at(text string) time.Time {
	v, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return v.UTC()
}
