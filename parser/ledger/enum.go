package ledger

import (
	"maps"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// settle holds an enum against what it was: its numbers are those of the Go constants, so they can only be checked.
func (a *applier) settle(e *schema.Enum) {
	old := a.previousEnum(e)
	if old == nil {
		old = &enum{}
	}
	numbers, names, renamed := map[int]bool{}, map[string]bool{}, map[string]bool{}
	for _, v := range e.Values {
		numbers[int(v.Number)], names[v.Name] = true, true
		was, known := old.values[v.Name]
		switch {
		case known && was != int(v.Number):
			a.diags.Add(v.Pos, "restore the constant's value; or give it a new name", "%s was %d and is now %d, and a number never changes", v.Name, was, v.Number)
		case !known && contains(old.reserved.Ranges, int(v.Number)):
			a.diags.Add(v.Pos, "choose a value that was never used; or edit the reserved line of the .proto", "number %d is reserved", v.Number)
		case !known && v.Was != "":
			if was, ok := old.values[v.Was]; ok && was == int(v.Number) {
				renamed[v.Was] = true
			}
		}
	}
	var goneNumbers []int
	var goneNames []string
	for name, number := range old.values {
		if !names[name] && !renamed[name] {
			goneNames = append(goneNames, name)
		}
		if !numbers[number] && number != 0 {
			goneNumbers = append(goneNumbers, number)
		}
	}
	e.Reserved = reserve(old.reserved, goneNumbers, goneNames, names)
	e.SortValues()
}

// previousEnum returns the enum as it was, under its name or under that which was= gives.
func (a *applier) previousEnum(e *schema.Enum) *enum {
	f := a.old[e.Package]
	if f.HasEnum(e.Name) {
		return f.enums[e.Name]
	}
	if e.Was == "" {
		return nil
	}
	full := a.fullWas(e.Package, e.Was)
	if a.living[full] {
		a.diags.Add(e.Pos, "remove was=, or rename the other enum", "was=%s: %s is another enum", e.Was, full)
		return nil
	}
	p, f, name := a.find(full, (*File).HasEnum)
	if f == nil {
		return nil
	}
	if p == e.Package {
		a.movedE[f.enums[name]] = true
	}
	return f.enums[name]
}

// tombstone is what is left of an enum that is gone: its zero, which proto3 demands, and reservations for the rest.
func (e *enum) tombstone(p *schema.Package, name string) *schema.Enum {
	out := &schema.Enum{Name: name, Package: p, Tombstone: true, Pos: p.Pos}
	var numbers []int
	var names []string
	for _, value := range slices.Sorted(maps.Keys(e.values)) {
		number := e.values[value]
		if number == 0 && len(out.Values) == 0 {
			out.Values = []*schema.EnumValue{{Name: value}}
			continue
		}
		if number != 0 {
			numbers = append(numbers, number)
		}
		names = append(names, value)
	}
	out.Reserved = reserve(e.reserved, numbers, names, nil)
	return out
}
