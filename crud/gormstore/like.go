package gormstore

import (
	"strings"

	"gorm.io/gorm/clause"

	"github.com/grpcgen/grpcgen/crud"
)

// like writes that a column's text is, or contains, begins or ends with another. The pattern that is bound says only that,
// whatever is in the text: in PostgreSQL it is LIKE's; in SQLite, whose LIKE ignores case, that of GLOB.
func (t *table) like(b clause.Builder, col *column, lookup crud.Lookup, needle string) {
	if strings.Contains(needle, "\x00") {
		b.WriteString(never)
		return
	}
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
