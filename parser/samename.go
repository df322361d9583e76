package parser

import "strings"

// dominant keeps, of the fields with one Go name, the shallowest, as Go and encoding/json do. It reports others that have one
// proto name.
func (f *structReader) dominant(all []candidate) []candidate {
	shallowest := map[string]int{} // by proto name
	for i, c := range all {
		if first, ok := shallowest[c.name]; !ok || c.depth() < all[first].depth() {
			shallowest[c.name] = i
		}
	}
	var kept []candidate
	twice := map[string]bool{}
	for i, c := range all {
		switch first := all[shallowest[c.name]]; {
		case i == shallowest[c.name] && c.hidden:
			f.reportHidden(c.decl.Pos, c.v)
		case i == shallowest[c.name]:
			kept = append(kept, c)
		case c.v.Name() == first.v.Name() && c.depth() > first.depth():
			f.leaveOut(c, shadowed)
		case c.v == first.v:
			f.reportTwice(c, first, twice)
		default:
			f.reportSameName(c, first)
		}
	}
	return kept
}

// reportSameName reports two fields that would be one in the message. encoding/json would drop both if they are equally deep.
func (f *structReader) reportSameName(c, first candidate) {
	if c.depth() > first.depth() { // whose struct may have other uses
		c, first = first, c
	}
	own := c.decl.Pos
	if c.tag.Has("name") {
		own = c.tag.At("name")
	}
	help := "give one of them another name: `grpc:\"name=...\"`, or leave it out: `grpc:\"-\"`"
	if f.isForeign(c.v) || f.isForeign(first.v) {
		help += "\nor give the embedded struct a field of its own: `grpc:\"name=...\"` beside it"
	}
	f.out.problems.Add(f.at(c.v, own, c.embedding), help, "%s and %s are both the field %s", c.selector(), first.selector(), c.name)
}

// reportTwice reports a struct that is embedded twice, once for all of its fields.
func (f *structReader) reportTwice(c, first candidate, reported map[string]bool) {
	outside := len(c.within) - len(c.places) // 1, if the struct that is read has a name
	common := outside
	for common < len(c.within) && c.within[common] == first.within[common] {
		common++
	}
	embedded := func(c candidate) string { return strings.TrimSuffix(c.selector(), "."+c.v.Name()) }
	if reported[embedded(c)] {
		return
	}
	reported[embedded(c)] = true
	f.out.problems.Add(c.place(common-outside+1), "embed it once, or give one of them a field of its own: `grpc:\"name=...\"` beside it",
		"%s is embedded twice, as %s and %s, so its fields would be there twice", c.within[len(c.within)-1].Obj().Name(), embedded(first), embedded(c))
}
