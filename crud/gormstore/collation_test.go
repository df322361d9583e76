package gormstore

import (
	"errors"
	"testing"

	"github.com/grpcgen/grpcgen/crud"
)

// TestLooseCollation looks for texts in a column whose collation has come to take letters of both cases for the same.
func TestLooseCollation(t *testing.T) {
	for _, d := range databases[2:] {
		t.Run(d.name, func(t *testing.T) {
			db := d.open(t)
			for _, statement := range []string{
				"CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
				"CREATE TABLE publishers (id bigserial PRIMARY KEY, name text NOT NULL, since timestamptz)",
			} {
				if err := db.Exec(statement).Error; err != nil {
					t.Fatal(err)
				}
			}
			s, err := New[publisher, int64](db, d.options...)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Exec("ALTER TABLE publishers ALTER COLUMN name TYPE text COLLATE loose").Error; err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"Ärger", "ärger und mehr", "kein", "100%"} {
				if err := s.Create(t.Context(), &publisher{Name: name}); err != nil {
					t.Fatal(err)
				}
			}
			name := fieldsOf[publisher](t).Named("name")
			first := &crud.Query{Where: []crud.Condition{{Field: name, Lookup: crud.IContains, Value: "ärger"}}}
			if _, err := s.Count(t.Context(), first); !errors.Is(err, crud.ErrRetry) {
				t.Errorf("what the store knew of the column was right: %v", err)
			}
			for _, c := range []struct {
				lookup crud.Lookup
				text   string
				want   int64
			}{
				{crud.IContains, "ÄRGER", 2}, {crud.Contains, "Ärger", 1}, {crud.IStartsWith, "är", 2}, {crud.EndsWith, "ger", 1},
				{crud.IContains, "%", 1}, {crud.IExact, "ÄRGER", 1}, {crud.Exact, "ÄRGER", 1},
			} {
				q := &crud.Query{Where: []crud.Condition{{Field: name, Lookup: c.lookup, Value: c.text}}}
				if n, err := s.Count(t.Context(), q); n != c.want || err != nil {
					t.Errorf("%v %q: %d rows, not %d: %v", c.lookup, c.text, n, c.want, err)
				}
			}
			q := &crud.Query{Search: []crud.Search{{Fields: []*crud.Field{name}, Text: "ärGer"}}}
			if rows, err := s.List(t.Context(), q); len(rows) != 2 || err != nil {
				t.Errorf("a search finds %s, %v", show(rows), err)
			}
		})
	}
}
