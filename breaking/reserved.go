package breaking

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// span is an inclusive range of numbers.
type span struct{ from, to int }

// The highest numbers: what a range that ends with "max" means.
const (
	maxField = 1<<29 - 1
	maxEnum  = math.MaxInt32
)

func (s span) text(top int) string {
	switch s.to {
	case s.from:
		return fmt.Sprintf("[%d]", s.from)
	case top:
		return fmt.Sprintf("[%d,max]", s.from)
	}
	return fmt.Sprintf("[%d,%d]", s.from, s.to)
}

func fieldSpans(ranges protoreflect.FieldRanges) []span {
	var out []span
	for r := range each[[2]protoreflect.FieldNumber](ranges) {
		out = append(out, span{int(r[0]), int(r[1]) - 1})
	}
	return out
}

func enumSpans(ranges protoreflect.EnumRanges) []span {
	var out []span
	for r := range each[[2]protoreflect.EnumNumber](ranges) {
		out = append(out, span{int(r[0]), int(r[1])})
	}
	return out
}

// without returns what of s none of the others covers.
func (s span) without(others []span) []span {
	sorted := slices.Clone(others)
	slices.SortFunc(sorted, func(a, b span) int { return a.from - b.from })
	var left []span
	for _, o := range sorted {
		if o.to < s.from {
			continue
		}
		if o.from > s.to {
			break
		}
		if o.from > s.from {
			left = append(left, span{s.from, o.from - 1})
		}
		s.from = o.to + 1
	}
	if s.from <= s.to {
		left = append(left, s)
	}
	return left
}

// rangesStay reports each earlier range that is not covered any more.
func rangesStay(c *comparison, now, was protoreflect.Descriptor, what, kind string, top int, current, previous []span) {
	for _, s := range previous {
		var missing []string
		for _, m := range s.without(current) {
			missing = append(missing, m.text(top))
		}
		if len(missing) > 0 {
			c.report(now, was, "Previously present %s range %q on %s %q is missing values: %s were removed.",
				what, s.text(top), kind, now.Name(), strings.Join(missing, ", "))
		}
	}
}

func namesStay(c *comparison, now, was protoreflect.Descriptor, kind string, current, previous protoreflect.Names) {
	for name := range each(previous) {
		if !current.Has(name) {
			c.report(now, was, "Previously present reserved name %q on %s %q was deleted.", name, kind, now.Name())
		}
	}
}

func messageReservedStays(c *comparison, now, was protoreflect.MessageDescriptor) {
	rangesStay(c, now, was, "reserved", "message", maxField, fieldSpans(now.ReservedRanges()), fieldSpans(was.ReservedRanges()))
	namesStay(c, now, was, "message", now.ReservedNames(), was.ReservedNames())
}

func enumReservedStays(c *comparison, now, was protoreflect.EnumDescriptor) {
	rangesStay(c, now, was, "reserved", "enum", maxEnum, enumSpans(now.ReservedRanges()), enumSpans(was.ReservedRanges()))
	namesStay(c, now, was, "enum", now.ReservedNames(), was.ReservedNames())
}

func extensionRangesStay(c *comparison, now, was protoreflect.MessageDescriptor) {
	rangesStay(c, now, was, "extension", "message", maxField, fieldSpans(now.ExtensionRanges()), fieldSpans(was.ExtensionRanges()))
}
