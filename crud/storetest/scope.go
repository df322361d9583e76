package storetest

import (
	"context"
	"math/rand/v2"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
)

// scoped is a service whose callers see and write the items called alice, and those that count more than five.
type scoped struct {
	*testing.T
	*rand.Rand
	svc   crud.Service[Item, int32]
	store crud.Store[Item, int32]
	rows  map[int32]Item
}

func inScope(m Item) bool { return m.Name == "alice" || m.Count > 5 }

func aliceOrMany(_ context.Context, _ crud.Action, q *crud.Query) error {
	return q.And(crud.Or(crud.Cond("name", crud.Exact, "alice"), crud.Cond("count", crud.Greater, 5)))
}

// testScope shows that no write moves a row out of the scope of a model, puts one there, or leaves a trace if it is refused.
func testScope(t *testing.T, s crud.Store[Item, int32]) {
	model := crud.Must(crud.New(crud.Config[Item, int32]{Store: s, Scope: aliceOrMany}))
	r := &scoped{t, rand.New(rand.NewPCG(1, 2)), crud.NewService(model), s, map[int32]Item{}}
	for id := range int32(6) { // some are of others
		r.rows[id+1] = Item{ID: id + 1, Name: oneOf(r.Rand, []string{"alice", "bob"}), At: at("2025-01-02T03:04:05Z")}
		row := r.rows[id+1]
		create(t.Context(), t, s, &row)
	}
	decided := map[codes.Code]int{}
	for range 150 {
		decided[r.step()]++
	}
	for _, code := range []codes.Code{codes.OK, codes.NotFound, codes.PermissionDenied} {
		if decided[code] == 0 {
			t.Errorf("no write was %v", code)
		}
	}
}

// step writes a row, and checks what came of it.
func (r *scoped) step() codes.Code {
	r.Helper()
	in := &Item{ID: int32(1 + r.IntN(12)), Name: oneOf(r.Rand, []string{"alice", "bob"}), Count: int64(r.IntN(8)), At: at("2025-01-02T03:04:05Z")}
	old, there := r.rows[in.ID]
	var err error
	next, action := *in, oneOf(r.Rand, []crud.Action{crud.CreateAction, crud.UpdateAction, crud.PartialUpdateAction, crud.DestroyAction})
	want := codes.OK
	if action != crud.CreateAction && !(there && inScope(old)) {
		want = codes.NotFound
	}
	switch action {
	case crud.CreateAction:
		if there {
			want = codes.AlreadyExists
		}
		_, err = r.svc.Create(r.Context(), in)
	case crud.UpdateAction:
		_, err = r.svc.Update(r.Context(), in)
	case crud.PartialUpdateAction:
		field := oneOf(r.Rand, []string{"name", "count"})
		if next = old; field == "name" {
			next.Name = in.Name
		} else {
			next.Count = in.Count
		}
		_, err = r.svc.PartialUpdate(r.Context(), in, []string{field})
	case crud.DestroyAction:
		err = r.svc.Destroy(r.Context(), in.ID)
	}
	switch {
	case want != codes.OK:
	case action == crud.DestroyAction:
		delete(r.rows, in.ID)
	case !inScope(next):
		want = codes.PermissionDenied
	default:
		r.rows[in.ID] = next
	}
	if status.Code(err) != want {
		r.Fatalf("%v of %s, which was %s: %v, want %v", action, show(in), show(old), err, want)
	}
	r.kept()
	return want
}

// kept checks the rows.
func (r *scoped) kept() {
	r.Helper()
	rows, err := r.store.List(r.Context(), itemFields.Query())
	must(r, err)
	if len(rows) != len(r.rows) {
		r.Fatalf("the rows are %s, want %s", show(rows), show(r.rows))
	}
	for _, row := range rows {
		if !same(row, r.rows[row.ID]) {
			r.Fatalf("row %d is %s, want %s", row.ID, show(row), show(r.rows[row.ID]))
		}
	}
}

// testScopeAfter shows that a hook may put a row into the scope, and that another scope may hold for what is written.
func testScopeAfter(t *testing.T, s crud.Store[Item, int32]) {
	hooked := crud.NewService(crud.Must(crud.New(crud.Config[Item, int32]{Store: s, Scope: aliceOrMany,
		BeforeCreate: func(_ context.Context, m *Item) error { m.Name = "alice"; return nil },
		BeforeUpdate: func(_ context.Context, _, m *Item) error { m.Name = "alice"; return nil },
	})))
	m := &Item{Name: "bob", At: at("2025-01-02T03:04:05Z")}
	m, err := hooked.Create(t.Context(), m)
	must(t, err)
	m.Name = "bob"
	m, err = hooked.Update(t.Context(), m)
	must(t, err)
	free := crud.NewService(crud.Must(crud.New(crud.Config[Item, int32]{Store: s, Scope: aliceOrMany,
		ScopeAfter: func(_ context.Context, _ crud.Action, q *crud.Query) error {
			return q.And(crud.Cond("name", crud.In, []string{"alice", "carol"}))
		},
	})))
	m.Name = "bob"
	if _, err := free.Update(t.Context(), m); status.Code(err) != codes.PermissionDenied {
		t.Errorf("a row is given to bob: %v", err)
	}
	m.Name = "carol"
	_, err = free.Update(t.Context(), m)
	must(t, err)
	if _, err := free.Retrieve(t.Context(), m.ID); status.Code(err) != codes.NotFound {
		t.Errorf("the row of carol is seen: %v", err)
	}
}
