package breaking

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

func sameOpenness(c *comparison, now, was protoreflect.EnumDescriptor) {
	if now.IsClosed() == was.IsClosed() {
		return
	}
	before, after := "closed", "open"
	if now.IsClosed() {
		before, after = after, before
	}
	c.report(now, was, "Enum %q changed from %s to %s.", now.Name(), before, after)
}

// exception is what may make up for a field or an enum value that is gone.
type exception uint8

const (
	always exception = iota
	unlessNameReserved
	unlessNumberReserved
)

// names returns the names of each number of an enum: more than one if there are aliases. They are sorted.
func names(e protoreflect.EnumDescriptor) map[protoreflect.EnumNumber][]string {
	out := map[protoreflect.EnumNumber][]string{}
	for v := range each(e.Values()) {
		out[v.Number()] = append(out[v.Number()], string(v.Name()))
	}
	for _, n := range out {
		slices.Sort(n)
	}
	return out
}

// quoted lists names in quotes.
func quoted(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strconv.Quote(n)
	}
	return strings.Join(out, ", ")
}

func valuesStay(but exception) func(c *comparison, now, was protoreflect.EnumDescriptor) {
	return func(c *comparison, now, was protoreflect.EnumDescriptor) {
		for number, old := range gone(names(now), names(was)) {
			without := ""
			switch but {
			case unlessNameReserved:
				if !slices.ContainsFunc(old, func(n string) bool { return !now.ReservedNames().Has(protoreflect.Name(n)) }) {
					continue
				}
				without = fmt.Sprintf(" without reserving the name%s %s", plural(len(old) > 1), quoted(old))
			case unlessNumberReserved:
				if now.ReservedRanges().Has(number) {
					continue
				}
				without = fmt.Sprintf(` without reserving the number "%d"`, number)
			}
			c.report(now, was, `Previously present enum value "%d" on enum %q was deleted%s.`, number, now.Name(), without)
		}
	}
}

func plural(many bool) string {
	if many {
		return "s"
	}
	return ""
}

// sameValueNames wants every name that a number has lost. An alias may come, and none may go.
func sameValueNames(c *comparison, now, was protoreflect.EnumDescriptor) {
	current, previous := names(now), names(was)
	for _, number := range slices.Sorted(maps.Keys(previous)) {
		after, before := current[number], previous[number]
		if len(after) == 0 || !slices.ContainsFunc(before, func(n string) bool { return !slices.Contains(after, n) }) {
			continue
		}
		for _, name := range after {
			value := now.Values().ByName(protoreflect.Name(name))
			c.report(value, was, `Enum value "%d" on enum %q changed name%s from %s to %s.`, number, now.Name(),
				plural(len(before) > 1 && len(after) > 1), quoted(before), quoted(after))
		}
	}
}

// hasAllValues reports whether an enum has every value of another, by name and number.
func hasAllValues(now, was protoreflect.EnumDescriptor) bool {
	for v := range each(was.Values()) {
		if same := now.Values().ByName(v.Name()); same == nil || same.Number() != v.Number() {
			return false
		}
	}
	return true
}
