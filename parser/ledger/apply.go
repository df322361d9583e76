package ledger

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// The numbers that a field can have: those of the language guide, without the range that it keeps for itself.
const (
	maxNumber     = 1<<29 - 1
	firstInternal = 19000
	lastInternal  = 19999
)

// applier is the state of numbering one schema.
type applier struct {
	schema *schema.Schema
	old    map[*schema.Package]*File
	living map[string]bool   // full names of messages and enums that Go declares
	moved  map[*message]bool // old messages whose numbers went to a living one of another name
	movedE map[*enum]bool
	diags  schema.Diagnostics
}

// Apply numbers the fields of every message from what the committed files remember, and adds what is left of removed
// messages and enums. Fields, values, messages and enums are then in the order of the .proto.
func Apply(s *schema.Schema, old map[*schema.Package]*File) schema.Diagnostics {
	a := &applier{schema: s, old: old, living: map[string]bool{}, moved: map[*message]bool{}, movedE: map[*enum]bool{}}
	for _, p := range s.Packages {
		for _, m := range p.Messages {
			a.living[m.FullName()] = true
		}
		for _, e := range p.Enums {
			a.living[e.FullName()] = true
		}
	}
	for _, p := range s.Packages {
		for _, m := range p.Messages {
			a.number(m)
		}
		for _, e := range p.Enums {
			a.settle(e)
		}
	}
	for _, p := range s.Packages {
		if f := old[p]; f != nil {
			p.Options = f.options
			a.bury(p, f)
		}
		slices.SortFunc(p.Messages, func(a, b *schema.Message) int { return cmp.Compare(a.Name, b.Name) })
		slices.SortFunc(p.Enums, func(a, b *schema.Enum) int { return cmp.Compare(a.Name, b.Name) })
	}
	return a.diags
}

// fullWas returns the full name that a was= means: one of the package, unless it names another package of the schema.
func (a *applier) fullWas(p *schema.Package, was string) string {
	for _, other := range a.schema.Packages {
		if strings.HasPrefix(was, other.Proto+".") {
			return was
		}
	}
	return p.Proto + "." + was
}

// find returns the old file that has a full name, its package, and the name within it.
func (a *applier) find(full string, has func(*File, string) bool) (*schema.Package, *File, string) {
	for _, p := range a.schema.Packages {
		if name, ok := strings.CutPrefix(full, p.Proto+"."); ok && has(a.old[p], name) {
			return p, a.old[p], name
		}
	}
	return nil, nil, ""
}

// bury leaves a tombstone for every message and enum that is gone.
func (a *applier) bury(p *schema.Package, f *File) {
	for _, name := range slices.Sorted(maps.Keys(f.messages)) {
		old := f.messages[name]
		if a.living[p.Proto+"."+name] || a.moved[old] {
			continue
		}
		p.Messages = append(p.Messages, &schema.Message{
			Name: name, Package: p, Tombstone: true, Pos: p.Pos,
			Reserved: reserve(old.reserved, old.numbers(), slices.Collect(maps.Keys(old.fields)), nil),
		})
	}
	for _, name := range slices.Sorted(maps.Keys(f.enums)) {
		if old := f.enums[name]; !a.living[p.Proto+"."+name] && !a.movedE[old] {
			p.Enums = append(p.Enums, old.tombstone(p, name))
		}
	}
}

func (m *message) numbers() []int {
	var all []int
	for _, f := range m.fields {
		all = append(all, f.number)
	}
	return all
}
