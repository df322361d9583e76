package gormstore

import (
	"reflect"
	"strings"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// column is a column of a table.
type column struct {
	field    *schema.Field
	name     string  // quoted
	index    []int   // of reflect.Value.FieldByIndex
	offset   uintptr // of the field in the struct, unless it is
	behind   bool    // a pointer
	write    write   // nil if GORM says how the field is bound
	key      bool    // of the table
	shown    bool    // clients see it
	utf8     bool    // its texts are UTF-8: PostgreSQL sees to that
	ownNull  bool    // its field has a NULL of its own
	holds    atomic.Pointer[contents]
	time     bool // keeps a time.Time
	timeText bool // and keeps it as a text, in SQLite
	unit     time.Duration
	asText   bool // is text only if it is cast
	wide     bool // is held against numbers of 64 bits, whether or not it can keep them
	decided  bool // the database may keep something else than it is given, if only by rounding it
	computed bool // the database alone sets it
	sent     bool // what a row has is what a client sent, zero as well
}

func newColumn(f *schema.Field, stmt *gorm.Statement, postgres bool) *column {
	c := &column{
		utf8: postgres, field: f, name: stmt.Quote(clause.Column{Name: f.DBName}), index: indexOf(f),
		time: holdsTime(f.IndirectFieldType) && f.Serializer == nil,
		unit: time.Microsecond,
	}
	c.timeText = c.time && !postgres
	kind, _, _ := strings.Cut(strings.ToLower(f.TagSettings["TYPE"]), "(")
	switch kind {
	case "date":
		c.unit = 24 * time.Hour
	case "", "text", "varchar", "character varying", "citext":
	default:
		c.asText = postgres
	}
	whole := f.DataType == schema.Int || f.DataType == schema.Uint
	_, known := integers[kind]
	c.wide = postgres && f.Serializer == nil && (whole || known && wholeNumber(f.IndirectFieldType))
	c.place(stmt.Schema.ModelType)
	if f.Serializer == nil {
		c.write = writerOf(f.FieldType)
	}
	return c
}

func wholeNumber(t reflect.Type) bool { return t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64 }

// bind binds a value that the column is held against. PostgreSQL would take that for one of the column's own type, and a number
// which that cannot have for an error.
func (c *column) bind(b clause.Builder, value any) {
	b.AddVar(b, value)
	b.WriteString(c.cast())
}

func (c *column) cast() string {
	if c.wide {
		return "::bigint"
	}
	return ""
}

// indexOf returns where a field is in the struct. Schemas mark those behind a pointer with negative numbers.
func indexOf(f *schema.Field) []int {
	index := make([]int, len(f.StructField.Index))
	for i, n := range f.StructField.Index {
		if n < 0 {
			n = -n - 1
		}
		index[i] = n
	}
	return index
}

// place finds the field in the struct.
func (c *column) place(t reflect.Type) {
	for _, i := range c.index {
		if t.Kind() == reflect.Pointer {
			c.behind = true
			return
		}
		f := t.Field(i)
		c.offset += f.Offset
		t = f.Type
	}
}

// at is the time that the column keeps of t.
func (c *column) at(t time.Time) time.Time {
	if c.unit > time.Hour {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return t.UTC().Truncate(c.unit)
}

// quote writes the column's name. Only GORM knows by which name its statements call the table.
func (c *column) quote(b clause.Builder) {
	if t, ok := b.(*text); ok {
		t.WriteString(c.name)
		return
	}
	b.WriteQuoted(clause.Column{Table: clause.CurrentTable, Name: c.field.DBName})
}
