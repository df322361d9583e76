package gormstore

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/grpcgen/grpcgen/crud"
)

// sample has fields of all kinds, most of which have no NULL. Its tables are made by hand, and so are many of its rows.
type sample struct {
	ID    int32 `gorm:"primaryKey"`
	Text  string
	Color color
	N     int64
	Small int32
	U     uint16
	F     float64
	On    bool
	At    time.Time
	Day   time.Time       `gorm:"type:date"`
	Tag   uuid.UUID       `gorm:"type:uuid"`
	Price decimal.Decimal `gorm:"type:numeric(12,2)"`
	Since int64           `gorm:"serializer:unixtime;type:timestamp"`
	Note  *string
	Level sql.Null[int64]
	Body  []byte
	*Extra
	Labels []string `gorm:"serializer:json"`
}

// Extra is embedded by pointer.
type Extra struct {
	X    int32
	Word string
	Seen *time.Time
}

var sampleSchema = sync.OnceValue(func() *schema.Schema {
	s, err := schema.Parse(&sample{}, &sync.Map{}, schema.NamingStrategy{})
	if err != nil {
		panic(err)
	}
	return s
})

func randomSample(r *rand.Rand, id int32) *sample {
	m := &sample{
		ID: id, Text: randomText(r), Color: color([]string{"blue", "red"}[r.IntN(2)]), N: int64(r.IntN(5)) - 2, Small: int32(r.IntN(3)) - 1,
		U: uint16(r.IntN(3)), F: float64(r.IntN(5))/4 - 0.5, On: r.IntN(2) == 0, At: randomTime(r),
		Day: time.Date(2025, 2, 27+r.IntN(3), 0, 0, 0, 0, time.UTC), Tag: uuid.UUID{15: byte(r.IntN(3))},
		Price: decimal.New(int64(r.IntN(5))*50-100, -2), Since: int64(r.IntN(3)) - 1, Note: maybe(r, randomText(r)),
		Extra: &Extra{X: int32(r.IntN(3)) - 1, Word: randomText(r), Seen: maybe(r, randomTime(r))}, Labels: []string{randomText(r)},
	}
	if v := maybe(r, int64(r.IntN(3))); v != nil {
		m.Level = null(*v)
	}
	if text := randomText(r); text != "" {
		m.Body = []byte(text)
	}
	return m
}

// samples is a table of samples, and what is in it.
type samples struct {
	*rand.Rand
	t      testing.TB
	db     *gorm.DB // nil for rows in memory
	store  crud.Store[sample, int32]
	log    []string          // what was done
	there  map[string]bool   // the columns that are made, and whether they can hold NULL
	plain  map[string]bool   // the columns in which times have the store's form from now on
	rows   map[int32]*sample // as clients see them
	lastID int32
}

// exec runs a statement of another program.
func (s *samples) exec(statement string, args ...any) {
	s.t.Helper()
	s.log = append(s.log, fmt.Sprint(statement, " ", args))
	if err := s.db.Exec(statement, args...).Error; err != nil {
		s.t.Fatal(statement, err)
	}
}

// column returns the definition of a column.
func (s *samples) column(f *schema.Field, notNull bool) string {
	kind := s.db.Dialector.DataTypeOf(f)
	if f.Name == "Color" && s.db.Name() == "postgres" && s.IntN(2) == 0 {
		kind = "palette" // of which the empty text is not a value
	}
	if s.plain[f.DBName] = true; s.db.Name() == "sqlite" && holdsTime(f.IndirectFieldType) && s.IntN(4) > 0 {
		s.plain[f.DBName] = false
	}
	if s.there[f.DBName] = !notNull; notNull {
		kind += " NOT NULL"
	}
	return fmt.Sprintf("%q %s", f.DBName, kind)
}

// make makes the table, with rows that are in it before the last columns are added.
func (s *samples) make() {
	columns, added := []string{"id integer PRIMARY KEY"}, []*schema.Field(nil)
	s.there["id"] = false
	for _, f := range sampleSchema().Fields[1:] {
		if s.IntN(4) == 0 {
			added = append(added, f)
		} else {
			columns = append(columns, s.column(f, s.IntN(3) == 0 && !hasNull(f)))
		}
	}
	unlogged := ""
	if s.db.Name() == "postgres" {
		s.exec("CREATE TYPE palette AS ENUM ('blue', 'red')")
		unlogged = "UNLOGGED"
	}
	s.exec("CREATE " + unlogged + " TABLE samples (" + strings.Join(columns, ", ") + ")")
	for range s.IntN(12) {
		s.insert()
	}
	for _, f := range added {
		s.exec("ALTER TABLE samples ADD COLUMN " + s.column(f, false))
	}
	for i := range s.IntN(3) {
		f := sampleSchema().Fields[s.IntN(len(sampleSchema().Fields))]
		s.exec(fmt.Sprintf("CREATE INDEX i%d ON samples (%q)", i, f.DBName))
		s.plain[f.DBName] = true
	}
	for range 3 + s.IntN(15) {
		s.insert()
	}
}

// hasNull reports whether a Go field has a NULL of its own.
func hasNull(f *schema.Field) bool {
	for _, field := range sampleFields.All() {
		if field.Go == f.Name || strings.HasSuffix(field.Go, "."+f.Name) {
			return field.Nullable
		}
	}
	return false
}

