// Package lookups is the table of the ways to compare a field of a model with a value: what filter= in a tag calls them,
// what package crud does, and which values each is for. The generator checks tags by it, and crud checks conditions.
package lookups

// Lookup is how a field is compared with a value.
type Lookup uint8

// The lookups.
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
	Null
)

// Operand is what a lookup compares a field with.
type Operand uint8

// The operands.
const (
	Value  Operand = iota // a value of the field
	String                // a string, whatever the field's type
	List                  // several values of the field
	Flag                  // whether the field is unset
)

// Info is what is known of a lookup.
type Info struct {
	Word    string // of filter= in a tag
	Go      string // of the constant in package crud
	Operand Operand
	Least   Kind // of the fields that it is for: this kind and those after it
}

// table is what is known of each Lookup.
var table = [...]Info{
	Exact:          {"exact", "Exact", Value, Bool},
	IExact:         {"iexact", "IExact", String, Text},
	Contains:       {"contains", "Contains", String, Text},
	IContains:      {"icontains", "IContains", String, Text},
	StartsWith:     {"starts_with", "StartsWith", String, Text},
	IStartsWith:    {"istarts_with", "IStartsWith", String, Text},
	EndsWith:       {"ends_with", "EndsWith", String, Text},
	IEndsWith:      {"iends_with", "IEndsWith", String, Text},
	Less:           {"lt", "Less", Value, Ordered},
	LessOrEqual:    {"lte", "LessOrEqual", Value, Ordered},
	Greater:        {"gt", "Greater", Value, Ordered},
	GreaterOrEqual: {"gte", "GreaterOrEqual", Value, Ordered},
	In:             {"in", "In", List, Bool},
	Null:           {"null", "Null", Flag, Opaque},
}

// All returns the lookups in the order of their constants.
func All() []Lookup {
	all := make([]Lookup, len(table))
	for i := range all {
		all[i] = Lookup(i)
	}
	return all
}

// Known reports whether l is one of the constants.
func (l Lookup) Known() bool { return int(l) < len(table) }

// Info returns what is known of a lookup, which must be one of the constants.
func (l Lookup) Info() Info { return table[l] }

// Misfit returns what a lookup needs of a field and a field of this kind is not, which may be unset or not. It is empty
// where the lookup fits.
func (l Lookup) Misfit(k Kind, canBeUnset bool) string {
	info := l.Info()
	switch {
	case info.Operand == Flag:
		if canBeUnset {
			return ""
		}
		return "a field that can be unset"
	case k >= info.Least:
		return ""
	case info.Least == Text:
		return "a string"
	case info.Least == Ordered:
		return "values that have an order"
	}
	return "a single value"
}
