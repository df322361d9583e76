package schema

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// Diagnostic is a problem in the user's source, with its position and, as Help, what to do about it.
type Diagnostic struct {
	Pos  token.Position
	Msg  string
	Help string // may be empty; may have several lines
}

// Error returns the problem as file:line:col: message, with the help indented below.
func (d Diagnostic) Error() string {
	s := d.Msg
	if d.Pos.IsValid() {
		s = fmt.Sprintf("%s: %s", d.Pos, d.Msg)
	} else if d.Pos.Filename != "" {
		s = fmt.Sprintf("%s: %s", d.Pos.Filename, d.Msg)
	}
	if d.Help != "" {
		s += "\n\t" + strings.ReplaceAll(d.Help, "\n", "\n\t")
	}
	return s
}

// Diagnostics are all problems of a run, so that the first does not hide the second.
// The zero value is ready to use; it is not safe for concurrent use.
type Diagnostics []Diagnostic

// Add appends a problem.
func (ds *Diagnostics) Add(pos token.Position, help, format string, args ...any) {
	*ds = append(*ds, Diagnostic{Pos: pos, Msg: fmt.Sprintf(format, args...), Help: help})
}

// Err returns the problems in the order of Sorted, or nil if there is none.
func (ds Diagnostics) Err() error {
	if len(ds) == 0 {
		return nil
	}
	return ds.Sorted()
}

// Sorted returns the problems in the order of their positions, without duplicates.
func (ds Diagnostics) Sorted() Diagnostics {
	sorted := slices.Clone(ds)
	slices.SortStableFunc(sorted, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Pos.Filename, b.Pos.Filename), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column), cmp.Compare(a.Msg, b.Msg))
	})
	return slices.CompactFunc(sorted, func(a, b Diagnostic) bool { return a.Pos == b.Pos && a.Msg == b.Msg })
}

// Error returns the problems, each on lines of its own.
func (ds Diagnostics) Error() string {
	lines := make([]string, len(ds))
	for i, d := range ds {
		lines[i] = d.Error()
	}
	return strings.Join(lines, "\n")
}
