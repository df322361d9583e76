package gormstore

import (
	"context"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/crud"
)

type numbered struct {
	ID   int64
	Name string
}

// The key that an insert brings back is that of its row, whatever kind of table it is in.
func TestRowID(t *testing.T) {
	for name, c := range map[string]struct {
		table string
		is    bool
	}{
		"alias":         {"CREATE TABLE numbereds (id integer PRIMARY KEY AUTOINCREMENT, name text)", true},
		"constraint":    {"CREATE TABLE numbereds (Id INTEGER NOT NULL, name text, PRIMARY KEY (id))", true},
		"descending":    {"CREATE TABLE numbereds (id INTEGER PRIMARY KEY DESC DEFAULT 70, name text)", false},
		"of its own":    {"CREATE TABLE numbereds (id bigint PRIMARY KEY DEFAULT 70, name text)", false},
		"without":       {"CREATE TABLE numbereds (id integer PRIMARY KEY DEFAULT 70, name text) WITHOUT ROWID", false},
		"no key at all": {"CREATE TABLE numbereds (id integer DEFAULT 70, name text)", false},
	} {
		t.Run(name, func(t *testing.T) {
			db := openSQLite(t)
			if err := db.Exec(c.table).Error; err != nil {
				t.Fatal(err)
			}
			s, err := New[numbered, int64](db)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Exec("INSERT INTO numbereds (id, name) VALUES (7, 'seventh')").Error; err != nil {
				t.Fatal(err)
			}
			want := int64(70)
			if c.is {
				want = 8
			}
			row := &numbered{Name: "new"}
			if err := s.Create(context.Background(), row); err != nil {
				t.Fatal(err)
			}
			if row.ID != want || *s.(*store[numbered, int64]).table.inserts.rowID.Load() != c.is {
				t.Errorf("the key is %d, not %d", row.ID, want)
			}
			q := &crud.Query{Where: []crud.Condition{{Field: fieldsOf[numbered](t).Key(), Value: row.ID}}}
			if got, err := s.Retrieve(context.Background(), q, false); err != nil || *got != *row {
				t.Error(got, err)
			}
		})
	}
}

// TestInsertTexts shows that an insert which asks for its key never runs the text of one that does not, nor the other way round.
func TestInsertTexts(t *testing.T) {
	s, err := New[numbered, int64](openSQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	d := s.(*store[numbered, int64]).table
	for range 2 {
		if with := d.insert(0, d.inserts.returned.columns); !strings.Contains(with, "RETURNING") {
			t.Error(with)
		}
		if without := d.insert(0, nil); strings.Contains(without, "RETURNING") {
			t.Error(without)
		}
	}
}
