// Package ledger keeps the numbers of fields. The committed .proto is the only ledger there is: Read takes it in, and
// Apply gives every field the number that it had, a new one to a new field, and reserves for good what was removed.
//
// The rules follow the protobuf documentation, "Updating A Message Type"
// (https://protobuf.dev/programming-guides/proto3/#updating) and "Reserved Field Numbers".
package ledger

import (
	"cmp"
	"go/token"
	"maps"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Options decide what the Go source leaves open.
type Options struct {
	AcceptRemovals bool // what is gone was removed, not renamed to something new
	AcceptChanges  bool // actions may have messages that misread the bytes of the ones before
}

// applier is the state of numbering one schema. Its maps are by full name.
type applier struct {
	Options
	schema    *schema.Schema
	messages  map[string]*message // as they were
	enums     map[string]*enum    // as they were
	services  map[string]*service // as they were
	nameNow   map[string]string   // the name now of a message or enum whose whole package was renamed
	types     lineage             // of messages and enums
	enumsNow  map[string]bool     // the living enums
	handlers  lineage             // of services
	implied   map[*schema.Message]string
	numbered  []*numbering
	byName    map[string]*schema.Message // the living messages
	comparing map[string]bool            // messages whose twins are being held against them
	inActions []actionMessage            // of the actions that the ledger has
	withdrew  map[string]bool            // types that went with a field or an action that is gone
	acted     map[token.Position]bool    // by the declaration whose was= it is
	refused   map[token.Position]bool    // declarations whose names have been reported
	idle      schema.Diagnostics         // each was= that did nothing
	diags     schema.Diagnostics
}

// Apply numbers the fields of every message as the committed files in old remember them, and adds the remains of removed
// messages and enums. It puts fields, values, messages and enums into the order of the .proto. A package that old has no file
// for is numbered from 1. Apply returns all problems, and adds its warnings to those of the schema.
func Apply(s *schema.Schema, old map[*schema.Package]*File, opts Options) schema.Diagnostics {
	a := newApplier(s, opts)
	for _, p := range s.Packages {
		a.takeIn(p, old[p])
	}
	for _, p := range s.Packages {
		a.followServices(p)
	}
	a.withdrawServices()
	for _, p := range s.Packages {
		a.followTypes(p)
	}
	a.pairTwins()
	for _, n := range a.numbered {
		n.restore()
	}
	for _, n := range a.numbered {
		n.number()
	}
	for _, p := range s.Packages {
		for _, e := range p.Enums {
			a.settle(p, e)
		}
	}
	a.askAll()
	for _, p := range s.Packages {
		a.finish(p, old[p])
	}
	a.checkActions()
	for _, p := range s.Packages {
		a.warnCallPaths(p, old[p])
	}
	a.warnIdle()
	return a.diags
}

func newApplier(s *schema.Schema, opts Options) *applier {
	return &applier{
		Options: opts, schema: s,
		messages: map[string]*message{}, enums: map[string]*enum{}, services: map[string]*service{}, nameNow: map[string]string{},
		types: newLineage(), enumsNow: map[string]bool{}, handlers: newLineage(),
		byName: map[string]*schema.Message{}, comparing: map[string]bool{},
		implied: map[*schema.Message]string{}, withdrew: map[string]bool{}, acted: map[token.Position]bool{}, refused: map[token.Position]bool{},
	}
}

// takeIn notes what a package has and what its file remembers. Tombstones come from the file alone.
func (a *applier) takeIn(p *schema.Package, f *File) {
	p.Messages = slices.DeleteFunc(p.Messages, func(m *schema.Message) bool { return m.Origin == schema.TombstoneMessage })
	p.Enums = slices.DeleteFunc(p.Enums, func(e *schema.Enum) bool { return e.Tombstone })
	for _, m := range p.Messages {
		a.types.living[fullName(p, m.Name)] = p
	}
	for _, e := range p.Enums {
		a.types.living[fullName(p, e.Name)], a.enumsNow[fullName(p, e.Name)] = p, true
	}
	for _, s := range p.Services {
		a.handlers.living[fullName(p, s.Name)] = p
	}
	if f == nil {
		return
	}
	for name, m := range f.messages {
		a.messages[fullName(p, name)] = m
		a.nameNow[f.pkg+"."+name] = fullName(p, name)
	}
	for name, e := range f.enums {
		a.enums[fullName(p, name)] = e
		a.nameNow[f.pkg+"."+name] = fullName(p, name)
	}
	for name, s := range f.services {
		a.services[fullName(p, name)] = s
	}
	a.checkKinds(p, f)
}

// checkKinds reports a name that a message had and an enum has now, or the other way round: what is left of the old one
// needs it.
func (a *applier) checkKinds(p *schema.Package, f *File) {
	for _, m := range p.Messages {
		if f.enums[m.Name] != nil {
			a.refuse(m.Pos, "give it another: //grpc:message name=...", "%s was the name of an enum, which keeps it for its reserved numbers", m.Name)
		}
	}
	for _, e := range p.Enums {
		if f.messages[e.Name] != nil {
			a.refuse(e.Pos, "give it another: //grpc:enum name=...", "%s was the name of a message, which keeps it for its reserved numbers", e.Name)
		}
	}
}

// refuse reports what is wrong with the name of a declaration. What it was is then no question.
func (a *applier) refuse(pos token.Position, help, format string, args ...any) {
	a.refused[pos] = true
	a.diags.Add(pos, help, format, args...)
}

// finish adds the tombstones of a package and puts everything in order.
func (a *applier) finish(p *schema.Package, f *File) {
	if f != nil {
		p.Options = slices.Clone(f.options)
		a.bury(p, f)
		a.checkMoves(p, f)
	}
	slices.SortFunc(p.Messages, func(a, b *schema.Message) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Enums, func(a, b *schema.Enum) int { return cmp.Compare(a.Name, b.Name) })
}

// checkMoves reports a type that moves to a package which the run does not write: its numbers would be nowhere.
func (a *applier) checkMoves(p *schema.Package, f *File) {
	for _, name := range slices.Concat(slices.Collect(maps.Keys(f.messages)), slices.Collect(maps.Keys(f.enums))) {
		heir := a.types.heir[fullName(p, name)]
		if to := a.types.living[heir]; to != nil && p.Selected && !to.Selected {
			a.diags.Add(a.types.at[heir], "build both packages in one run",
				"%s was %s: this run writes the package that it left, but not the one that it moved to, so its numbers would be lost", heir, fullName(p, name))
		}
	}
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

// warnIdle warns of each was= that has no effect any more. One that renames something in one message may do nothing in another
// that has the same Go field.
func (a *applier) warnIdle() {
	for _, d := range a.idle {
		if !a.acted[d.Pos] {
			a.schema.Warnings = append(a.schema.Warnings, d)
		}
	}
	a.schema.Warnings = a.schema.Warnings.Sorted()
}

// spent notes a was= that has no effect: the ledger already has the new name, or does not have the old one.
func (a *applier) spent(pos token.Position, was string, known bool) {
	why := "the .proto already has the new name"
	if !known {
		why = "the .proto has nothing by that name"
	}
	a.idle.Add(pos, "remove it", "was=%s has no effect: %s", was, why)
}
