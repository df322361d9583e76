package ledger

import (
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// settling compares an enum with what it was in the ledger. The numbers of an integer enum are those of the Go constants and
// are only checked; those of a string enum are assigned.
type settling struct {
	run     *applier
	e       *schema.Enum
	old     *enum // empty on the first build
	moved   bool  // the enum was renamed, and so are its values, which have its name in theirs
	names   map[string]bool
	numbers map[int]bool
	was     map[string]bool     // old names of renamed values
	kept    map[string]bool     // old names of the values of a string enum that live on
	added   []*schema.EnumValue // values of a string enum that are new
}

func (a *applier) settle(p *schema.Package, e *schema.Enum) {
	full := fullName(p, e.Name)
	s := &settling{
		run: a, e: e, old: a.enums[a.types.former[full]], moved: a.types.former[full] != full,
		names: map[string]bool{}, numbers: map[int]bool{}, was: map[string]bool{}, kept: map[string]bool{},
	}
	if s.old == nil {
		s.old = &enum{}
	}
	if e.Strings {
		s.assign()
	}
	for _, v := range e.Values {
		s.names[v.Name], s.numbers[int(v.Number)] = true, true
	}
	for _, v := range e.Values {
		s.checkFormer(v)
		s.checkValue(v)
	}
	s.reserve()
	s.askValues()
	e.SortValues()
}

// sentinelHelp is the way out for a constant that moves whenever another one is added, and is not meant to be sent.
func (s *settling) sentinelHelp() string {
	if s.e.Strings {
		return ""
	}
	return "\nor, if one of the two only counts the others, mark its constant //grpc:field - and delete its line from the .proto"
}

// checkValue reports a value whose number changed, or belonged to another value before.
func (s *settling) checkValue(v *schema.EnumValue) {
	number := int(v.Number)
	name := s.former(v)
	old, known := s.old.values[name]
	renamed := known && name == v.Was && name != v.Name
	holder := s.old.holder(number)
	if v.Was != "" && !renamed {
		s.run.spent(v.Pos, v.Was, known)
	}
	switch {
	case renamed && s.names[v.Was]:
		s.run.diags.Add(v.Pos, "remove was=, or rename the other value", "was=%s: %s is another value", v.Was, v.Was)
	case renamed && old == number:
		s.was[v.Was], s.run.acted[v.Pos] = true, true
	case known && old == number:
	case known:
		s.run.diags.Add(v.Pos, "restore the constant's value; or give it a new name"+s.sentinelHelp(), "%s was %d and is now %d, and numbers never change", name, old, number)
	case contains(s.old.reserved.Ranges, number):
		s.run.diags.Add(v.Pos, "choose a value that was never used; or edit the reserved line of the .proto", "number %d is reserved", number)
	case number != 0 && holder != "" && s.knowsNames() && !s.lives(number):
		help := "choose a value that was never used"
		if !s.names[holder] {
			help += ", or say was=" + holder + " if this is a rename"
		}
		s.run.diags.Add(v.Pos, help+s.sentinelHelp(), "number %d belongs to %s", number, holder)
	}
}

// lives reports whether a value that had the number still has it, if under a new name: then others are aliases of it.
func (s *settling) lives(number int) bool {
	return slices.ContainsFunc(s.e.Values, func(v *schema.EnumValue) bool {
		old, known := s.old.values[s.former(v)]
		return int(v.Number) == number && known && old == number
	})
}

// reserve keeps what is gone from ever being used again. The zero stays: proto3 demands one.
func (s *settling) reserve() {
	var numbers []int
	var names []string
	for name, number := range s.old.values {
		if !s.names[name] && !s.was[name] {
			names = append(names, name)
		}
		if !s.numbers[number] && number != 0 {
			numbers = append(numbers, number)
		}
	}
	s.e.Reserved = addReserved(s.old.reserved, numbers, names, s.names)
}
