package gormstore

import (
	"strings"

	"gorm.io/gorm/clause"

	"github.com/grpcgen/grpcgen/crud"
)

// like writes that what a column reads as is, or contains, begins or ends with a text.
func (t *table) like(b clause.Builder, col *column, lookup crud.Lookup, needle string) {
	if strings.Contains(needle, "\x00") {
		b.WriteString(nothing)
		return
	}
	h := col.holds.Load()
	if absent, _ := h.value.(string); h.nulls != zero && h.nulls != onlyZero || !isLike(absent, lookup, needle) {
		t.matches(b, col, lookup, needle)
		return
	}
	b.WriteByte('(')
	t.matches(b, col, lookup, needle)
	b.WriteString(" OR ")
	col.quote(b)
	b.WriteString(" IS NULL)")
}

// isLike reports whether a text is, or contains, begins or ends with another.
func isLike(s string, lookup crud.Lookup, needle string) bool {
	switch lookup {
	case crud.IExact, crud.IContains, crud.IStartsWith, crud.IEndsWith:
		s, needle = strings.ToLower(s), strings.ToLower(needle)
	}
	switch lookup {
	case crud.IExact:
		return s == needle
	case crud.StartsWith, crud.IStartsWith:
		return strings.HasPrefix(s, needle)
	case crud.EndsWith, crud.IEndsWith:
		return strings.HasSuffix(s, needle)
	}
	return strings.Contains(s, needle)
}

// matches writes that a column's text is, or contains, begins or ends with another. The pattern that is bound says only that,
// whatever is in the text: in PostgreSQL it is LIKE's; in SQLite, whose LIKE ignores case, that of GLOB.
func (t *table) matches(b clause.Builder, col *column, lookup crud.Lookup, needle string) {
	folded := lookup == crud.IExact || lookup == crud.IContains || lookup == crud.IStartsWith || lookup == crud.IEndsWith
	t.fold(b, folded, func() {
		if col.asText {
			b.WriteString("CAST(")
			defer b.WriteString(" AS text)")
		}
		col.quote(b)
	})
	if lookup == crud.IExact {
		b.WriteString(" = ")
		t.fold(b, true, func() { t.bindText(b, needle) })
		return
	}
	operator, ending, every, escape := " GLOB ", "", "*", globEscaper
	if t.postgres {
		operator, ending, every, escape = " LIKE ", " ESCAPE '!'", "%", likeEscaper
	}
	pattern := escape.Replace(needle)
	if lookup != crud.StartsWith && lookup != crud.IStartsWith {
		pattern = every + pattern
	}
	if lookup != crud.EndsWith && lookup != crud.IEndsWith {
		pattern += every
	}
	if !t.postgres && len(pattern) > longestPattern {
		b.AddError(crud.Invalid("", "a text to look for is too long"))
		return
	}
	if col.holds.Load().loose { // for which PostgreSQL has no LIKE
		b.WriteString(` COLLATE "C"`)
	}
	b.WriteString(operator)
	t.fold(b, folded, func() { t.bindText(b, pattern) })
	b.WriteString(ending)
}

// longestPattern is how many bytes SQLite takes, unless it was compiled for another limit.
const longestPattern = 50000

var (
	likeEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")
	globEscaper = strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]")
)

func (t *table) fold(b clause.Builder, folded bool, write func()) {
	if !folded {
		write()
		return
	}
	b.WriteString("lower(")
	write()
	b.WriteByte(')')
}

// bindText binds a text, and says so where PostgreSQL cannot tell.
func (t *table) bindText(b clause.Builder, s string) {
	if !t.postgres {
		b.AddVar(b, s)
		return
	}
	b.WriteString("CAST(")
	b.AddVar(b, s)
	b.WriteString(" AS text)")
}
