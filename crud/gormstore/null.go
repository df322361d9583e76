package gormstore

import (
	"context"
	"database/sql/driver"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/grpcgen/grpcgen/crud"
)

// nulls is what a NULL of a column reads as: nothing in a field that has a NULL of its own, a pointer for one, and the zero
// value in others. Rows are ordered, compared and found by what they read as. Otherwise pages would lose rows, since who
// reads on says what was read.
type nulls uint8

const (
	unset    nulls = iota // nothing, if there are any
	zero                  // the zero value, which the column can hold besides
	onlyZero              // the zero value, which is not a value of the column's type
)

// contents is what a column can hold.
type contents struct {
	nulls     nulls
	notNull   bool   // there are none
	value     any    // the zero value as drivers take it
	literal   string // the zero value in SQL; empty to bind it
	numeric   bool   // the literal is a number, and so is what the column makes of a text, in SQLite
	text      bool   // the column holds texts
	collation string // of the column in SQLite, if it has one
	loose     bool   // the collation of the column in PostgreSQL takes different texts for the same

	otherForms bool // there may be times in other forms than the store's, in SQLite
}

// contents says what a column holds, given what the database says about it, or nothing.
func (t *table) contents(c *column, d *described) *contents {
	if d == nil {
		d = &described{}
	}
	h := &contents{notNull: d.notNull || c == t.key, text: d.holdsText(t.postgres), collation: d.collation, loose: d.loose}
	h.otherForms = c.timeText && (!d.indexed || d.byDefault || d.otherForms)
	if c.ownNull {
		return h
	}
	h.nulls, h.value = zero, t.zeroOf(c)
	text, isText := h.value.(string)
	switch {
	case h.value == nil, isText && t.postgres && d.refuses(text):
		h.nulls = onlyZero
	case h.notNull:
		h.nulls = unset
	case t.postgres:
		h.literal = postgresLiteral(h.value)
	default:
		h.literal, h.numeric = sqliteLiteral(h.value, d.kind)
	}
	return h
}

// zeroOf returns the zero value of the column's field as drivers take it.
func (t *table) zeroOf(c *column) any {
	ctx, row := context.Background(), reflect.New(t.schema.ModelType).Elem()
	at := c.field.ReflectValueOf(ctx, row)
	if c.time {
		c.keepTime(at)
	}
	v, _ := c.field.ValueOf(ctx, row)
	if converted, err := driver.DefaultParameterConverter.ConvertValue(v); err == nil {
		return converted
	}
	return v
}

// postgresLiteral returns a value as a constant, which takes the type of the column beside it.
func postgresLiteral(v any) string {
	text := ""
	switch v := v.(type) {
	case int64:
		text = strconv.FormatInt(v, 10)
	case float64:
		text = strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		text = strconv.FormatBool(v)
	case string:
		text = v
	case time.Time:
		text = v.UTC().Format("2006-01-02 15:04:05.999999+00")
	default:
		return ""
	}
	return literal(text)
}

// sqliteLiteral returns a value as a column of an affinity keeps it, and whether it is a number.
func sqliteLiteral(v any, affinity string) (string, bool) {
	text, number := "", true
	switch v := v.(type) {
	case bool:
		text = map[bool]string{false: "0", true: "1"}[v]
	case int64:
		text = strconv.FormatInt(v, 10)
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		f, err := strconv.ParseFloat(v, 64)
		text, number = v, err == nil && affinity != textAffinity && affinity != blobAffinity && !math.IsInf(f, 0) && !math.IsNaN(f)
	default:
		return "", false
	}
	if number && affinity != textAffinity {
		return text, true
	}
	return literal(text), false
}

