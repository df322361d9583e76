package ledger

import (
	"go/token"
	"maps"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// File is what a committed .proto remembers. A nil File remembers nothing. It is immutable and safe for concurrent use.
type File struct {
	pkg      string
	pkgPos   token.Position
	options  []schema.Option
	messages map[string]*message // by name in the file; "Outer.Inner" for a nested one
	enums    map[string]*enum
	services map[string]*service
}

// message is a message in the ledger.
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

// field is a field in the ledger.
type field struct {
	number int
	typ    typeText
	oneof  string // that it was a member of, or empty
}

// enum is an enum in the ledger.
type enum struct {
	values   map[string]int
	reserved schema.Reserved
}

func (m *message) empty() bool { return len(m.fields) == 0 }
func (m *message) spare() bool { return m.empty() && len(m.reserved.Ranges)+len(m.reserved.Names) == 0 }

// A removed enum still has its zero value, which proto3 demands.
func (e *enum) empty() bool { return len(e.values) <= 1 }
func (e *enum) spare() bool { return e.empty() && len(e.reserved.Ranges)+len(e.reserved.Names) == 0 }

// Package returns the proto package of the file, and "" for a nil File.
func (f *File) Package() string {
	if f == nil {
		return ""
	}
	return f.pkg
}

// PackagePos returns the position of the file's package statement.
func (f *File) PackagePos() token.Position { return f.pkgPos }

// HasMessage reports whether the file has a message of that name, or the remains of a removed one.
func (f *File) HasMessage(name string) bool { return f != nil && f.messages[name] != nil }

// HasValue reports whether the file has a value of an enum; its number is that of an integer enum.
func (f *File) HasValue(enum, name string, number *int32) bool {
	if !f.HasEnum(enum) {
		return false
	}
	old, known := f.enums[enum].values[name]
	return known && (number == nil || old == int(*number))
}

// HasEnum reports whether the file has an enum of that name, or the remains of a removed one.
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
		Reserved: addReserved(m.reserved, numbers, slices.Collect(maps.Keys(m.fields)), nil),
	}
}

// holder returns the first value that had a number, or "".
func (e *enum) holder(number int) string {
	for _, name := range slices.Sorted(maps.Keys(e.values)) {
		if e.values[name] == number {
			return name
		}
	}
	return ""
}

// highest returns the highest number that an enum ever used.
func (e *enum) highest() int {
	highest := 0
	for _, number := range e.values {
		highest = max(highest, number)
	}
	for _, r := range e.reserved.Ranges {
		highest = max(highest, r.To)
	}
	return highest
}

// tombstone is what is left of an enum that is gone: its zero, which proto3 demands, and reservations for the rest.
func (e *enum) tombstone(p *schema.Package, name string) *schema.Enum {
	out := &schema.Enum{Name: name, Package: p, Tombstone: true, Pos: p.Pos}
	zero := e.holder(0)
	if zero != "" {
		out.Values = []*schema.EnumValue{{Name: zero, Pos: p.Pos}}
	}
	var numbers []int
	for _, number := range e.values {
		if number != 0 {
			numbers = append(numbers, number)
		}
	}
	out.Reserved = addReserved(e.reserved, numbers, slices.Collect(maps.Keys(e.values)), map[string]bool{zero: true})
	return out
}
