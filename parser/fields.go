package parser

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// candidate is a Go field that may become a message field: one of the struct itself or of an embedded one.
type candidate struct {
	v     *types.Var
	tag   *directive
	decl  *decl
	path  []schema.Step // of the structs it is embedded in
	name  string        // proto name; empty for a field that keeps unknown fields
	depth int
}

// readFields fills the fields of a message from its struct, embedded structs flattened as encoding/json does: of
// fields with one name the one at the shallowest depth counts.
func (r *reader) readFields(m *schema.Message, named *types.Named) {
	s := named.Underlying().(*types.Struct)
	m.Struct = r.goFields(s)
	all := r.candidates(named, nil, []*types.Named{named})
	all = r.keepUnknown(m, all)
	if len(all) == 0 && m.Unknown == nil && s.NumFields() > 0 && !r.hasSkipped(s) {
		r.diags.Add(m.Pos, "export the fields that clients need", "%s has no exported field, so it would always be empty", m.Ident)
	}
	home := r.byTypes[r.homeOf(named)]
	for _, c := range r.dominant(all) {
		pos := c.decl.pos
		f := &schema.Field{
			Name: c.name, Doc: c.decl.doc, Deprecated: c.decl.deprecated, Pos: pos,
			Go: append(slices.Clone(c.path), schema.Step{Name: c.v.Name()}),
		}
		r.applyTag(f, c.tag)
		var ok bool
		at := use{pkg: home, in: m, field: c.v.Name(), tag: c.tag, pos: c.decl.typePos}
		if f.Type, ok = r.fieldType(c.v.Type(), at); ok && (f.Type.Message == nil || r.spellable(home, c.v)) {
			r.oneofMember(f, c.v.Type(), c.tag)
			m.Fields = append(m.Fields, f)
		}
	}
}

// goFields describes a struct for the guard against stale glue. It returns nil, for no guard, if a type cannot be
// resolved: a field that is left out may have one that grpcgen generates.
func (r *reader) goFields(s *types.Struct) []schema.GoField {
	fields := []schema.GoField{}
	for f := range s.Fields() {
		if isInvalid(f.Type()) {
			return nil
		}
		fields = append(fields, schema.GoField{Name: f.Name(), Type: r.goType(f.Type()), Embedded: f.Embedded()})
	}
	return fields
}

// hasSkipped reports whether a field was left out on purpose.
func (r *reader) hasSkipped(s *types.Struct) bool {
	for f := range s.Fields() {
		if r.index.of(f.Origin()).tag != nil {
			return true
		}
	}
	return false
}

// candidates lists the exported fields of a struct in order, those of embedded structs in their place.
func (r *reader) candidates(named *types.Named, path []schema.Step, within []*types.Named) []candidate {
	var found []candidate
	for v := range named.Underlying().(*types.Struct).Fields() {
		d := r.index.of(v.Origin())
		tag := r.readTag(d.tag)
		if tag.has("-") || strings.HasPrefix(v.Name(), "XXX_") {
			continue
		}
		if isUnknownFields(v.Type()) {
			found = append(found, r.unknownFields(v, tag, d, path, within)...)
			continue
		}
		if inner := r.flattened(v, tag); inner != nil {
			found = append(found, r.embed(v, inner, path, within)...)
			continue
		}
		if !v.Exported() {
			if tag != nil {
				r.diags.Add(d.pos, "export the field, or remove the tag", "%s is not exported, so its grpc tag has no effect", v.Name())
			}
			continue
		}
		name := r.quietName(tag, snake(v.Name()))
		found = append(found, candidate{v: v, tag: tag, decl: d, path: path, name: name, depth: len(path)})
	}
	return found
}

func (r *reader) quietName(tag *directive, otherwise string) string {
	if name := tag.word("name"); name != "" {
		return name
	}
	return otherwise
}

// flattened returns the struct whose fields an embedded (or inline) field contributes, or nil if it is a field itself.
func (r *reader) flattened(v *types.Var, tag *directive) *types.Named {
	if !v.Embedded() && !tag.has("inline") || tag.has("name") || tag.has("number") {
		return nil
	}
	named, ok := r.messageType(v.Type())
	switch {
	case !ok && tag.has("inline"):
		r.diags.Add(tag.at("inline"), "remove the word", "inline needs a field that is a struct, or a pointer to one")
	case ok && tag != nil && !tag.has("inline"):
		for _, a := range tag.args {
			r.diags.Add(a.pos, "remove the word, or make it a field: name=...", "%s has no effect here: the fields of %s are taken one by one", a.key, v.Name())
		}
	}
	if !ok {
		return nil
	}
	return named
}

// embed lists the fields that an embedded struct contributes.
func (r *reader) embed(v *types.Var, inner *types.Named, path []schema.Step, within []*types.Named) []candidate {
	pos := r.index.of(v.Origin()).typePos
	obj := inner.Obj()
	step := schema.Step{Name: v.Name(), Type: r.goType(inner)}
	_, step.Pointer = types.Unalias(v.Type()).(*types.Pointer)
	switch {
	case slices.Contains(within, inner):
		r.diags.Add(pos, "give the field a name, or tag it: `grpc:\"name=...\"`", "%s embeds itself, so its fields cannot be flattened", obj.Name())
		return nil
	case r.byTypes[obj.Pkg()] == nil:
		r.refuse(pos, "types of other modules are not in this version", inner)
		return nil
	case !v.Exported() && v.Pkg() != r.homeOf(within[0]):
		r.diags.Add(pos, "export the embedded type", "%s is not exported, and glue in another package cannot reach through it", v.Name())
		return nil
	case !v.Exported() && (step.Pointer || !v.Embedded()): // package reflect cannot set through it, nor does encoding/json
		r.diags.Add(pos, "export it, or embed it by value", "%s is not exported, so its fields cannot be reached through it", v.Name())
		return nil
	}
	r.guardFlattened(within[0], inner)
	return r.candidates(inner, append(slices.Clone(path), step), append(slices.Clone(within), inner))
}

// guardFlattened has the glue of the outer struct's message watch the inner struct too. The structs of other packages
// may have fields that the glue cannot name.
func (r *reader) guardFlattened(outer, inner *types.Named) {
	if m := r.messages[outer.Obj()]; m != nil && inner.Obj().Pkg() == r.homeOf(outer) {
		m.Flattened = append(m.Flattened, schema.GoStruct{Go: r.goType(inner), Fields: r.goFields(inner.Underlying().(*types.Struct))})
	}
}

func (r *reader) homeOf(named *types.Named) *types.Package { return named.Obj().Pkg() }

// dominant keeps, of the fields with one name, the shallowest, and reports two that are equally deep.
func (r *reader) dominant(all []candidate) []candidate {
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
			r.reportTwin(c, least)
			continue
		}
		kept = append(kept, c)
	}
	return kept
}

// reportTwin reports two fields of one name at one depth: encoding/json would drop both.
func (r *reader) reportTwin(c, first candidate) {
	pos := c.decl.pos
	if c.tag.has("name") {
		pos = c.tag.at("name")
	}
	r.diags.Add(pos, "give one of them another name: `grpc:\"name=...\"`", "two fields are named %s; the other is at %s", c.name, shortPosition(first.decl.pos))
}

// shortPosition drops the folder of a position.
func shortPosition(pos token.Position) string {
	pos.Filename = pos.Filename[strings.LastIndexAny(pos.Filename, `/\`)+1:]
	return pos.String()
}
