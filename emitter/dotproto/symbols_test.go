package dotproto

import (
	"testing"
)

// TestRef writes types from inside scopes that have something of the same name.
func TestRef(t *testing.T) {
	s := symbols{
		"a": scopeSymbol, "a.b": scopeSymbol, "c": scopeSymbol, "c.d": scopeSymbol,
		"a.b.Note": typeSymbol, "a.b.Other": typeSymbol, "a.b.Other.Note": typeSymbol, "a.b.Other.Deep": typeSymbol,
		"a.b.Field": typeSymbol, "a.b.Field.Note": otherSymbol,
		"a.b.Hide": typeSymbol, "a.b.Hide.Note": typeSymbol, "a.b.Hide.a": typeSymbol, "a.b.Hide.c": typeSymbol,
		"a.b.Hide.Other": typeSymbol, "a.b.Service": scopeSymbol, "a.b.Service.Note": otherSymbol,
		"c.d.Item": typeSymbol, "c.Item": typeSymbol,
	}
	for _, test := range []struct{ scope, full, want string }{
		{"a.b.Note", "a.b.Note", "Note"},
		{"a.b.Note", "a.b.Other.Note", "Other.Note"},
		{"a.b.Other", "a.b.Note", "a.b.Note"},             // Other.Note is nearer
		{"a.b.Other", "a.b.Other.Note", "Note"},           // as people write it near by
		{"a.b.Other.Deep", "a.b.Note", "a.b.Note"},        // nearer in an outer scope
		{"a.b.Field", "a.b.Note", "Note"},                 // a field is not a type
		{"a.b.Hide", "a.b.Note", ".a.b.Note"},             // a is nearer too
		{"a.b.Hide", "a.b.Other.Note", ".a.b.Other.Note"}, // Hide.Other has no Note
		{"a.b.Hide", "c.d.Item", ".c.d.Item"},
		{"a.b.Note", "c.d.Item", "c.d.Item"},
		{"a.b.Service", "a.b.Note", "Note"}, // a method is not a type
	} {
		if got := s.ref("a.b", test.scope, test.full); got != test.want {
			t.Errorf("in %s, %s is written %s, want %s", test.scope, test.full, got, test.want)
		}
	}
}
