package crud

import (
	"fmt"
	"strings"

	"github.com/grpcgen/grpcgen/internal/lookups"
)

// Lookup is how a field is compared with a value.
type Lookup uint8

// The lookups. IExact, IContains, IStartsWith and IEndsWith ignore case.
const (
	Exact          Lookup = Lookup(lookups.Exact)
	IExact         Lookup = Lookup(lookups.IExact)
	Contains       Lookup = Lookup(lookups.Contains)
	IContains      Lookup = Lookup(lookups.IContains)
	StartsWith     Lookup = Lookup(lookups.StartsWith)
	IStartsWith    Lookup = Lookup(lookups.IStartsWith)
	EndsWith       Lookup = Lookup(lookups.EndsWith)
	IEndsWith      Lookup = Lookup(lookups.IEndsWith)
	Less           Lookup = Lookup(lookups.Less)
	LessOrEqual    Lookup = Lookup(lookups.LessOrEqual)
	Greater        Lookup = Lookup(lookups.Greater)
	GreaterOrEqual Lookup = Lookup(lookups.GreaterOrEqual)
	In             Lookup = Lookup(lookups.In)
	Null           Lookup = Lookup(lookups.Null) // the value says whether the field is unset
)

// String returns the word of the lookup in filter= of a tag.
func (l Lookup) String() string {
	if lookups.Lookup(l).Known() {
		return lookups.Lookup(l).Info().Word
	}
	return fmt.Sprintf("Lookup(%d)", uint8(l))
}

// misfit returns why a field cannot be compared by the lookup, or nothing if it can.
func (l Lookup) misfit(f *Field) string {
	if !lookups.Lookup(l).Known() {
		return "there is no such lookup"
	}
	if needs := lookups.Lookup(l).Misfit(lookups.Kind(f.Kind), f.Nullable); needs != "" {
		return "that needs " + needs
	}
	return ""
}

// takesText reports whether the value of the lookup is a string whatever the field's type.
func (l Lookup) takesText() bool {
	known := lookups.Lookup(l)
	return known.Known() && known.Info().Operand == lookups.String
}

func joinLookups(all []Lookup) string {
	words := make([]string, len(all))
	for i, l := range all {
		words[i] = l.String()
	}
	return strings.Join(words, ", ")
}
