package crud

import (
	"fmt"
	"strings"
)

// Lookup is how a field is compared with a value.
type Lookup uint8

// The lookups. IExact, IContains, IStartsWith and IEndsWith ignore case.
const (
	Exact Lookup = iota
	IExact
	Contains
	IContains
	StartsWith
	IStartsWith
	EndsWith
	IEndsWith
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
	In
	Null // the value says whether the field is unset
)

// lookupWords are the words of filter= in a tag, by Lookup.
var lookupWords = [...]string{
	"exact", "iexact", "contains", "icontains", "starts_with", "istarts_with", "ends_with", "iends_with",
	"lt", "lte", "gt", "gte", "in", "null",
}

// String returns the word of the lookup in filter= of a tag.
func (l Lookup) String() string {
	if int(l) < len(lookupWords) {
		return lookupWords[l]
	}
	return fmt.Sprintf("Lookup(%d)", uint8(l))
}

// needs says what a field must be for a lookup, and whether f is it.
func (l Lookup) needs(f *Field) (what string, ok bool) {
	switch l {
	case Null:
		return "a field that can be unset: a pointer or a sql.Null", f.Nullable
	case Less, LessOrEqual, Greater, GreaterOrEqual:
		return "values that have an order", f.Kind.ordered()
	case Exact, In:
		return "single values", f.Kind.comparable()
	default:
		return "a string", f.Kind == Text
	}
}

// takesText reports whether the value of the lookup is a string whatever the field's type.
func (l Lookup) takesText() bool { return l >= IExact && l <= IEndsWith }

func joinLookups(all []Lookup) string {
	words := make([]string, len(all))
	for i, l := range all {
		words[i] = l.String()
	}
	return strings.Join(words, ", ")
}
