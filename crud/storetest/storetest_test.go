package storetest_test

import (
	"context"
	"errors"
	"iter"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
	"github.com/grpcgen/grpcgen/crud/storetest"
)

// faulty is a store of items with one fault, which changes what it is asked for.
type faulty struct {
	crud.Store[storetest.Item, int32]
	fault string
}

// faults are what a store may get wrong, and the tests of the suite that find it.
var faults = map[string]string{
	"order": "Order", "direction": "Order", "after": "Order", "limit": "Order", "offset": "Order",
	"where": "Lookups", "or": "Lookups", "search": "Lookups", "case": "Lookups",
	"key": "Create", "create": "Create", "fields": "Update", "absent": "Absent", "first": "Retrieve", "page": "Count",
	"begin": "Transaction", "inner": "Nested", "context": "Context", "stream": "Stream", "query": "Random", "scope": "Scope",
}

func (s faulty) query(q *crud.Query) *crud.Query {
	changed := *q
	switch s.fault {
	case "order":
		changed.Order = nil
	case "direction":
		changed.Order = nil
		for _, o := range q.Order {
			changed.Order = append(changed.Order, crud.Order{Field: o.Field})
		}
	case "after":
		changed.After = nil
	case "limit":
		changed.Limit = 0
	case "offset":
		changed.Offset = 0
	case "where":
		changed.Where = nil
	case "or", "case":
		changed.Where = nil
		for _, c := range q.Where {
			if s.fault == "or" && len(c.Any) > 1 {
				c = c.Any[0]
			} else if s.fault == "case" && c.Lookup == crud.IExact {
				c.Lookup = crud.Exact
			}
			changed.Where = append(changed.Where, c)
		}
	case "search":
		changed.Search = nil
	case "query":
		q.Limit = 1
	}
	return &changed
}

func (s faulty) Create(ctx context.Context, m *storetest.Item) error {
	if s.fault == "create" {
		m.Note = nil
	}
	err := s.Store.Create(ctx, m)
	if s.fault == "key" {
		m.ID = 0
	}
	return err
}

func (s faulty) Update(ctx context.Context, m *storetest.Item, fields []*crud.Field) error {
	if s.fault == "fields" {
		all, _ := crud.FieldsOf[storetest.Item]()
		fields = all.All()
	}
	err := s.Store.Update(ctx, m, fields)
	if s.fault == "absent" && errors.Is(err, crud.ErrNotFound) {
		return nil
	}
	return err
}

func (s faulty) Retrieve(ctx context.Context, q *crud.Query, lock bool) (*storetest.Item, error) {
	if s.fault == "first" {
		rows, err := s.Store.List(ctx, q)
		if err != nil || len(rows) == 0 {
			return nil, errors.Join(err, crud.ErrNotFound)
		}
		return rows[0], nil
	}
	return s.Store.Retrieve(ctx, s.query(q), lock)
}

func (s faulty) List(ctx context.Context, q *crud.Query) ([]*storetest.Item, error) {
	if s.fault == "context" {
		ctx = context.WithoutCancel(ctx)
	}
	return s.Store.List(ctx, s.query(q))
}

func (s faulty) Count(ctx context.Context, q *crud.Query) (int64, error) {
	if s.fault == "scope" {
		q = &crud.Query{}
	}
	if s.fault == "page" {
		rows, err := s.Store.List(ctx, q)
		return int64(len(rows)), err
	}
	return s.Store.Count(ctx, s.query(q))
}

func (s faulty) Stream(ctx context.Context, q *crud.Query) iter.Seq2[*storetest.Item, error] {
	if s.fault == "stream" {
		return func(yield func(*storetest.Item, error) bool) {
			for m, err := range s.Store.Stream(ctx, q) {
				if err == nil && !yield(m, nil) {
					return
				}
				q = &crud.Query{Where: []crud.Condition{{Any: []crud.Condition{}}}} // no second time
			}
		}
	}
	return s.Store.Stream(ctx, s.query(q))
}

func (s faulty) Transaction(ctx context.Context, f func(ctx context.Context) error) error {
	if s.fault == "begin" {
		return f(ctx)
	}
	if s.fault == "inner" && ctx.Value(within{}) != nil {
		return f(ctx)
	}
	return s.Store.Transaction(ctx, func(ctx context.Context) error { return f(context.WithValue(ctx, within{}, true)) })
}

type within struct{}

const variable = "STORETEST_FAULT"

// TestFaulty is the suite for a faulty store, which TestFaults runs.
func TestFaulty(t *testing.T) {
	fault := os.Getenv(variable)
	if fault == "" {
		t.Skip("it is run by TestFaults")
	}
	storetest.Run(t, func(*testing.T) storetest.Stores {
		return storetest.Stores{Items: faulty{memstore.Must(memstore.New[storetest.Item, int32]()), fault}}
	})
}

// TestFaults shows that the suite finds what a store gets wrong.
func TestFaults(t *testing.T) {
	for fault, test := range faults {
		t.Run(fault, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestFaulty$/^"+test+"$")
			cmd.Env = append(os.Environ(), variable+"="+fault)
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestFaulty/"+test) {
				t.Errorf("the test %s does not find the fault: %v\n%s", test, err, out)
			}
		})
	}
}
