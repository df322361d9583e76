package storetest

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
)

// full returns an item with a value in each field.
func full() *Item {
	return &Item{
		Name: "Zoë's 100% _wild_ \\ [text]*?!", Note: ptr("a note"), Count: -1 << 62, Small: ptr(uint16(65535)), Big: 1<<63 - 1,
		Ratio: 0.1, On: true, Off: ptr(false), Mood: 3, Color: "red", At: at("2025-01-02T03:04:05.678901Z"),
		Seen: ptr(at("1969-12-31T23:59:59Z")), Level: sql.Null[int64]{V: 7, Valid: true}, Tag: UUID{0x6b, 15: 0xc8},
		Body: []byte{0, 255, '\''}, Labels: []string{"x", "y"},
	}
}

// empty returns an item without values.
func empty() *Item { return &Item{At: at("2025-01-02T03:04:05Z")} }

func testCreate(t *testing.T, s crud.Store[Item, int32]) {
	seen := map[int32]bool{0: true}
	for _, item := range []func() *Item{full, empty} {
		m, want := item(), item()
		create(t.Context(), t, s, m)
		if seen[m.ID] {
			t.Fatalf("the key of the new row is %d", m.ID)
		}
		seen[m.ID], want.ID = true, m.ID
		if !same(m, want) {
			t.Errorf("Create makes of %s\n%s", show(want), show(m))
		}
		got, err := s.Retrieve(t.Context(), keyed(t, itemFields, want.ID), false)
		if err != nil || !same(got, want) {
			t.Errorf("created %s\n   read %s %v", show(want), show(got), err)
		}
		if got != nil && got.At.Location() != time.UTC {
			t.Errorf("a time is read in %v", got.At.Location())
		}
	}
	given := &Item{ID: 1000, At: at("2025-01-02T03:04:05Z")}
	create(t.Context(), t, s, given)
	if given.ID != 1000 {
		t.Errorf("a given key becomes %d", given.ID)
	}
	refused(t, s.Create(t.Context(), &Item{ID: 1000, At: given.At}), crud.Unique, "id")
	counted(t, s, itemFields.Query(), 3)
}

// testCopies shows that a store shares no memory with its callers.
func testCopies(t *testing.T, s crud.Store[Item, int32]) {
	m, want := full(), full()
	create(t.Context(), t, s, m)
	want.ID = m.ID
	change := func(m *Item) { *m.Note, m.Body[0], m.Labels[0] = "changed", 9, "changed" }
	change(m)
	for range 2 {
		got, err := s.Retrieve(t.Context(), keyed(t, itemFields, m.ID), false)
		if err != nil || !same(got, want) {
			t.Fatalf("the row becomes %s %v", show(got), err)
		}
		change(got)
	}
	rows, err := s.List(t.Context(), itemFields.Query())
	if err != nil || len(rows) != 1 || !same(rows[0], want) {
		t.Errorf("the row becomes %s %v", show(rows), err)
	}
}

func testUpdate(t *testing.T, s crud.Store[Item, int32]) {
	m, other := full(), full()
	create(t.Context(), t, s, m, other)
	read := func() *Item {
		t.Helper()
		got, err := s.Retrieve(t.Context(), keyed(t, itemFields, m.ID), false)
		must(t, err)
		return got
	}
	// Only the given fields change, also to what is zero and to no value.
	change := &Item{ID: m.ID, Name: "new", Count: 9}
	must(t, s.Update(t.Context(), change, named(itemFields, "name", "note", "ratio", "level", "labels")))
	m.Name, m.Note, m.Ratio, m.Level, m.Labels = "new", nil, 0, sql.Null[int64]{}, nil
	if got := read(); !same(got, m) {
		t.Errorf("want %s\n got %s", show(m), show(got))
	}
	all := full()
	all.ID, all.Name = m.ID, "all"
	must(t, s.Update(t.Context(), all, itemFields.All()))
	if got := read(); !same(got, all) {
		t.Errorf("want %s\n got %s", show(all), show(got))
	}
	must(t, s.Update(t.Context(), &Item{ID: m.ID}, nil))
	if got := read(); !same(got, all) {
		t.Errorf("an update of no field makes it %s", show(got))
	}
	got, err := s.Retrieve(t.Context(), keyed(t, itemFields, other.ID), false)
	if err != nil || !same(got, other) {
		t.Errorf("the other row becomes %s %v", show(got), err)
	}
	must(t, s.Destroy(t.Context(), &Item{ID: m.ID}))
	counted(t, s, itemFields.Query(), 1)
}

