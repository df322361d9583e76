package runtime

import (
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"
)

// merge merges src into b as proto.Merge does: scalars replace, lists grow, the entries of maps replace, messages
// merge, and nothing is shared. A nil src is empty.
func (b boundView) merge(src boundView) {
	for i := range b.fields {
		f := &b.fields[i]
		if at := src.read(f); at != nil {
			f.conv.merge(b.write(f), at)
		}
	}
	b.mergeUnknown(src)
}

// equal compares two messages of one type as proto.Equal does; a nil one is equal to an empty one.
func (b boundView) equal(other boundView) bool {
	for i := range b.fields {
		f := &b.fields[i]
		x, y := b.read(f), other.read(f)
		if (x == nil) != (y == nil) || x != nil && !f.conv.equal(x, y) {
			return false
		}
	}
	return equalUnknown(b.getUnknown(), other.getUnknown())
}

// mergeMethod is protoiface.Methods.Merge. It leaves messages of two Go types to protobuf-go's reflection, and a nil
// destination too, on which that panics.
func mergeMethod(in protoiface.MergeInput) protoiface.MergeOutput {
	dst, src, ok := views(in.Destination, in.Source)
	if !ok || dst.p == nil {
		return protoiface.MergeOutput{}
	}
	mustBeShallow(in.Source)
	dst.merge(src)
	if refusals.pending.Load() > 0 && src.p != nil {
		if err := src.refused(); err != nil {
			refusals.note(dst.p, err)
		}
	}
	return protoiface.MergeOutput{Flags: protoiface.MergeComplete}
}

// equalMethod is protoiface.Methods.Equal.
func equalMethod(in protoiface.EqualInput) protoiface.EqualOutput {
	if a, b, ok := views(in.MessageA, in.MessageB); ok {
		mustBeShallow(in.MessageA)
		mustBeShallow(in.MessageB)
		return protoiface.EqualOutput{Equal: a.equal(b)}
	}
	equal := protoreflect.ValueOfMessage(in.MessageA).Equal(protoreflect.ValueOfMessage(in.MessageB))
	return protoiface.EqualOutput{Equal: equal}
}

// mustBeShallow panics at a message that is nested too deeply, since it may hold itself.
func mustBeShallow(m protoreflect.Message) {
	if c, p := m.(native).core(); p != nil {
		if err := c.checkDepth(p); err != nil {
			panic(err.Error())
		}
	}
}

// views returns the views of two messages if they are of one Go type.
func views(a, b protoreflect.Message) (x, y boundView, ok bool) {
	m, ok := a.(native)
	n, both := b.(native)
	if !ok || !both {
		return x, y, false
	}
	x, y = viewOf(m), viewOf(n)
	return x, y, x.structView == y.structView
}
