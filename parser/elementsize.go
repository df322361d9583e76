package parser

import "go/types"

// largeElement is how many bytes an element of a slice or a map may have before there is a warning: on the wire it may be
// two bytes, and package runtime bounds what a message can ask for.
const largeElement = 1 << 10

// warnLarge warns of an element that is large in memory, whether the slice or the map holds it by value or by pointer.
func (r *reader) warnLarge(element types.Type, at use) {
	if p, ok := types.Unalias(element).Underlying().(*types.Pointer); ok {
		element = p.Elem()
	}
	size := types.SizesFor("gc", "amd64").Sizeof(element)
	if size <= largeElement || r.large[at.pos] {
		return
	}
	r.large[at.pos] = true
	r.warnings.Add(at.pos, "hold what is large in slices, which take what is in them; "+
		"or raise the limit by grpcgen.SetMaxMemory or the option grpcgen.MaxMemory where that many are decoded",
		"an element of this field is %d bytes of memory, and on the wire as little as two: a message with many of them is refused", size)
}
