package ledger

import "github.com/grpcgen/grpcgen/parser/schema"

// checkOneofs reports fields that could be set together and no longer can: of two that a message has, the first would be
// lost to every reader ("Only move single fields into a new oneof", language guide, "Backwards-compatibility issues").
func (n *numbering) checkOneofs() {
	first := map[string]*schema.Field{}
	for _, f := range n.m.Fields {
		name, known := n.was[f]
		if f.Oneof == "" || !known {
			continue
		}
		other := first[f.Oneof]
		if other == nil {
			first[f.Oneof] = f
			continue
		}
		if was := n.old.fields[name].oneof; was == "" || was != n.old.fields[n.was[other]].oneof {
			n.run.diags.Add(f.Pos, "take one of them out of the oneof; or give it a new name, which makes it a new field",
				"%s and %s could be set together and are now in oneof %s: a message that has both would lose one", other.Name, f.Name, f.Oneof)
		}
	}
}
