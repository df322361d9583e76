// Package ledger keeps the numbers of fields. The committed .proto is the only ledger there is: Read takes it in, and
// Apply gives every field the number that it had, a new one to a new field, and reserves for good what was removed.
//
// The rules follow the protobuf documentation, "Updating A Message Type"
// (https://protobuf.dev/programming-guides/proto3/#updating) and "Reserved Field Numbers".
package ledger

import (
	"go/token"
	"maps"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// The numbers that a field can have: those of the language guide, without the range that it keeps for itself.
const (
	maxNumber     = 1<<29 - 1
	firstInternal = 19000
	lastInternal  = 19999
)

// valid reports whether a field can have the number.
func valid(number int) bool {
	return 1 <= number && number <= maxNumber && (number < firstInternal || number > lastInternal)
}

// File is what a committed .proto remembers. A nil File remembers nothing. It is not changed after Read.
type File struct {
	pkg      string
	pkgPos   token.Position
	options  []schema.Option
	messages map[string]*message // by name in the file; "Outer.Inner" for a nested one
	enums    map[string]*enum
	services map[string]*service
}

// message is a message as it was.
type message struct {
	file     *File
	name     string // in the file
	fields   map[string]field
	reserved schema.Reserved
}

// scope returns the full name within which the message's fields name their types.
func (m *message) scope() string {
	if m.file == nil {
		return m.name
	}
	return m.file.pkg + "." + m.name
}

// field is a field as it was.
type field struct {
	number int
	typ    typeText
	oneof  string // that it was a member of, or empty
}

// enum is an enum as it was.
type enum struct {
	values   map[string]int
	reserved schema.Reserved
}

func (m *message) empty() bool { return len(m.fields) == 0 }
func (m *message) spare() bool { return m.empty() && len(m.reserved.Ranges)+len(m.reserved.Names) == 0 }

// An enum that is gone still has its zero value, which proto3 demands.
func (e *enum) empty() bool { return len(e.values) <= 1 }
func (e *enum) spare() bool { return e.empty() && len(e.reserved.Ranges)+len(e.reserved.Names) == 0 }

// Package returns the proto package of the file, and "" for a nil File.
func (f *File) Package() string {
	if f == nil {
		return ""
	}
	return f.pkg
}

// PackagePos returns where the file says of which package it is.
func (f *File) PackagePos() token.Position { return f.pkgPos }

// HasMessage reports whether the file has a message of that name, be it only what is left of a removed one.
func (f *File) HasMessage(name string) bool { return f != nil && f.messages[name] != nil }

// HasEnum reports whether the file has an enum of that name, be it only what is left of a removed one.
func (f *File) HasEnum(name string) bool { return f != nil && f.enums[name] != nil }

// holder returns the field that had a number, or "".
func (m *message) holder(number int) string {
	for _, name := range slices.Sorted(maps.Keys(m.fields)) {
		if m.fields[name].number == number {
			return name
		}
	}
	return ""
}

// highest returns the highest number that the message ever used.
func (m *message) highest() int {
	top := 0
	for _, f := range m.fields {
		top = max(top, f.number)
	}
	for _, r := range m.reserved.Ranges {
		top = max(top, r.To)
	}
	return top
}

// tombstone is what is left of a message that is gone.
func (m *message) tombstone(p *schema.Package, name string) *schema.Message {
	var numbers []int
	for _, f := range m.fields {
		numbers = append(numbers, f.number)
	}
	return &schema.Message{
		Name: name, Package: p, Origin: schema.TombstoneMessage, Pos: p.Pos,
		Reserved: reserve(m.reserved, numbers, slices.Collect(maps.Keys(m.fields)), nil),
	}
}

// contains reports whether n is reserved.
func contains(ranges []schema.Range, n int) bool {
	return slices.ContainsFunc(ranges, func(r schema.Range) bool { return r.From <= n && n <= r.To })
}

// Merged sorts ranges and joins those that touch.
func Merged(ranges []schema.Range) []schema.Range {
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
	return schema.Reserved{Ranges: Merged(ranges), Names: slices.Compact(all)}
}
