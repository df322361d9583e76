package ledger

import (
	"maps"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// A Go type can be one message in requests and another in responses. What both have has one number, so that the two can
// become one message, and one can become two, without a byte that is misread.

// inputSuffix is what the name of the message in requests ends with.
const inputSuffix = "Input"

// pairTwins finds the numbering of each message's twin.
func (a *applier) pairTwins() {
	of := map[*schema.Message]*numbering{}
	for _, n := range a.numbered {
		of[n.m] = n
	}
	for _, n := range a.numbered {
		n.twin = of[n.m.Twin]
		full := n.m.FullName() + inputSuffix
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
		number = n.merged.fields[f.Name].number
	}
	if number == 0 || n.taken[number] != nil || n.old.holder(number) != "" || contains(n.old.reserved.Ranges, number) {
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
	twin := now.FullName() + inputSuffix // the twin may have gone in this run
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
	for name, f := range old.fields {
		if holder := own.holder(f.number); holder != "" && holder != name {
			return false
		}
		if other, ok := own.fields[name]; ok && other.number != f.number {
			return false
		}
	}
	return true
}

// reserveMerged reserves what only the twin had.
func (n *numbering) reserveMerged() {
	if n.merged == nil {
		return
	}
	var numbers []int
	var names []string
	for name, f := range n.merged.fields {
		if !n.names[name] {
			numbers, names = append(numbers, f.number), append(names, name)
		}
	}
	own := n.m.Reserved
	for _, r := range n.merged.reserved.Ranges {
		own.Ranges = append(own.Ranges, n.free(r)...)
	}
	n.m.Reserved = reserve(own, numbers, append(names, n.merged.reserved.Names...), n.names)
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
