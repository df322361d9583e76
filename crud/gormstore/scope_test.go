package gormstore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// TestScopeOfWrites shows that no write of a store puts a row outside of the store's scope.
func TestScopeOfWrites(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db := d.open(t)
		all := storeOf[shelf, int64](t, db, d.options...)
		s := storeOf[shelf, int64](t, db, append(slices.Clone(d.options), Scope(func(_ context.Context, db *gorm.DB) *gorm.DB {
			return db.Where("hall = ?", "a").Or("size > ?", 5)
		}))...)
		m, planted := &shelf{Hall: "a", Size: 1}, &shelf{Hall: "b", Row: 1, Size: 1}
		if err := s.Create(ctx, m); err != nil {
			t.Fatal(err)
		}
		if err := s.Create(ctx, planted); !errors.Is(err, crud.ErrOutOfScope) {
			t.Errorf("a row is planted outside: %v", err)
		}
		err := s.Transaction(ctx, func(ctx context.Context) error {
			hall := []*crud.Field{fieldsOf[shelf](t).Named("Hall")}
			if err := s.Update(ctx, &shelf{ID: m.ID, Hall: "b"}, hall); !errors.Is(err, crud.ErrOutOfScope) {
				t.Errorf("a row is moved outside: %v", err)
			}
			return s.Update(ctx, &shelf{ID: m.ID, Hall: "b", Size: 6}, fieldsOf[shelf](t).All()) // goes on
		})
		if err != nil {
			t.Error(err)
		}
		rows, err := all.List(ctx, fieldsOf[shelf](t).Query())
		if err != nil || len(rows) != 1 || rows[0].Hall != "b" || rows[0].Size != 6 {
			t.Errorf("the rows are %s %v", show(rows), err)
		}
	})
}

// TestRowSecurity writes rows at random, to a table that PostgreSQL guards by a policy, as a role that it holds for, and to one
// without, by a model whose scope is the same: the one refuses what the other does.
func TestRowSecurity(t *testing.T) {
	db := openPostgres(t)
	guarded := policed(t)
	model := crud.Must(crud.New(crud.Config[shelf, int64]{Store: storeOf[shelf, int64](t, db),
		Scope: func(_ context.Context, _ crud.Action, q *crud.Query) error {
			return q.And(crud.Or(crud.Cond("hall", crud.Exact, "a"), crud.Cond("size", crud.Greater, 5)))
		},
	}))
	open := crud.Must(crud.New(crud.Config[shelf, int64]{Store: guarded.store}))
	ours, theirs := crud.NewService(model), crud.NewService(open)
	for i := range 8 { // of which some are of others
		row := &shelf{ID: int64(i + 1), Hall: []string{"a", "b"}[i%2], Row: int32(100 + i), Size: int32(1 + i)}
		for _, db := range []*gorm.DB{db, guarded.owner} {
			if err := db.Create(row).Error; err != nil {
				t.Fatal(err)
			}
		}
	}
	r, decided := rand.New(rand.NewPCG(7, 7)), map[codes.Code]int{}
	for step := range 300 {
		action, in := r.IntN(5), &shelf{ID: int64(1 + r.IntN(14)), Hall: []string{"a", "b"}[r.IntN(2)], Row: int32(step), Size: int32(r.IntN(9))}
		var codeOf [2]codes.Code
		for i, svc := range []crud.Service[shelf, int64]{ours, theirs} {
			codeOf[i] = status.Code(written(svc, action, *in))
		}
		if decided[codeOf[0]]++; decision(codeOf[0]) != decision(codeOf[1]) {
			t.Fatalf("step %d, action %d of %s: the scope says %v, PostgreSQL %v", step, action, show(in), codeOf[0], codeOf[1])
		}
		if here, there := rowsOf(t, db), rowsOf(t, guarded.owner); here != there {
			t.Fatalf("step %d, action %d of %s: the rows are\n%s, with a policy\n%s", step, action, show(in), here, there)
		}
	}
	for _, code := range []codes.Code{codes.OK, codes.NotFound, codes.PermissionDenied, codes.AlreadyExists, codes.FailedPrecondition} {
		if decided[code] == 0 {
			t.Errorf("no write was %v", code)
		}
	}
}

// decision is OK, NOT_FOUND, or that a write is refused: PostgreSQL asks the policy before the constraints, and the scope is asked
// after them.
func decision(c codes.Code) codes.Code {
	if c == codes.AlreadyExists || c == codes.FailedPrecondition {
		return codes.PermissionDenied
	}
	return c
}

// written is an action with a row.
func written(svc crud.Service[shelf, int64], action int, in shelf) (err error) {
	ctx := context.Background()
	switch action {
	case 0:
		_, err = svc.Create(ctx, &in)
	case 1:
		_, err = svc.Update(ctx, &in)
	case 2:
		_, err = svc.PartialUpdate(ctx, &in, []string{"hall"})
	case 3:
		_, err = svc.PartialUpdate(ctx, &in, []string{"size"})
	default:
		err = svc.Destroy(ctx, in.ID)
	}
	return err
}

// rowsOf shows all rows.
func rowsOf(t *testing.T, db *gorm.DB) string {
	t.Helper()
	var rows []shelf
	if err := db.Order("id, hall, row").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	return show(rows)
}

// guarded is a table with row security: as its owner sees it, and the store of a plain role.
type guarded struct {
	owner *gorm.DB
	store crud.Store[shelf, int64]
}

// policed makes a table that shows a plain role what TestRowSecurity has as a scope.
func policed(t *testing.T) guarded {
	t.Helper()
	name := fmt.Sprintf("guarded%d", schemas.Add(1))
	admin := opened(t, postgres.Open(server.DSN("postgres")))
	for _, s := range []string{"CREATE SCHEMA " + name, "CREATE ROLE " + name} {
		if err := admin.Exec(s).Error; err != nil {
			t.Fatal(err)
		}
	}
	owner := opened(t, postgres.Open(server.DSN("postgres")+" search_path="+name))
	if err := owner.AutoMigrate(&shelf{}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{
		"GRANT USAGE ON SCHEMA " + name + " TO " + name, "GRANT ALL ON shelves TO " + name,
		"GRANT ALL ON ALL SEQUENCES IN SCHEMA " + name + " TO " + name,
		"ALTER TABLE shelves ENABLE ROW LEVEL SECURITY", "CREATE POLICY scope ON shelves USING (hall = 'a' OR size > 5)",
	} {
		if err := owner.Exec(s).Error; err != nil {
			t.Fatal(err)
		}
	}
	plain := opened(t, postgres.Open(server.DSN("postgres")+" search_path="+name+" role="+name))
	store, err := New[shelf, int64](plain)
	if err != nil {
		t.Fatal(err)
	}
	return guarded{owner, store}
}
