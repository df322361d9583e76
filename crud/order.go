package crud

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/cut"
)

// defaultOrder reads the order of a config. It is always total: the key is the last of it.
func (f *Fields) defaultOrder(by []string) ([]Order, error) {
	var order []Order
	var problems []error
	for _, name := range by {
		name, descending := strings.CutPrefix(name, "-")
		field := f.Named(name)
		switch {
		case field == nil:
			problems = append(problems, fmt.Errorf("crud: %s: DefaultOrder has %s, and there is no such field", f.Model(), name))
			continue
		case !field.Kind.comparable():
			problems = append(problems, fmt.Errorf("crud: %s: DefaultOrder has %s, and type %s has no order", f.Model(), name, field.goType))
		case field.WriteOnly:
			problems = append(problems, fmt.Errorf("crud: %s: DefaultOrder has %s, which is write_only, and the order would show it", f.Model(), name))
		}
		order = append(order, Order{Field: field, Descending: descending})
	}
	return f.total(order), errors.Join(problems...)
}

// total makes an order that leaves no two rows equal.
func (f *Fields) total(order []Order) []Order {
	if i := slices.IndexFunc(order, func(o Order) bool { return o.Field.Primary }); i >= 0 {
		return slices.Clip(order[:i+1])
	}
	return slices.Clip(append(order, Order{Field: f.key}))
}

// clientOrder reads the order that a client asks for.
func (f *Fields) clientOrder(by []string, invalid *InvalidError) []Order {
	order := make([]Order, 0, min(len(by), len(f.all))+1)
	for i, name := range by {
		at := fmt.Sprintf("order_by[%d]", i)
		name, descending := strings.CutPrefix(name, "-")
		field := f.proto[name]
		switch {
		case field == nil || !field.Sort:
			invalid.Add(at, "%s cannot be sorted by; allowed: %s", cut.Quote(name), allowed(f.Sortable()))
		case slices.ContainsFunc(order, func(o Order) bool { return o.Field == field }):
			invalid.Add(at, "%s is repeated", name)
		default:
			order = append(order, Order{Field: field, Descending: descending})
			continue
		}
		if len(invalid.Violations) >= MaxViolations {
			return nil
		}
	}
	return f.total(order)
}

// MaxViolations is how many mistakes a client is told of at once: a status travels in trailers, whose size peers limit.
const MaxViolations = 20

// Sortable returns the proto names of the fields that clients may sort by.
func (f *Fields) Sortable() (names []string) {
	for _, field := range f.all {
		if field.Sort {
			names = append(names, field.Name)
		}
	}
	return names
}

// allowed spells what a client may use.
func allowed(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