// testAbsent shows that all methods say so when there is no row.
func testAbsent(t *testing.T, s crud.Store[Item, int32]) {
	m := full()
	create(t.Context(), t, s, m)
	for _, id := range []int32{0, -1, m.ID + 1} {
		gone := &Item{ID: id, At: m.At}
		_, retrieved := s.Retrieve(t.Context(), keyed(t, itemFields, id), false)
		_, locked := s.Retrieve(t.Context(), keyed(t, itemFields, id), true)
		for what, err := range map[string]error{
			"Retrieve": retrieved, "Retrieve with lock": locked, "Update": s.Update(t.Context(), gone, itemFields.All()),
			"Update of no field": s.Update(t.Context(), gone, nil), "Destroy": s.Destroy(t.Context(), gone),
		} {
			if !errors.Is(err, crud.ErrNotFound) {
				t.Errorf("%s of %d returns %v", what, id, err)
			}
		}
	}
	must(t, s.Destroy(t.Context(), m))
	if err := s.Destroy(t.Context(), m); !errors.Is(err, crud.ErrNotFound) {
		t.Errorf("a second Destroy returns %v", err)
	}
	counted(t, s, itemFields.Query(), 0)
}

// testKeys has keys that the caller makes.
func testKeys(t *testing.T, s crud.Store[Label, UUID]) {
	m := &Label{Key: UUID{1, 15: 2}, Name: "a"}
	create(t.Context(), t, s, m)
	got, err := s.Retrieve(t.Context(), keyed(t, labelFields, m.Key), false)
	if err != nil || !reflect.DeepEqual(got, m) {
		t.Errorf("%v %v", got, err)
	}
	refused(t, s.Create(t.Context(), &Label{Key: m.Key}), crud.Unique, "key")
	m.Name = "b"
	must(t, s.Update(t.Context(), m, labelFields.All()))
	counted(t, s, query(t, labelFields, crud.Cond("name", crud.Exact, "b")), 1)
	must(t, s.Destroy(t.Context(), m))
	counted(t, s, labelFields.Query(), 0)
}

// testNoKey shows that a row without a key is refused, and that a client is told so, unless a hook gives it one.
func testNoKey(t *testing.T, s crud.Store[Word, string]) {
	err := s.Create(t.Context(), &Word{Uses: 1})
	if invalid := (*crud.InvalidError)(nil); !errors.As(err, &invalid) || len(invalid.Violations) != 1 || invalid.Violations[0].Field != "text" {
		t.Errorf("a row without a key is stored: %v", err)
	}
	plain := crud.NewService(crud.Must(crud.New(crud.Config[Word, string]{Store: s})))
	if _, err := plain.Create(t.Context(), &Word{}); status.Code(err) != codes.InvalidArgument {
		t.Errorf("a row without a key is stored: %v", err)
	}
	if _, err := plain.Update(t.Context(), &Word{Uses: 2}); status.Code(err) != codes.NotFound {
		t.Errorf("an update stores a row: %v", err)
	}
	counted(t, s, wordFields.Query(), 0)
	hooked := crud.NewService(crud.Must(crud.New(crud.Config[Word, string]{Store: s,
		BeforeCreate: func(_ context.Context, m *Word) error { m.Text = "made"; return nil },
	})))
	if m, err := hooked.Create(t.Context(), &Word{Uses: 3}); err != nil || m.Text != "made" {
		t.Errorf("%s %v", show(m), err)
	}
	create(t.Context(), t, s, &Word{Text: "sent"})
	counted(t, s, wordFields.Query(), 2)
}

func testUnique(t *testing.T, s crud.Store[Seat, int64]) {
	first := &Seat{Hall: "a", Row: 1}
	create(t.Context(), t, s, first, &Seat{Hall: "a", Row: 2}, &Seat{Hall: "b", Row: 1})
	refused(t, s.Create(t.Context(), &Seat{Hall: "a", Row: 1}), crud.Unique, "hall", "row")
	refused(t, s.Update(t.Context(), &Seat{ID: first.ID, Row: 2}, named(seatFields, "row")), crud.Unique, "hall", "row")
	must(t, s.Update(t.Context(), &Seat{ID: first.ID, Hall: "a", Row: 1}, seatFields.All())) // as it is
	counted(t, s, seatFields.Query(), 3)
	must(t, s.Destroy(t.Context(), first))
	create(t.Context(), t, s, &Seat{Hall: "a", Row: 1})
}

func testForeignKey(t *testing.T, s Stores) {
	author := &Author{Name: "Ada"}
	create(t.Context(), t, s.Authors, author)
	book := &Book{Title: "Notes", AuthorID: author.ID}
	create(t.Context(), t, s.Books, book)
	refused(t, s.Books.Create(t.Context(), &Book{Title: "Lost", AuthorID: author.ID + 1}), crud.ForeignKey, "author_id")
	refused(t, s.Books.Update(t.Context(), &Book{ID: book.ID, AuthorID: author.ID + 1}, named(bookFields, "author_id")), crud.ForeignKey, "author_id")
	refused(t, s.Authors.Destroy(t.Context(), author), crud.ForeignKey)
	counted(t, s.Authors, authorFields.Query(), 1)
	counted(t, s.Books, query(t, bookFields, crud.Cond("author_id", crud.Exact, author.ID)), 1)
	must(t, s.Books.Destroy(t.Context(), book))
	must(t, s.Authors.Destroy(t.Context(), author))
}
