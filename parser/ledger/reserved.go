package ledger

import (
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// The numbers that a field can have: those of the language guide, without the range that it keeps for itself.
const (
	maxNumber     = 1<<29 - 1
	firstInternal = 19000
	lastInternal  = 19999
)

// valid reports whether a field can have the number.
func valid(number int) bool {
	return 1 <= number && number <= maxNumber && (number < firstInternal || number > lastInternal)
}

// contains reports whether n is reserved.
func contains(ranges []schema.Range, n int) bool {
	return slices.ContainsFunc(ranges, func(r schema.Range) bool { return r.From <= n && n <= r.To })
}

// Merged returns the ranges sorted, with those that overlap or touch joined.
func Merged(ranges []schema.Range) []schema.Range {
	sorted := slices.Clone(ranges)
	slices.SortFunc(sorted, func(a, b schema.Range) int { return a.From - b.From })
	var out []schema.Range
	for _, r := range sorted {
		if last := len(out) - 1; last >= 0 && r.From <= out[last].To+1 {
			out[last].To = max(out[last].To, r.To)
			continue
		}
		out = append(out, r)
	}
	return out
}

// addReserved returns r with more numbers and names, without the names that live.
func addReserved(r schema.Reserved, numbers []int, names []string, living map[string]bool) schema.Reserved {
	ranges := slices.Clone(r.Ranges)
	for _, n := range numbers {
		ranges = append(ranges, schema.Range{From: n, To: n})
	}
	all := slices.Concat(r.Names, names)
	all = slices.DeleteFunc(all, func(name string) bool { return living[name] })
	slices.Sort(all)
	return schema.Reserved{Ranges: Merged(ranges), Names: slices.Compact(all)}
}
