// Package ledger keeps the numbers of fields. The committed .proto is the only ledger there is: Read takes it in, and
// Apply gives every field the number that it had, a new one to a new field, and reserves for good what was removed.
//
// The rules follow the protobuf documentation, "Updating A Message Type"
// (https://protobuf.dev/programming-guides/proto3/#updating) and "Reserved Field Numbers".
package ledger

import (
	"go/token"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// File is what a committed .proto remembers. A nil File remembers nothing.
type File struct {
	pkg      string
	options  []schema.Option
	messages map[string]*message // by name in the file; "Outer.Inner" for a nested one
	enums    map[string]*enum
}

// message is a message as it was.
type message struct {
	fields   map[string]field
	reserved schema.Reserved
}

// field is a field as it was.
type field struct {
	number int
	typ    typeText
	pos    token.Position
}

// enum is an enum as it was.
type enum struct {
	values   map[string]int
	reserved schema.Reserved
}

// HasMessage reports whether the file has a message of that name, be it only what is left of a removed one.
func (f *File) HasMessage(name string) bool { return f != nil && f.messages[name] != nil }

// HasEnum reports whether the file has an enum of that name.
func (f *File) HasEnum(name string) bool { return f != nil && f.enums[name] != nil }

// contains reports whether n is reserved.
func contains(ranges []schema.Range, n int) bool {
	return slices.ContainsFunc(ranges, func(r schema.Range) bool { return r.From <= n && n <= r.To })
}

// merged sorts ranges and joins those that touch.
func merged(ranges []schema.Range) []schema.Range {
	sorted := slices.Clone(ranges)
	slices.SortFunc(sorted, func(a, b schema.Range) int { return a.From - b.From })
	var out []schema.Range
	for _, r := range sorted {
		if last := len(out) - 1; last >= 0 && r.From <= out[last].To+1 {
			out[last].To = max(out[last].To, r.To)
			continue
		}
		out = append(out, r)
	}
	return out
}

// reserve returns r with more numbers and names, without the names that live.
func reserve(r schema.Reserved, numbers []int, names []string, living map[string]bool) schema.Reserved {
	ranges := slices.Clone(r.Ranges)
	for _, n := range numbers {
		ranges = append(ranges, schema.Range{From: n, To: n})
	}
	all := slices.Concat(r.Names, names)
	all = slices.DeleteFunc(all, func(name string) bool { return living[name] })
	slices.Sort(all)
	return schema.Reserved{Ranges: merged(ranges), Names: slices.Compact(all)}
}
