package ledger

import (
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// numbering gives the fields of one message their numbers.
type numbering struct {
	*applier
	m      *schema.Message
	old    *message                 // empty on the first build
	names  map[string]bool          // of living fields
	was    map[*schema.Field]string // the name in old of a field that is not new
	taken  map[int]*schema.Field    // by the fields of this run
	newest int                      // the highest number ever used
}

// number numbers the fields of a message and reserves those that are gone.
func (a *applier) number(p *schema.Package, m *schema.Message) {
	n := &numbering{
		applier: a, m: m, old: a.messages[a.former[fullName(p, m.Name)]],
		names: map[string]bool{}, was: map[*schema.Field]string{}, taken: map[int]*schema.Field{},
	}
	if n.old == nil {
		n.old = &message{}
	}
	n.followRenames()
	n.pin()
	n.keep()
	n.checkOneofs()
	n.assign()
	n.reserve()
	slices.SortStableFunc(m.Fields, func(a, b *schema.Field) int { return a.Number - b.Number })
}

// followRenames finds what each field was: its own name, while the ledger has that, or else the one that was= gives.
func (n *numbering) followRenames() {
	for _, f := range n.m.Fields {
		n.names[f.Name] = true
	}
	heirs := map[string]string{}
	for _, f := range n.m.Fields {
		name := f.Name
		if _, ok := n.old.fields[name]; !ok {
			name = f.Was
		}
		if _, ok := n.old.fields[name]; !ok {
			continue
		}
		switch {
		case name != f.Name && n.names[name]:
			n.diags.Add(f.Pos, "remove was=, or rename the other field", "was=%s: %s is another field", name, name)
		case heirs[name] != "":
			n.diags.Add(f.Pos, "keep was= on one of them", "was=%s: %s has its number already", name, heirs[name])
		default:
			n.was[f], heirs[name] = name, f.Name
		}
	}
}

// pin checks the numbers that tags ask for.
func (n *numbering) pin() {
	for _, f := range n.m.Fields {
		if !f.Pinned {
			f.Number = 0
			continue
		}
		name, known := n.was[f]
		holder := n.old.holder(f.Number)
		switch {
		case !valid(f.Number):
			n.diags.Add(f.Pos, "use 1 to 18999 or 20000 to 536870911", "%d is not a field number", f.Number)
		case known && n.old.fields[name].number != f.Number:
			n.diags.Add(f.Pos, "remove the number from the tag; or give the field a new name, which makes it a new field",
				"%s has number %d, and a number never changes", name, n.old.fields[name].number)
		case !known && contains(n.old.reserved.Ranges, f.Number):
			n.diags.Add(f.Pos, "choose a number that was never used; or edit the reserved line of the .proto if it never was", "number %d is reserved", f.Number)
		case !known && holder != "":
			n.diags.Add(f.Pos, "choose a number that was never used, or say was="+holder+" if this is a rename", "number %d belongs to %s", f.Number, holder)
		}
		n.take(f)
	}
}

// take makes a number a field's own.
func (n *numbering) take(f *schema.Field) {
	if other := n.taken[f.Number]; other != nil {
		n.diags.Add(f.Pos, "give one of them another number, or none", "number %d is used by %s as well", f.Number, other.Name)
		return
	}
	n.taken[f.Number] = f
}

// keep gives fields the numbers that they had.
func (n *numbering) keep() {
	for _, f := range n.m.Fields {
		name, known := n.was[f]
		if !known {
			continue
		}
		old := n.old.fields[name]
		if !f.Pinned {
			f.Number = old.number
			n.take(f)
		}
		if f.Number == old.number && !n.compatible(old.typ, n.old, f.Type) {
			help := "restore the type; or give the field a new name, which makes it a new field"
			if f.Type.Message != nil && n.messages[n.resolve(old.typ.name, n.old)] != nil {
				help += "\nor, if the message was renamed, write above its type: //grpc:message was=" + old.typ.name
			}
			n.diags.Add(f.Pos, help,
				"%s = %d was %s and is now %s: bytes that were written before would be misread", name, old.number, old.typ, textOf(f.Type))
		}
	}
}

// assign gives new fields the next numbers above all that were ever used; on the first build, from 1.
func (n *numbering) assign() {
	n.newest = n.old.highest()
	if n.newest > 0 {
		for number := range n.taken {
			n.newest = max(n.newest, number)
		}
	}
	for _, f := range n.m.Fields {
		if f.Pinned || f.Number != 0 {
			continue
		}
		f.Number = n.next()
		if f.Number > maxNumber {
			n.diags.Add(f.Pos, "start a new message", "%s has no field numbers left", n.m.Name)
		}
		n.taken[f.Number] = f
	}
}

// next returns the lowest number above the newest that a field can have and none has.
func (n *numbering) next() int {
	for {
		n.newest++
		if firstInternal <= n.newest && n.newest <= lastInternal {
			n.newest = lastInternal + 1
		}
		if n.taken[n.newest] == nil {
			return n.newest
		}
	}
}

// reserve keeps what is gone from ever being used again.
func (n *numbering) reserve() {
	kept := map[string]bool{}
	for _, name := range n.was {
		kept[name] = true
	}
	var numbers []int
	var names []string
	for name, old := range n.old.fields {
		if !kept[name] {
			numbers = append(numbers, old.number)
			names = append(names, name)
		}
	}
	n.m.Reserved = reserve(n.old.reserved, numbers, names, n.names)
}
