package emitter

import (
	"fmt"
	"sort"
	"strings"
)

// contextLines is how many unchanged lines a hunk of a diff shows on each side.
const contextLines = 3

// edit is one line of a diff: ' ' for an unchanged one, '-' for one that goes, '+' for one that comes.
type edit struct {
	op   byte
	text string
}

// unifiedDiff returns the difference of two texts in the unified format of diff -u, or "" if they are equal.
func unifiedDiff(oldName, newName, oldText, newText string) string {
	if oldText == newText {
		return ""
	}
	edits := diffLines(nil, splitLines(oldText), splitLines(newText))
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", oldName, newName)
	oldLine, newLine := 1, 1
	for len(edits) > 0 {
		skip, size := nextHunk(edits)
		oldLine, newLine = oldLine+skip, newLine+skip
		oldCount, newCount := printHunk(&out, edits[skip:skip+size], oldLine, newLine)
		oldLine, newLine = oldLine+oldCount, newLine+newCount
		edits = edits[skip+size:]
	}
	return out.String()
}

// nextHunk returns how many unchanged lines come before the next hunk, and how many edits it has: changes that are
// less than two contexts apart share one.
func nextHunk(edits []edit) (skip, size int) {
	first, last := -1, -1
	for i, e := range edits {
		if e.op == ' ' {
			continue
		}
		if first >= 0 && i-last > 2*contextLines {
			break
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	if first < 0 {
		return len(edits), 0
	}
	skip = max(0, first-contextLines)
	return skip, min(len(edits), last+1+contextLines) - skip
}

func printHunk(out *strings.Builder, edits []edit, oldLine, newLine int) (oldCount, newCount int) {
	for _, e := range edits {
		if e.op != '+' {
			oldCount++
		}
		if e.op != '-' {
			newCount++
		}
	}
	if len(edits) == 0 {
		return 0, 0
	}
	fmt.Fprintf(out, "@@ -%s +%s @@\n", hunkRange(oldLine, oldCount), hunkRange(newLine, newCount))
	for _, e := range edits {
		out.WriteByte(e.op)
		out.WriteString(e.text)
		if !strings.HasSuffix(e.text, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
	return oldCount, newCount
}

// hunkRange writes a range as POSIX has it for diff -u: an empty one names the line before it.
func hunkRange(line, count int) string {
	switch count {
	case 0:
		return fmt.Sprintf("%d,0", line-1)
	case 1:
		return fmt.Sprint(line)
	}
	return fmt.Sprintf("%d,%d", line, count)
}

// splitLines returns the lines of text with their line breaks.
func splitLines(text string) []string {
	lines := strings.SplitAfter(text, "\n")
	if last := len(lines) - 1; lines[last] == "" {
		return lines[:last]
	}
	return lines
}

func appendEdits(edits []edit, op byte, lines []string) []edit {
	for _, line := range lines {
		edits = append(edits, edit{op, line})
	}
	return edits
}

// diffLines appends the edits from a to b: a patience diff. Lines that both have exactly once are anchors; between two
// anchors the same is done again, and what has no anchors is replaced.
func diffLines(edits []edit, a, b []string) []edit {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		edits = append(edits, edit{' ', a[0]})
		a, b = a[1:], b[1:]
	}
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	tail := a[len(a)-n:]
	a, b = a[:len(a)-n], b[:len(b)-n]
	found := anchors(a, b)
	if len(found) == 0 {
		edits = appendEdits(appendEdits(edits, '-', a), '+', b)
		return appendEdits(edits, ' ', tail)
	}
	doneA, doneB := 0, 0
	for _, at := range found {
		edits = diffLines(edits, a[doneA:at.a], b[doneB:at.b])
		edits = append(edits, edit{' ', a[at.a]})
		doneA, doneB = at.a+1, at.b+1
	}
	return appendEdits(diffLines(edits, a[doneA:], b[doneB:]), ' ', tail)
}

// anchor is a line that both texts have exactly once.
type anchor struct{ a, b int }

// anchors returns the longest run of anchors that ascends in both texts, by patience sorting.
func anchors(a, b []string) []anchor {
	type count struct{ a, b, at int }
	counts := map[string]*count{}
	for _, line := range a {
		if counts[line] == nil {
			counts[line] = &count{}
		}
		counts[line].a++
	}
	for i, line := range b {
		if c := counts[line]; c != nil {
			c.b, c.at = c.b+1, i
		}
	}
	var all []anchor
	for i, line := range a {
		if c := counts[line]; c.a == 1 && c.b == 1 {
			all = append(all, anchor{i, c.at})
		}
	}
	return longestAscent(all)
}

// longestAscent returns the longest subsequence of anchors, which ascend in a, that ascends in b too.
func longestAscent(all []anchor) []anchor {
	previous := make([]int, len(all)) // the anchor before this one in the best run that ends here
	var piles []int                   // piles[n] is the anchor with the least b that ends a run of n+1
	for i, at := range all {
		n := sort.Search(len(piles), func(n int) bool { return all[piles[n]].b > at.b })
		previous[i] = -1
		if n > 0 {
			previous[i] = piles[n-1]
		}
		if n == len(piles) {
			piles = append(piles, i)
		}
		piles[n] = i
	}
	if len(piles) == 0 {
		return nil
	}
	run := make([]anchor, len(piles))
	i := piles[len(piles)-1]
	for n := len(run) - 1; n >= 0; n-- {
		run[n], i = all[i], previous[i]
	}
	return run
}