// random returns a row as clients see it, and what its columns hold, of which some are left to be NULL.
func (s *samples) random(id int32) (row *sample, columns []string, args []any) {
	row = randomSample(s.Rand, id)
	v := reflect.ValueOf(row).Elem()
	for _, f := range sampleSchema().Fields {
		canBeNull, there := s.there[f.DBName]
		if s.db != nil && (!there || canBeNull && s.IntN(3) == 0) {
			f.ReflectValueOf(context.Background(), v).SetZero()
			if there {
				columns, args = append(columns, strconv.Quote(f.DBName)), append(args, nil)
			}
			continue
		}
		arg, _ := f.ValueOf(context.Background(), v)
		if s.db != nil && !s.plain[f.DBName] {
			arg = otherForm(s.Rand, arg, f.DBName == "day")
		}
		columns, args = append(columns, strconv.Quote(f.DBName)), append(args, arg)
	}
	return row, columns, args
}

// insert adds a row, as another program does.
func (s *samples) insert() int32 {
	s.lastID += 1 + int32(s.IntN(3))
	row, columns, args := s.random(s.lastID)
	if s.db != nil {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ")
		s.exec("INSERT INTO samples ("+strings.Join(columns, ", ")+") VALUES ("+marks+")", args...)
	} else if err := s.store.Create(s.t.Context(), row); err != nil {
		s.t.Fatal(err)
	}
	s.rows[row.ID] = row
	return row.ID
}

// disturb inserts, changes or removes a row, as another program does, and returns its key.
func (s *samples) disturb() int32 {
	ids := slices.Sorted(maps.Keys(s.rows))
	what := s.IntN(3)
	if what == 0 || len(ids) == 0 {
		return s.insert()
	}
	id := ids[s.IntN(len(ids))]
	row, columns, args := s.random(id)
	var err error
	switch {
	case what == 1 && s.db != nil:
		s.exec("UPDATE samples SET "+strings.Join(columns, " = ?, ")+" = ? WHERE id = ?", append(args, id)...)
	case what == 1:
		err = s.store.Update(s.t.Context(), row, sampleFields.All())
	case s.db != nil:
		s.exec("DELETE FROM samples WHERE id = ?", id)
	default:
		err = s.store.Destroy(s.t.Context(), row)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	if s.rows[id] = row; what == 2 {
		delete(s.rows, id)
	}
	return id
}

var sampleFields = func() *crud.Fields {
	equality := []crud.Lookup{crud.Exact, crud.In}
	ordered := append(slices.Clip(equality), crud.Less, crud.LessOrEqual, crud.Greater, crud.GreaterOrEqual)
	textual := append(slices.Clip(ordered), crud.IExact, crud.Contains, crud.IContains, crud.StartsWith, crud.IStartsWith, crud.EndsWith, crud.IEndsWith)
	orNull := func(all []crud.Lookup) []crud.Lookup { return append(slices.Clip(all), crud.Null) }
	return crud.NewFields[sample]([]crud.Field{
		{Name: "id", Go: "ID", Kind: crud.Ordered, Primary: true, Sort: true, Lookups: ordered},
		{Name: "text", Go: "Text", Kind: crud.Text, Sort: true, Search: true, Lookups: textual},
		{Name: "color", Go: "Color", Kind: crud.Text, Sort: true, Lookups: ordered},
		{Name: "n", Go: "N", Kind: crud.Ordered, Sort: true, Lookups: ordered},
		{Name: "small", Go: "Small", Kind: crud.Ordered, Sort: true, Lookups: ordered},
		{Name: "u", Go: "U", Kind: crud.Ordered, Sort: true, Lookups: ordered},
		{Name: "f", Go: "F", Kind: crud.Ordered, Sort: true, Lookups: ordered},
		{Name: "on", Go: "On", Kind: crud.Bool, Sort: true, Lookups: equality},
		{Name: "at", Go: "At", Kind: crud.Ordered, Sort: true, Lookups: ordered},
		{Name: "day", Go: "Day", Kind: crud.Ordered, Sort: true, Lookups: ordered},
		{Name: "tag", Go: "Tag", Kind: crud.Ordered, Sort: true, Lookups: ordered},
		{Name: "price", Go: "Price", Kind: crud.Ordered, Sort: true, Lookups: ordered},
		{Name: "since", Go: "Since", Kind: crud.Ordered, Sort: true, Lookups: ordered},
		{Name: "note", Go: "Note", Kind: crud.Text, Nullable: true, Sort: true, Search: true, Lookups: orNull(textual)},
		{Name: "level", Go: "Level", Kind: crud.Ordered, Null: "V", Nullable: true, Sort: true, Lookups: orNull(ordered)},
		{Name: "body", Go: "Body", Kind: crud.Ordered, Nullable: true, Sort: true, Lookups: orNull(ordered)},
		{Name: "x", Go: "Extra.X", Kind: crud.Ordered, Sort: true, Lookups: ordered},
		{Name: "word", Go: "Extra.Word", Kind: crud.Text, Sort: true, Search: true, Lookups: textual},
		{Name: "seen", Go: "Extra.Seen", Kind: crud.Ordered, Nullable: true, Sort: true, Lookups: orNull(ordered)},
		{Name: "labels", Go: "Labels", Kind: crud.Opaque, Nullable: true},
	})
}()
