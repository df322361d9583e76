package ledger

import (
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// numbering gives the fields of one message their numbers.
type numbering struct {
	run    *applier
	m      *schema.Message
	old    *message                 // empty on the first build
	names  map[string]bool          // of living fields
	kept   map[string]bool          // fields of old that live on
	was    map[*schema.Field]string // the name in old of a field that is not new
	taken  map[int]*schema.Field    // by the fields of this run
	newest int                      // the highest number ever used
	twin   *numbering               // of the same Go type in the other direction, or nil
	merged *message                 // the twin that was, if the two are one message now; otherwise nil
}

// newNumbering finds what a message was, and what its fields were.
func (a *applier) newNumbering(p *schema.Package, m *schema.Message) *numbering {
	n := &numbering{
		run: a, m: m, old: a.messages[a.types.former[fullName(p, m.Name)]],
		names: map[string]bool{}, kept: map[string]bool{}, was: map[*schema.Field]string{}, taken: map[int]*schema.Field{},
	}
	if n.old == nil {
		n.old = &message{}
	}
	n.followFields()
	return n
}

// restore gives fields the numbers that tags pin, and those that they had.
func (n *numbering) restore() {
	n.pin()
	n.keep()
	n.checkOneofs()
}

// number numbers the fields that are new, which needs the numbers of the twin, and reserves those that are gone.
func (n *numbering) number() {
	n.assign()
	n.reserve()
	slices.SortStableFunc(n.m.Fields, func(a, b *schema.Field) int { return a.Number - b.Number })
}

// followFields finds what each field was: its own name, while the ledger has that, or else the one that was= gives.
func (n *numbering) followFields() {
	for _, f := range n.m.Fields {
		n.names[f.Name] = true
	}
	heirs := map[string]string{}
	for _, f := range n.m.Fields {
		name := f.Name
		_, known := n.old.fields[name]
		if !known {
			name = f.Was
		}
		old, remembered := n.old.fields[name]
		if f.Was != "" && (known || !remembered) {
			n.run.spent(f.Pos, f.Was, known)
		}
		switch {
		case !remembered:
		case !known && n.names[name]:
			n.run.refuse(f.Pos, "remove was=, or rename the other field", "was=%s: %s is another field", name, name)
		case heirs[name] != "":
			n.run.refuse(f.Pos, "keep was= on one of them", "was=%s: %s already has its number", name, heirs[name])
		default:
			n.was[f], n.kept[name], heirs[name] = name, true, f.Name
			if !known {
				n.run.acted[f.Pos] = true
			}
			n.implyUnnamed(f, old)
		}
	}
	n.withdrawNested()
}

// implyUnnamed notes what the message of a type without a name was: that of the field which has it. Nothing can be said
// above such a type.
func (n *numbering) implyUnnamed(f *schema.Field, old field) {
	if m := f.Type.Message; m != nil && m.Origin == schema.UnnamedMessage {
		n.run.implied[m] = n.run.resolve(old.typ.name, n.old.scope())
	}
}

// withdrawNested notes the messages and enums that stood inside this one for a field that is gone.
func (n *numbering) withdrawNested() {
	for name, old := range n.old.fields {
		full := n.run.resolve(old.typ.name, n.old.scope())
		if enclosing, _ := outer(full); !n.kept[name] && enclosing == n.run.nowCalled(n.old.scope()) {
			n.run.withdrew[full] = true
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
			n.run.diags.Add(f.Pos, "use 1 to 18999 or 20000 to 536870911", "%d is not a field number", f.Number)
		case known && n.old.fields[name].number != f.Number:
			n.run.diags.Add(f.Pos, "remove the number from the tag; or give the field a new name, which makes it a new field",
				"%s has number %d, and numbers never change", name, n.old.fields[name].number)
		case !known && contains(n.old.reserved.Ranges, f.Number):
			n.run.diags.Add(f.Pos, "choose a number that was never used; or edit the reserved line of the .proto if it never was", "number %d is reserved", f.Number)
		case !known && holder != "":
			n.run.diags.Add(f.Pos, "choose a number that was never used, or say was="+holder+" if this is a rename", "number %d belongs to %s", f.Number, holder)
		}
		n.take(f)
	}
}

// take makes a number a field's own.
func (n *numbering) take(f *schema.Field) {
	if other := n.taken[f.Number]; other != nil {
		n.run.diags.Add(f.Pos, "give one of them another number, or none", "number %d is used by %s as well", f.Number, other.Name)
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
		if f.Number == old.number && !n.run.compatible(old.typ, n.old, f.Type) {
			help := "restore the type; or give the field a new name, which makes it a new field" + n.renameHelp(old.typ, f.Type)
			n.run.diags.Add(f.Pos, help,
				"%s = %d was %s and is now %s: bytes written before this change would be misread", name, old.number, old.typ, textOf(f.Type))
		} else if f.Number == old.number && n.run.changed(old.typ, n.old, f.Type) {
			n.run.schema.Warnings.Add(f.Pos, "if that matters, restore the type; or give the field a new name, which makes it a new field",
				"%s = %d was %s and is now %s: a value that only one of the two types can hold is lost between programs built before and after this change", name, old.number, old.typ, textOf(f.Type))
		}
	}
}

// renameHelp is the way on where one message or enum took the place of another.
func (n *numbering) renameHelp(old typeText, now schema.Type) string {
	was := n.run.resolve(old.name, n.old.scope())
	switch m := now.Message; {
	case m != nil && n.run.messages[was] != nil && m.Package != nil && m.Package.Descriptor != nil:
		return "\nor keep the message that was a copy of the other module's: //grpc:message above type " + old.name + " = " + m.Package.GoName + "." + m.Ident
	case m != nil && n.run.messages[was] != nil:
		return "\nor, if the message was renamed, write above its type: //grpc:message was=" + old.name
	case now.Enum != nil && n.run.enums[was] != nil:
		return "\nor, if the enum was renamed, write above its type: //grpc:enum was=" + old.name
	}
	return ""
}

// assign gives new fields the next numbers above all that were ever used; on the first build, from 1.
func (n *numbering) assign() {
	n.newest = n.highest()
	if n.twin != nil {
		n.newest = max(n.newest, n.twin.highest())
	}
	for _, f := range n.m.Fields {
		if f.Pinned || f.Number != 0 {
			continue
		}
		if f.Number = n.twinNumber(f); f.Number == 0 {
			f.Number = n.next()
		}
		if f.Number > maxNumber {
			n.run.diags.Add(f.Pos, "start a new message", "%s has no field numbers left", n.m.Name)
		}
		n.taken[f.Number] = f
	}
}

// highest returns the highest number ever used; 0 on the first build.
func (n *numbering) highest() int {
	newest := n.old.highest()
	if n.merged != nil {
		newest = max(newest, n.merged.highest())
	}
	if newest > 0 || n.twin != nil {
		for number := range n.taken {
			newest = max(newest, number)
		}
	}
	return newest
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
	var numbers []int
	var names []string
	for name, old := range n.old.fields {
		if !n.kept[name] {
			numbers = append(numbers, old.number)
			names = append(names, name)
		}
	}
	n.m.Reserved = addReserved(n.old.reserved, numbers, names, n.names)
	n.reserveMerged()
	if n.twin != nil || n.merged != nil {
		n.unreserve()
	}
}
