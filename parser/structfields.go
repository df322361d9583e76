package parser

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// What a struct says about its fields is read once, whatever messages they become fields of. What is wrong with it is kept
// beside it, and reported where the struct's message is read.

// structFields are the fields of a struct, those of embedded structs flattened as encoding/json does.
type structFields struct {
	all       []candidate // in order; of fields with one name the one at the shallowest depth
	unknown   []candidate // fields that keep unknown fields
	flattened []schema.GoStruct
	problems  schema.Diagnostics
}

// candidate is a Go field that may become a message field: one of the struct itself or of an embedded one.
type candidate struct {
	v     *types.Var
	tag   *source.Directive // nil without one
	decl  *source.Decl
	path  []schema.Step // of the structs it is embedded in
	name  string        // proto name
	depth int

	hidden bool // it is promoted through a struct that the glue cannot name, and Go selects another field or none
}

// structKey is a struct, and the package whose glue reaches its fields.
type structKey struct {
	typ  types.Type
	home *pkg
}

// fieldsOf returns the fields of a struct as glue in a package can reach them.
func (r *reader) fieldsOf(t types.Type, home *pkg) *structFields {
	key := structKey{t, home}
	if known, ok := r.structs[key]; ok {
		return known
	}
	f := &structReader{r: r, home: home}
	e := embedding{from: t}
	if named, ok := t.(*types.Named); ok {
		e.within = []*types.Named{named}
	}
	f.out.all = f.dominant(f.candidates(e, t.Underlying().(*types.Struct)))
	r.structs[key] = &f.out
	return &f.out
}

// structReader reads the fields of one struct.
type structReader struct {
	r    *reader
	home *pkg
	out  structFields
}

// embedding is a struct on the way to a field.
type embedding struct {
	path   []schema.Step  // to it, from the struct that is read
	within []*types.Named // the structs that lead to it, and itself
	from   types.Type     // the struct at the end of the path, which promotes the fields of those behind it
	behind bool           // it is not at the end of the path: the glue cannot name what embeds it
}

// candidates lists the exported fields of a struct in order, those of embedded structs in their place.
func (f *structReader) candidates(e embedding, s *types.Struct) []candidate {
	var found []candidate
	tagged := hasProtobufTags(s)
	for i := range s.NumFields() {
		v := s.Field(i)
		d := f.r.src.Decl(v.Origin())
		tag, problems := readTag(v, f.r.src.Tag(s, i))
		f.out.problems = append(f.out.problems, problems...)
		if tag.Has("-") || strings.HasPrefix(v.Name(), "XXX_") {
			continue
		}
		c := candidate{v: v, tag: tag, decl: d, path: e.path, name: names.Snake(v.Name()), depth: len(e.within), hidden: e.hides(v)}
		if name := tag.Word("name"); name != "" {
			c.name = name
		}
		if isUnknownFields(v.Type()) {
			f.unknown(c)
			continue
		}
		if tag == nil && tagged {
			continue
		}
		if inner := f.flattened(v, tag); inner != nil {
			found = append(found, f.embed(v, inner, e)...)
			continue
		}
		if !v.Exported() {
			if tag != nil {
				f.out.problems.Add(d.Pos, "export the field, or remove the tag", "%s is not exported, so its grpc tag has no effect", v.Name())
			}
			continue
		}
		found = append(found, c)
	}
	return found
}