// literal quotes a text, unless it has letters that mean something in it, to some servers.
func literal(text string) string {
	if strings.ContainsAny(text, "\\\x00") {
		return ""
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

// writeZero writes the zero value.
func (h *contents) writeZero(b clause.Builder) {
	if h.literal == "" {
		b.AddVar(b, h.value)
		return
	}
	b.WriteString(h.literal)
}

// read writes what the column reads as.
func (c *column) read(b clause.Builder) {
	h := c.holds.Load()
	if h.nulls != zero {
		c.compared(b)
		return
	}
	b.WriteString("COALESCE(")
	c.compared(b)
	b.WriteString(", ")
	h.writeZero(b)
	b.WriteByte(')')
	if h.collation != "" {
		b.WriteString(" COLLATE " + h.collation)
	}
}

// against writes how what a column reads as is held against a value. An index of the column serves it where it is known
// whether the zero value passes.
func (t *table) against(b clause.Builder, c *column, lookup crud.Lookup, values ...any) {
	h := c.holds.Load()
	if h.nulls == onlyZero {
		zeros := len(values)
		values = slices.DeleteFunc(values, h.isZero)
		if zeros > len(values) && lookup != crud.Exact && lookup != crud.In { // there is one value
			c.leastAgainst(b, lookup)
			return
		}
		t.orNull(b, c, lookup, values, zeros > len(values) || lookup == crud.Less || lookup == crud.LessOrEqual)
		return
	}
	if h.nulls != zero {
		c.plain(b, lookup, values)
		return
	}
	passes, known := h.zeroPasses(c, lookup, values)
	if known {
		t.orNull(b, c, lookup, values, passes)
		return
	}
	b.WriteByte('(')
	c.plain(b, lookup, values)
	b.WriteString(" OR ")
	c.quote(b)
	b.WriteString(" IS NULL AND ")
	switch {
	case t.postgres:
		c.read(b)
	case h.numeric: // so that a text beside it becomes a number
		b.WriteString("CAST(" + h.literal + " AS numeric)")
	default:
		h.writeZero(b)
	}
	c.operate(b, lookup, values)
	b.WriteByte(')')
}

// orNull writes a comparison, which rows without a value pass or not.
func (t *table) orNull(b clause.Builder, c *column, lookup crud.Lookup, values []any, passes bool) {
	switch {
	case passes && len(values) == 0:
		c.quote(b)
		b.WriteString(" IS NULL")
	case passes:
		b.WriteByte('(')
		c.plain(b, lookup, values)
		b.WriteString(" OR ")
		c.quote(b)
		b.WriteString(" IS NULL)")
	default:
		c.plain(b, lookup, values)
	}
}

// leastAgainst compares a column with a zero value that is less than all others, and is NULL.
func (c *column) leastAgainst(b clause.Builder, lookup crud.Lookup) {
	switch lookup {
	case crud.Less:
		b.WriteString(nothing)
	case crud.LessOrEqual:
		c.quote(b)
		b.WriteString(" IS NULL")
	case crud.Greater:
		c.quote(b)
		b.WriteString(" IS NOT NULL")
	default:
		b.WriteString(everything)
	}
}

// plain writes a comparison of the column itself.
func (c *column) plain(b clause.Builder, lookup crud.Lookup, values []any) {
	c.compared(b)
	c.operate(b, lookup, values)
}

// operate writes an operator, and what is on its right.
func (c *column) operate(b clause.Builder, lookup crud.Lookup, values []any) {
	if lookup != crud.In {
		b.WriteString(operators[lookup])
		c.bind(b, values[0])
		return
	}
	b.WriteString(" IN (")
	c.bind(b, values[0]) // whose type is that of all
	if len(values) > 1 {
		b.WriteByte(',')
		b.AddVar(b, values[1:]...)
	}
	b.WriteByte(')')
}

// isZero reports whether a value is the zero value, as drivers take it.
func (h *contents) isZero(v any) bool {
	converted, err := driver.DefaultParameterConverter.ConvertValue(v)
	return err == nil && reflect.DeepEqual(converted, h.value)
}

// zeroPasses reports whether the zero value passes a comparison, if that is known without the database.
func (h *contents) zeroPasses(c *column, lookup crud.Lookup, values []any) (passes, known bool) {
	for _, v := range values {
		order, ok := h.order(c, v)
		if !ok && !(order != 0 && (lookup == crud.Exact || lookup == crud.In)) {
			return false, false
		}
		switch lookup {
		case crud.Less:
			passes = order < 0
		case crud.LessOrEqual:
			passes = order <= 0
		case crud.Greater:
			passes = order > 0
		case crud.GreaterOrEqual:
			passes = order >= 0
		default:
			passes = passes || order == 0
		}
	}
	return passes, true
}

// order compares the zero value with another. If that is not known, the result is not 0 where they differ.
func (h *contents) order(c *column, value any) (order int, known bool) {
	if at, ok := value.(time.Time); ok && c.time {
		from, ok := h.value.(time.Time)
		return from.Compare(at), ok
	}
	v := reflect.ValueOf(value)
	if _, own := value.(driver.Valuer); own || c.field.Serializer != nil {
		if v.Kind() == reflect.Array && !v.IsZero() && c.field.Serializer == nil {
			return -1, false
		}
		return 0, false
	}
	switch {
	case v.CanInt():
		return -signum(v.Int()), true
	case v.CanUint():
		return -signum(int64(min(v.Uint(), 1))), true
	case v.CanFloat():
		return -signum(v.Float()), !math.IsNaN(v.Float())
	case v.Kind() == reflect.Bool && v.Bool():
		return -1, true
	case v.Kind() == reflect.Bool:
		return 0, true
	case v.Kind() == reflect.String:
		return -signum(v.Len()), h.text
	}
	return 0, false
}

func signum[T int | int64 | float64](n T) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
