package protofile

import (
	"fmt"
	"go/token"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// problems are what Go cannot say of the files. A file can have one of a kind on each of its lines, and one cure for them all,
// so each kind is reported where it comes first, with how many there are.
type problems struct {
	all   schema.Diagnostics
	kinds map[schema.Diagnostic]string
}

// Add notes a problem. Those of one format and one way out are of a kind.
func (ps *problems) Add(pos token.Position, help, format string, args ...any) {
	if ps.kinds == nil {
		ps.kinds = map[schema.Diagnostic]string{}
	}
	d := schema.Diagnostic{Pos: pos, Msg: fmt.Sprintf(format, args...), Help: help}
	ps.all, ps.kinds[d] = append(ps.all, d), format+"\x00"+help
}

// Err returns the first problem of each kind, or nil if there is none.
func (ps *problems) Err() error {
	count, first := map[string]int{}, map[string]int{} // the index of the first one
	var found schema.Diagnostics
	for _, d := range ps.all.Sorted() {
		kind := ps.kinds[d]
		if count[kind]++; count[kind] == 1 {
			first[kind] = len(found)
			found = append(found, d)
		}
	}
	for kind, n := range count {
		if n > 1 {
			found[first[kind]].Msg += fmt.Sprintf(" (and %d more of this kind)", n-1)
		}
	}
	return found.Err()
}
