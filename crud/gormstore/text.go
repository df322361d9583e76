package gormstore

import (
	"strconv"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// text is a statement in the making: its text, which holds nothing that a client sent, and what is bound to it. As a
// clause.Builder it takes the same expressions as GORM's statements.
type text struct {
	sql      []byte
	args     []any
	postgres bool
	err      error
	fixed    string                           // in place of sql
	opened   func(began time.Time, err error) // called when the result can be read, unless nil
}

// String returns the text of the statement.
func (t *text) String() string {
	if t.fixed != "" {
		return t.fixed
	}
	return string(t.sql)
}

func (t *table) newText(parts ...string) *text {
	q := &text{postgres: t.postgres, sql: make([]byte, 0, 512)}
	q.write(parts...)
	return q
}

// show lets GORM's logger and callbacks see the statement.
func (t *text) show(stmt *gorm.Statement) {
	t.fixed = t.String()
	stmt.SQL.WriteString(t.fixed)
	stmt.Vars = t.args
}

// names writes the names of columns.
func (t *text) names(columns []*column) {
	comma := list{b: t, word: ", "}
	for _, c := range columns {
		comma.next()
		t.write(c.name)
	}
}

// where writes conditions.
func (t *text) where(c *conditions) {
	if !c.empty() {
		t.write(" WHERE ")
		c.Build(t)
	}
}

func (t *text) write(parts ...string) {
	for _, p := range parts {
		t.sql = append(t.sql, p...)
	}
}

func (t *text) WriteByte(c byte) error {
	t.sql = append(t.sql, c)
	return nil
}

func (t *text) WriteString(s string) (int, error) {
	t.sql = append(t.sql, s...)
	return len(s), nil
}

// WriteQuoted writes a name that is quoted already; the expressions of this package have no others.
func (t *text) WriteQuoted(name any) {
	if s, ok := name.(string); ok {
		t.sql = append(t.sql, s...)
	}
}

// AddVar binds values.
func (t *text) AddVar(_ clause.Writer, values ...any) {
	for i, v := range values {
		if i > 0 {
			t.sql = append(t.sql, ',')
		}
		t.args = append(t.args, v)
		if !t.postgres {
			t.sql = append(t.sql, '?')
			continue
		}
		t.sql = append(t.sql, '$')
		t.sql = strconv.AppendInt(t.sql, int64(len(t.args)), 10)
	}
}

// AddError keeps the first error.
func (t *text) AddError(err error) error {
	if t.err == nil {
		t.err = err
	}
	return t.err
}
