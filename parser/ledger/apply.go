package ledger

import (
	"cmp"
	"maps"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// applier is the state of numbering one schema. Its maps are by full name.
type applier struct {
	schema      *schema.Schema
	living      map[string]*schema.Package // messages and enums that Go declares
	livingEnums map[string]bool
	messages    map[string]*message // as they were
	enums       map[string]*enum    // as they were
	former      map[string]string   // the old name of a living message or enum that the ledger has
	heir        map[string]string   // the living message or enum that an old one was renamed to
	diags       schema.Diagnostics
}

// Apply numbers the fields of every message from what the committed files remember, and adds what is left of removed
// messages and enums. Fields, values, messages and enums are then in the order of the .proto. The files are not
// changed; a package without one has its first build.
func Apply(s *schema.Schema, old map[*schema.Package]*File) schema.Diagnostics {
	a := &applier{
		schema: s, living: map[string]*schema.Package{}, livingEnums: map[string]bool{},
		messages: map[string]*message{}, enums: map[string]*enum{},
		former: map[string]string{}, heir: map[string]string{},
	}
	for _, p := range s.Packages {
		a.takeIn(p, old[p])
	}
	for _, p := range s.Packages {
		a.followRenames(p)
	}
	for _, p := range s.Packages {
		for _, m := range p.Messages {
			a.number(p, m)
		}
		for _, e := range p.Enums {
			a.settle(p, e)
		}
	}
	for _, p := range s.Packages {
		a.finish(p, old[p])
	}
	return a.diags
}

// takeIn notes what a package has and what its file remembers. Tombstones come from the file alone.
func (a *applier) takeIn(p *schema.Package, f *File) {
	p.Messages = slices.DeleteFunc(p.Messages, func(m *schema.Message) bool { return m.Tombstone })
	p.Enums = slices.DeleteFunc(p.Enums, func(e *schema.Enum) bool { return e.Tombstone })
	for _, m := range p.Messages {
		a.living[fullName(p, m.Name)] = p
	}
	for _, e := range p.Enums {
		a.living[fullName(p, e.Name)], a.livingEnums[fullName(p, e.Name)] = p, true
	}
	if f == nil {
		return
	}
	for name, m := range f.messages {
		a.messages[fullName(p, name)] = m
	}
	for name, e := range f.enums {
		a.enums[fullName(p, name)] = e
	}
}

// finish adds the tombstones of a package and puts everything in order.
func (a *applier) finish(p *schema.Package, f *File) {
	if f != nil {
		p.Options = slices.Clone(f.options)
		a.bury(p, f)
	}
	slices.SortFunc(p.Messages, func(a, b *schema.Message) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Enums, func(a, b *schema.Enum) int { return cmp.Compare(a.Name, b.Name) })
}

// bury leaves a tombstone for every message and enum that is gone.
func (a *applier) bury(p *schema.Package, f *File) {
	for _, name := range slices.Sorted(maps.Keys(f.messages)) {
		if !a.livesOn(p, name) {
			p.Messages = append(p.Messages, f.messages[name].tombstone(p, a.place(p, name)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.enums)) {
		if !a.livesOn(p, name) {
			p.Enums = append(p.Enums, f.enums[name].tombstone(p, a.place(p, name)))
		}
	}
}
