package gormstore

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/crud"
)

// errand is a model to which fields were added. The database says of n alone that it has no NULL.
type errand struct {
	ID       int64
	Title    string `gorm:"not null"`
	Priority int32
	N        int32
	Done     bool
	Removed  gorm.DeletedAt
}

var _ = crud.NewFields[errand]([]crud.Field{
	{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Sort: true},
	{Name: "title", Go: "Title", Kind: crud.Text, Sort: true, Lookups: []crud.Lookup{crud.Exact, crud.IContains}},
	{Name: "priority", Go: "Priority", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{crud.Exact, crud.In, crud.Less, crud.Greater}},
	{Name: "n", Go: "N", Kind: crud.Ordered, Sort: true, Lookups: []crud.Lookup{crud.Exact, crud.Less}},
	{Name: "done", Go: "Done", Kind: crud.Bool, Sort: true, Lookups: []crud.Lookup{crud.Exact}},
})

// makeErrands makes the table as it was before fields were added, with rows, and adds them.
func makeErrands(t *testing.T, db *gorm.DB) {
	t.Helper()
	for _, statement := range []string{
		"CREATE TABLE errands (id integer PRIMARY KEY, title varchar(20) COLLATE %s, n integer NOT NULL)",
		"INSERT INTO errands (id, title, n) VALUES (1, 'b', 1), (2, NULL, 1), (3, 'a', 1), (4, 'A', 1)",
	} {
		if strings.Contains(statement, "%s") {
			statement = fmt.Sprintf(statement, map[string]string{"sqlite": "nocase", "postgres": `"C"`}[db.Name()])
		}
		if err := db.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	for _, added := range []string{"priority integer", "done boolean", "removed timestamp"} {
		if err := db.Exec("ALTER TABLE errands ADD COLUMN " + added).Error; err != nil {
			t.Fatal(err)
		}
	}
}

// TestAddedColumn asks for what old rows show in fields that they do not have.
func TestAddedColumn(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		ctx, db := context.Background(), d.open(t)
		s, err := New[errand, int64](db, append(d.options, inBatches(2))...) // before the table is made
		if err != nil {
			t.Fatal(err)
		}
		makeErrands(t, db)
		for i := range int64(3) {
			if err := s.Create(ctx, &errand{ID: 5 + i, Title: "c", Priority: int32(i) - 1, Done: true}); err != nil {
				t.Fatal(err)
			}
		}
		titles := map[string]string{"postgres": "2 4 3 1 5 6 7", "sqlite": "2 3 4 1 5 6 7"}[db.Name()]
		for order, want := range map[string]string{
			"priority": "5 1 2 3 4 6 7", "-priority": "7 1 2 3 4 6 5", "done": "1 2 3 4 5 6 7", "title": titles,
		} {
			var got []string
			for m, err := range s.Stream(ctx, orderBy[errand](t, query[errand](t), order, "id")) {
				if got = append(got, fmt.Sprint(m.ID)); err != nil || len(got) > 7 {
					t.Fatal(got, err)
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("by %s: %s, not %s", order, got, want)
			}
		}
		for want, c := range map[int64]crud.Condition{
			7: crud.Cond("priority", crud.Less, int32(5)), 5: crud.Cond("priority", crud.Exact, int32(0)), 4: crud.Cond("done", crud.Exact, false),
			6: crud.Cond("priority", crud.In, []int32{0, 1}), 1: crud.Cond("title", crud.Exact, ""), 0: crud.Cond("priority", crud.Greater, int32(1)),
		} {
			if n, err := s.Count(ctx, query[errand](t, c)); err != nil || n != want {
				t.Errorf("%d rows, not %d: %v", n, want, err)
			}
		}
	})
}

// TestIndexes shows which orders an index serves: that of a column without NULL, and an index of what NULL reads as.
func TestIndexes(t *testing.T) {
	db := openSQLite(t)
	makeErrands(t, db)
	s, err := New[errand, int64](db)
	if err != nil {
		t.Fatal(err)
	}
	tab := s.(*store[errand, int64]).table
	tab.describe(context.Background())
	plan := func(order string) string {
		q := orderBy[errand](t, query[errand](t), order, "id")
		q.After, q.Limit = []any{int32(3), int64(1)}, 10
		text := (&selection{query: q}).text(tab)
		var steps []struct{ Detail string }
		if err := db.Raw("EXPLAIN QUERY PLAN "+text.String(), text.args...).Scan(&steps).Error; err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(steps)
	}
	for _, index := range []string{"by_n ON errands (n, id)", "by_priority ON errands (priority, id)", "by_shown ON errands (COALESCE(priority, 0), id)"} {
		if err := db.Exec("CREATE INDEX " + index).Error; err != nil {
			t.Fatal(err)
		}
	}
	for order, index := range map[string]string{"n": "by_n (n>?)", "priority": "by_shown"} {
		if got := plan(order); !strings.Contains(got, index) || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("by %s: %s", order, got)
		}
	}
}

// TestNullOfOthers shows what is asked of the database, and what is taken for granted as long as it does not answer.
func TestNullOfOthers(t *testing.T) {
	made := "CREATE TABLE `t` (`id` integer, `a` text COLLATE NOCASE,\"b\" varchar(20) not null collate rtrim, c text, d numeric(12, 2))"
	for column, want := range map[string]string{"id": "", "a": "NOCASE", "b": "rtrim", "c": "", "d": ""} {
		if got := collation(made, column); got != want {
			t.Errorf("the collation of %s is %q", column, got)
		}
	}
	for declared, want := range map[string]string{"BIGINT": integerAffinity, "VARCHAR(3)": textAffinity, "": blobAffinity, "DATETIME": numericAffinity, "CHARINT": integerAffinity, "double": realAffinity} {
		if got := affinity(declared); got != want {
			t.Errorf("the affinity of %s is %s", declared, got)
		}
	}
}
