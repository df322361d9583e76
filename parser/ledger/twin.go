package ledger

import (
	"cmp"
	"maps"
	"slices"

	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// A Go type can be one message in requests and another in responses. What both have has one number, so that the two can
// become one message, and one can become two, without a byte that is misread.

// pairTwins finds the numbering of each message's twin.
func (a *applier) pairTwins() {
	of := map[*schema.Message]*numbering{}
	for _, n := range a.numbered {
		of[n.m], a.byName[n.m.FullName()] = n, n.m
	}
	for _, n := range a.numbered {
		n.twin = of[n.m.Twin]
		full := n.m.FullName() + naming.InputSuffix
		if old := a.messages[full]; old != nil && !old.empty() && a.types.gone(full) && a.areTwins(full, n.m) {
			a.types.heir[full] = n.m.FullName()
			n.merged = old
		}
	}
}

// twinNumber returns the number that a new field has in the twin, or had in it, or 0 if it has none there or that is taken
// here.
func (n *numbering) twinNumber(f *schema.Field) int {
	number := 0
	switch {
	case n.twin != nil:
		number = n.twin.numberOf(f)
	case n.merged != nil:
		number = cmp.Or(n.merged.fields[f.Name].number, n.merged.fields[f.Was].number)
	}
	if number == 0 || n.taken[number] != nil || n.old.holder(number) != "" || !n.old.mayReturn(number, f.Name, f.Was) {
		return 0
	}
	return number
}

// numberOf returns the number of a field of the twin, or that which it had.
func (n *numbering) numberOf(f *schema.Field) int {
	for _, other := range n.m.Fields {
		if other.Name == f.Name && other.Number != 0 {
			return other.Number
		}
	}
	for _, name := range []string{f.Name, f.Was} {
		if old, ok := n.old.fields[name]; ok {
			return old.number
		}
	}
	return 0
}

// areTwins reports whether a message took the place of its twin, and reads its bytes as that did.
func (a *applier) areTwins(was string, now *schema.Message) bool {
	if now == nil || now.Package == nil {
		return false
	}
	twin := now.FullName() + naming.InputSuffix // the twin may have gone in this run
	if now.Twin != nil {
		twin = now.Twin.FullName()
	}
	old, own := a.messages[was], a.messages[a.types.former[now.FullName()]]
	if was != twin || old == nil {
		return false
	}
	if own == nil {
		return now.Twin != nil // its numbers are those of the twin
	}
	if a.comparing[was] {
		return true
	}
	a.comparing[was] = true
	defer delete(a.comparing, was)
	living := map[string]bool{}
	for _, f := range now.Fields {
		living[f.Name], living[f.Was] = true, true
	}
	for name, f := range old.fields {
		if living[name] && !(own.agrees(name, f.number) && a.agreeInType(old, own, name)) {
			return false
		}
		if holder := own.holder(f.number); holder != "" && holder != name {
			return false
		}
	}
	return true
}

// agreeInType reports whether a field of two messages holds one message in both, or twins.
func (a *applier) agreeInType(old, own *message, name string) bool {
	field, ok := own.fields[name]
	if !ok {
		return true
	}
	was, now := a.resolve(old.fields[name].typ.name, old.scope()), a.resolve(field.typ.name, own.scope())
	return was == now || a.messages[was] == nil || a.areTwins(was, a.byName[now])
}

// agrees reports whether a field has a number, or can have it.
func (m *message) agrees(name string, number int) bool {
	if f, ok := m.fields[name]; ok {
		return f.number == number
	}
	return m.mayReturn(number, name)
}

// mayReturn reports whether a number is free, or reserved for what had one of these names.
func (m *message) mayReturn(number int, names ...string) bool {
	return !contains(m.reserved.Ranges, number) ||
		slices.ContainsFunc(names, func(name string) bool { return slices.Contains(m.reserved.Names, name) })
}

// reserveMerged reserves what only the twin had.
func (n *numbering) reserveMerged() {
	if n.merged == nil {
		return
	}
	var numbers []int
	var names []string
	for name, f := range n.merged.fields {
		if !n.names[name] && n.taken[f.number] == nil {
			numbers, names = append(numbers, f.number), append(names, name)
		}
	}
	own := n.m.Reserved
	for _, r := range n.merged.reserved.Ranges {
		own.Ranges = append(own.Ranges, n.free(r)...)
	}
	n.m.Reserved = addReserved(own, numbers, append(names, n.merged.reserved.Names...), n.names)
}

// unreserve takes what lives from the reserved ranges: the number of a field that came back from the twin.
func (n *numbering) unreserve() {
	var ranges []schema.Range
	for _, r := range n.m.Reserved.Ranges {
		ranges = append(ranges, n.free(r)...)
	}
	n.m.Reserved.Ranges = Merged(ranges)
}

// free returns the parts of a range that no field has.
func (n *numbering) free(r schema.Range) []schema.Range {
	var parts []schema.Range
	for _, number := range slices.Sorted(maps.Keys(n.taken)) {
		if number < r.From || number > r.To {
			continue
		}
		if number > r.From {
			parts = append(parts, schema.Range{From: r.From, To: number - 1})
		}
		r.From = number + 1
	}
	if r.From <= r.To {
		parts = append(parts, r)
	}
	return parts
}