// unknown takes a field that keeps unknown fields. It may be unexported, if the glue is in the same package.
func (f *structReader) unknown(c candidate) {
	switch {
	case c.tag != nil:
		f.out.problems.Add(c.tag.Pos, "remove the tag", "grpcgen.UnknownFields keeps unknown fields and is not a field of the message, so its grpc tag has no effect")
	case c.v.Name() == "_":
		f.out.problems.Add(c.decl.Pos, "give it a name", "unknown fields cannot be kept in a blank field")
	case !c.v.Exported() && c.v.Pkg() != f.home.Types:
		f.out.problems.Add(c.decl.Pos, "export the field", "%s is not exported, and glue in another package cannot reach it", c.v.Name())
	case c.hidden:
		f.reportHidden(c.decl.Pos, c.v)
	default:
		f.out.unknown = append(f.out.unknown, c)
	}
}

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
		for _, a := range tag.Args {
			f.out.problems.Add(a.Pos, "remove the word, or make it a field: name=...", "%s has no effect here: the fields of %s are taken one by one", a.Key, v.Name())
		}
	}
	if !ok {
		return nil
	}
	return named
}

// embed lists the fields that an embedded struct contributes. One that contributes none may be out of reach: nothing is lost.
func (f *structReader) embed(v *types.Var, inner *types.Named, e embedding) []candidate {
	pos := f.r.src.Decl(v.Origin()).TypePos
	obj := inner.Obj()
	step := schema.Step{Name: v.Name(), Type: goNamed(inner)}
	_, step.Pointer = types.Unalias(v.Type()).(*types.Pointer)
	f.r.checkEveryBuild(&f.out.problems, obj, pos)
	if slices.ContainsFunc(e.within, func(outer *types.Named) bool { return types.Identical(outer, inner) }) {
		f.out.problems.Add(pos, "give the field a name, or tag it: `grpc:\"name=...\"`", "%s embeds itself, so its fields cannot be flattened", obj.Name())
		return nil
	}
	s := inner.Underlying().(*types.Struct)
	if obj.Pkg() == f.home.Types { // those of other packages may have fields that the glue cannot name
		f.out.flattened = append(f.out.flattened, schema.GoStruct{Go: goNamed(inner), Fields: goFields(s)})
	}
	unknown := len(f.out.unknown)
	within := embedding{path: append(slices.Clone(e.path), step), within: append(slices.Clone(e.within), inner), from: inner}
	promoted := !v.Exported() && v.Pkg() != f.home.Types && v.Embedded() && !step.Pointer
	if promoted {
		within.path, within.from, within.behind = e.path, e.from, true
	}
	found := f.candidates(within, s)
	if len(found)+len(f.out.unknown) == unknown {
		return nil
	}
	switch {
	case v.Exported() && e.hides(v):
		f.reportHidden(pos, v)
		return nil
	case v.Exported(), promoted:
	case v.Pkg() != f.home.Types:
		f.out.problems.Add(pos, "export the embedded type", "%s is not exported, and glue in another package cannot reach through it", v.Name())
		return nil
	case step.Pointer || !v.Embedded(): // package reflect cannot set through it, nor does encoding/json
		f.out.problems.Add(pos, "export it, or embed it by value", "%s is not exported, so its fields cannot be reached through it", v.Name())
		return nil
	}
	return found
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

// dominant keeps, of the fields with one name, the shallowest, and reports two that are equally deep.
func (f *structReader) dominant(all []candidate) []candidate {
	byName := map[string][]candidate{}
	for _, c := range all {
		byName[c.name] = append(byName[c.name], c)
	}
	var kept []candidate
	for _, c := range all {
		same := byName[c.name]
		least := slices.MinFunc(same, func(a, b candidate) int { return a.depth - b.depth })
		switch {
		case c.depth > least.depth:
			continue
		case c.v != least.v:
			f.reportSameName(c, least)
			continue
		case c.hidden:
			f.reportHidden(c.decl.Pos, c.v)
			continue
		}
		kept = append(kept, c)
	}
	return kept
}

// reportSameName reports two fields of one name at one depth: encoding/json would drop both.
func (f *structReader) reportSameName(c, first candidate) {
	pos := c.decl.Pos
	if c.tag.Has("name") {
		pos = c.tag.At("name")
	}
	f.out.problems.Add(pos, "give one of them another name: `grpc:\"name=...\"`", "two fields are named %s; the other is at %s", c.name, shortPosition(first.decl.Pos))
}
