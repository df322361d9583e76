package ledger

import (
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// numbering gives the fields of one message their numbers.
type numbering struct {
	*applier
	m      *schema.Message
	file   *File                 // where old comes from
	old    *message              // nil on the first build
	taken  map[int]*schema.Field // by the fields of this run
	names  map[string]bool       // of living fields
	kept   map[string]bool       // names in old whose number lives on
	newest int                   // the highest number ever used
}

// number numbers the fields of a message and reserves those that are gone.
func (a *applier) number(m *schema.Message) {
	n := &numbering{applier: a, m: m, taken: map[int]*schema.Field{}, names: map[string]bool{}, kept: map[string]bool{}}
	n.file, n.old = a.previous(m)
	if n.old == nil {
		n.old = &message{}
	}
	for _, f := range m.Fields {
		n.names[f.Name] = true
	}
	n.pin()
	n.keep()
	n.assign()
	n.reserve()
	slices.SortStableFunc(m.Fields, func(a, b *schema.Field) int { return a.Number - b.Number })
}

// previous returns the message as it was, under its name or under that which was= gives.
func (a *applier) previous(m *schema.Message) (*File, *message) {
	f := a.old[m.Package]
	if f.HasMessage(m.Name) {
		return f, f.messages[m.Name]
	}
	if m.Was == "" {
		return nil, nil
	}
	full := a.fullWas(m.Package, m.Was)
	if a.living[full] {
		a.diags.Add(m.Pos, "remove was=, or rename the other message", "was=%s: %s is another message", m.Was, full)
		return nil, nil
	}
	p, f, name := a.find(full, (*File).HasMessage)
	if f == nil {
		return nil, nil
	}
	if p == m.Package { // a move to another package leaves a tombstone behind
		a.moved[f.messages[name]] = true
	}
	return f, f.messages[name]
}

// before returns the field as it was, under its name or under that which was= gives.
func (n *numbering) before(f *schema.Field) (string, field, bool) {
	if old, ok := n.old.fields[f.Name]; ok {
		return f.Name, old, true
	}
	if old, ok := n.old.fields[f.Was]; ok && f.Was != "" {
		if n.names[f.Was] {
			n.diags.Add(f.Pos, "remove was=, or rename the other field", "was=%s: %s is another field", f.Was, f.Was)
			return "", field{}, false
		}
		return f.Was, old, true
	}
	return "", field{}, false
}

// pin checks the numbers that tags ask for.
func (n *numbering) pin() {
	for _, f := range n.m.Fields {
		if !f.Pinned {
			continue
		}
		name, old, known := n.before(f)
		switch {
		case f.Number < 1 || f.Number > maxNumber || f.Number >= firstInternal && f.Number <= lastInternal:
			n.diags.Add(f.Pos, "use 1 to 18999 or 20000 to 536870911", "%d is not a field number", f.Number)
		case known && old.number != f.Number:
			n.diags.Add(f.Pos, "remove the number from the tag; or give the field a new name, which makes it a new field",
				"%s has number %d, and a number never changes", name, old.number)
		case !known && contains(n.old.reserved.Ranges, f.Number):
			n.diags.Add(f.Pos, "choose a number that was never used; or edit the reserved line of the .proto if it never was", "number %d is reserved", f.Number)
		case !known && n.holder(f.Number) != "":
			n.diags.Add(f.Pos, "choose a number that was never used, or say was="+n.holder(f.Number)+" if this is a rename",
				"number %d belongs to %s", f.Number, n.holder(f.Number))
		}
		n.take(f)
	}
}

// holder returns the field that had a number.
func (n *numbering) holder(number int) string {
	for name, old := range n.old.fields {
		if old.number == number {
			return name
		}
	}
	return ""
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
		name, old, known := n.before(f)
		if !known {
			continue
		}
		n.kept[name] = true
		if !f.Pinned {
			f.Number = old.number
			n.take(f)
		}
		if f.Number == old.number && !n.compatible(old.typ, n.file, f.Type) {
			n.diags.Add(f.Pos, "restore the type; or give the field a new name, which makes it a new field",
				"%s = %d was %s and is now %s: bytes that were written before would be misread", name, old.number, old.typ, textOf(f.Type))
		}
	}
}

// assign gives new fields the next numbers above all that were ever used; on the first build, from 1.
func (n *numbering) assign() {
	n.newest = highest(n.old)
	if n.newest > 0 {
		for number := range n.taken {
			n.newest = max(n.newest, number)
		}
	}
	for _, f := range n.m.Fields {
		if f.Number == 0 {
			f.Number = n.next()
			if f.Number > maxNumber {
				n.diags.Add(f.Pos, "start a new message", "%s has no field numbers left", n.m.Name)
			}
			n.taken[f.Number] = f
		}
	}
}

func (n *numbering) next() int {
	for {
		n.newest++
		if n.newest == firstInternal {
			n.newest = lastInternal + 1
		}
		if n.taken[n.newest] == nil {
			return n.newest
		}
	}
}

// highest returns the highest number that a message ever used.
func highest(m *message) int {
	top := 0
	for _, f := range m.fields {
		top = max(top, f.number)
	}
	for _, r := range m.reserved.Ranges {
		top = max(top, r.To)
	}
	return top
}

// reserve keeps what is gone from ever being used again.
func (n *numbering) reserve() {
	var numbers []int
	var names []string
	for name, old := range n.old.fields {
		if !n.kept[name] {
			numbers = append(numbers, old.number)
			names = append(names, name)
		}
	}
	n.m.Reserved = reserve(n.old.reserved, numbers, names, n.names)
}
