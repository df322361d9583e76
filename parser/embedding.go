package parser

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// flattened returns the struct whose fields an embedded (or inline) field contributes, or nil if it is a field itself.
func (f *structReader) flattened(v *types.Var, tag *source.Directive) *types.Named {
	if !v.Embedded() && !tag.Has("inline") || tag.Has("name") || tag.Has("number") {
		return nil
	}
	named, ok := f.r.messageType(v.Type())
	switch {
	case !ok && tag.Has("inline"):
		f.out.problems.Add(tag.At("inline"), "remove the word", "inline needs a field that is a struct, or a pointer to one")
	case ok && tag != nil && !tag.Has("inline"):
		for _, a := range tag.Without(directionWords...).Args {
			f.out.problems.Add(a.Pos, "remove the word, or make it a field: name=...", "%s has no effect here: the fields of %s are taken one by one", a.Key, v.Name())
		}
	}
	if !ok {
		return nil
	}
	return named
}

// embed lists the fields that an embedded struct contributes. One that contributes none may be out of reach: nothing is lost.
func (f *structReader) embed(c candidate, inner *types.Named) []candidate {
	v, pos, obj := c.v, c.decl.TypePos, inner.Obj()
	step := schema.Step{Name: v.Name(), Type: goNamed(inner)}
	_, step.Pointer = types.Unalias(v.Type()).(*types.Pointer)
	f.r.checkEveryBuild(&f.out.problems, obj, pos)
	if slices.ContainsFunc(c.within, func(outer *types.Named) bool { return types.Identical(outer, inner) }) {
		f.out.problems.Add(pos, "give the field a name, or tag it: `grpc:\"name=...\"`", "%s embeds itself, so its fields cannot be flattened", obj.Name())
		return nil
	}
	s := inner.Underlying().(*types.Struct)
	if obj.Pkg() == f.home { // those of other packages may have fields that the glue cannot name
		f.out.flattened = append(f.out.flattened, schema.GoStruct{Go: goNamed(inner), Fields: goFields(s)})
	}
	unknown := len(f.out.unknown)
	within := f.through(c, inner, step)
	found := f.candidates(within, s)
	if len(found)+len(f.out.unknown) == unknown {
		return nil
	}
	switch {
	case v.Exported() && c.hidden:
		f.reportHidden(pos, v)
		return nil
	case v.Exported(), within.behind:
	case v.Pkg() != f.home:
		f.out.problems.Add(pos, "export the embedded type", "%s is not exported, and glue in another package cannot reach through it", v.Name())
		return nil
	case step.Pointer || !v.Embedded(): // package reflect cannot set through it, nor does encoding/json
		f.out.problems.Add(pos, "export it, or embed it by value", "%s is not exported, so its fields cannot be reached through it", v.Name())
		return nil
	}
	return found
}

// through returns the embedding of a struct in a field.
func (f *structReader) through(c candidate, inner *types.Named, step schema.Step) embedding {
	place := c.decl.TypePos
	if f.isForeign(c.v) {
		place = token.Position{}
	}
	e := embedding{
		path: append(slices.Clone(c.path), step), places: append(slices.Clone(c.places), place), within: append(slices.Clone(c.within), inner),
		words: slices.Clone(c.words), from: inner,
	}
	if !c.v.Exported() && c.v.Pkg() != f.home && c.v.Embedded() && !step.Pointer {
		e.path, e.from, e.behind = c.path, c.from, true
	}
	for _, word := range directionWords {
		if c.tag.Has(word) {
			e.words = append(e.words, source.Arg{Key: word, Pos: c.tag.At(word)})
		}
	}
	return e
}

// hides reports whether Go does not select a field that is promoted through a struct which the glue cannot name.
func (e embedding) hides(v *types.Var) bool {
	if !e.behind {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(e.from, true, v.Pkg(), v.Name())
	return obj != v
}

func (f *structReader) reportHidden(pos token.Position, v *types.Var) {
	f.out.problems.Add(pos, "rename it, or export what embeds it", "%s is hidden by another field or method of that name, and glue in another package cannot reach it", v.Name())
}
