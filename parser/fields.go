package parser

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// candidate is a Go field that may become a message field: one of the struct itself or of an embedded one.
type candidate struct {
	v     *types.Var
	tag   *source.Directive
	decl  *source.Decl
	path  []schema.Step // of the structs it is embedded in
	name  string        // proto name; empty for a field that keeps unknown fields
	depth int
}

// readFields fills the fields of a message from its struct, embedded structs flattened as encoding/json does: of
// fields with one name the one at the shallowest depth counts.
func (r *reader) readFields(m *schema.Message, home *pkg, t types.Type, dir naming.Direction) {
	s := t.Underlying().(*types.Struct)
	e := &embedding{m: m, home: home, dir: dir}
	if named, ok := t.(*types.Named); ok {
		e.within = []*types.Named{named}
		if named.Obj().Pkg() == home.Types {
			m.Struct = r.goFields(s)
		}
	}
	all := r.keepUnknown(m, r.candidates(e, s))
	if len(all) == 0 && m.Unknown == nil && s.NumFields() > 0 && !r.hasSkipped(s) {
		if named, ok := t.(*types.Named); ok && r.byTypes[named.Obj().Pkg()] == nil {
			r.foreignProblem(m, r.typeString(t)+" has no exported field")
		} else {
			r.diags.Add(m.Pos, "export the fields that clients need", "%s has no exported field, so it would always be empty", m.Ident)
		}
	}
	for _, c := range r.dominant(all) {
		if !r.travels(c.tag, dir) {
			continue
		}
		if r.byTypes[c.v.Pkg()] == nil {
			r.readForeignField(e, c)
		} else {
			r.readField(e, c)
		}
	}
}

func (r *reader) readField(e *embedding, c candidate) {
	if model := filtered(c.v.Type()); model != nil && len(r.filterFields(model, e.home)) == 0 {
		return // there is nothing to ask for
	}
	f := &schema.Field{
		Name: c.name, Doc: c.decl.Doc, Deprecated: c.decl.Deprecated, Pos: c.decl.Pos,
		Go: append(slices.Clone(c.path), schema.Step{Name: c.v.Name()}),
	}
	r.checkName(c.tag, f.Name, f.Pos, "`grpc:\"name=...\"`")
	r.applyTag(f, c.tag)
	var ok bool
	at := use{pkg: e.home, in: e.m, field: c.v.Name(), tag: c.tag, pos: c.decl.TypePos, dir: e.dir}
	if f.Type, ok = r.fieldType(c.v.Type(), at); ok && (f.Type.Message == nil || r.spellable(e.home, c.v)) {
		r.oneofMember(f, c.v.Type(), c.tag)
		r.checkModelTag(c, f.Type)
		e.m.Fields = append(e.m.Fields, f)
	}
}

// readForeignField reads a field of another module's struct. Its problems are reported where the struct is used: that is
// where the user can do something about them.
func (r *reader) readForeignField(e *embedding, c candidate) {
	kept := r.diags
	r.diags = nil
	c.decl.TypePos = e.m.Pos // of what the field needs
	r.readField(e, c)
	found := r.diags
	r.diags = kept
	for _, d := range found {
		r.foreignProblem(e.m, fmt.Sprintf("field %s of %s: %s", c.v.Name(), e.m.Ident, d.Msg))
	}
}

// foreignProblem notes why a type of another module cannot travel.
func (r *reader) foreignProblem(m *schema.Message, why string) {
	r.foreignProblems[m.Pos] = append(r.foreignProblems[m.Pos], why)
}

// reportForeignProblems reports one problem for each place that uses types of other modules which cannot travel.
func (r *reader) reportForeignProblems() {
	const shown = 3
	for pos, reasons := range r.foreignProblems {
		more := ""
		if n := len(reasons) - shown; n > 0 {
			more = fmt.Sprintf("; and %d more", n)
		}
		r.diags.Add(pos, "declare a struct of your own; or, if it is a field, leave it out: `grpc:\"-\"`",
			"a type of another module cannot travel: %s", strings.Join(reasons[:min(len(reasons), shown)], "; ")+more)
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
		if r.src.Decl(f.Origin()).Tag != nil {
			return true
		}
	}
	return false
}

// embedding is a struct whose fields are read, and what it is embedded in.
type embedding struct {
	m      *schema.Message  // whose fields they become
	home   *pkg             // the package of m
	dir    naming.Direction // that m travels in
	path   []schema.Step    // from the struct of m
	within []*types.Named   // the embedded structs on that path
}

// candidates lists the exported fields of a struct in order, those of embedded structs in their place.
func (r *reader) candidates(e *embedding, s *types.Struct) []candidate {
	var found []candidate
	tagged := hasProtobufTags(s)
	for v := range s.Fields() {
		d := r.src.Decl(v.Origin())
		tag, problems := readTag(v, d.Tag)
		r.diags = append(r.diags, problems...)
		if tag.Has("-") || strings.HasPrefix(v.Name(), "XXX_") {
			continue
		}
		if isUnknownFields(v.Type()) {
			found = append(found, r.unknownFields(v, tag, d, e)...)
			continue
		}
		if tag == nil && tagged {
			continue
		}
		if inner := r.flattened(v, tag); inner != nil {
			found = append(found, r.embed(v, inner, e)...)
			continue
		}
		if !v.Exported() {
			if tag != nil {
				r.diags.Add(d.Pos, "export the field, or remove the tag", "%s is not exported, so its grpc tag has no effect", v.Name())
			}
			continue
		}
		name := r.quietName(tag, names.Snake(v.Name()))
		found = append(found, candidate{v: v, tag: tag, decl: d, path: e.path, name: name, depth: len(e.path)})
	}
	return found
}

func (r *reader) quietName(tag *source.Directive, otherwise string) string {
	if name := tag.Word("name"); name != "" {
		return name
	}
	return otherwise
}

// flattened returns the struct whose fields an embedded (or inline) field contributes, or nil if it is a field itself.
func (r *reader) flattened(v *types.Var, tag *source.Directive) *types.Named {
	if !v.Embedded() && !tag.Has("inline") || tag.Has("name") || tag.Has("number") {
		return nil
	}
	named, ok := r.messageType(v.Type())
	switch {
	case !ok && tag.Has("inline"):
		r.diags.Add(tag.At("inline"), "remove the word", "inline needs a field that is a struct, or a pointer to one")
	case ok && tag != nil && !tag.Has("inline"):
		for _, a := range tag.Args {
			r.diags.Add(a.Pos, "remove the word, or make it a field: name=...", "%s has no effect here: the fields of %s are taken one by one", a.Key, v.Name())
		}
	}
	if !ok {
		return nil
	}
	return named
}

// embed lists the fields that an embedded struct contributes.
func (r *reader) embed(v *types.Var, inner *types.Named, e *embedding) []candidate {
	pos := r.src.Decl(v.Origin()).TypePos
	obj := inner.Obj()
	step := schema.Step{Name: v.Name(), Type: r.goType(inner)}
	_, step.Pointer = types.Unalias(v.Type()).(*types.Pointer)
	r.everyBuild(obj, pos)
	switch {
	case slices.ContainsFunc(e.within, func(outer *types.Named) bool { return types.Identical(outer, inner) }):
		r.diags.Add(pos, "give the field a name, or tag it: `grpc:\"name=...\"`", "%s embeds itself, so its fields cannot be flattened", obj.Name())
		return nil
	case !v.Exported() && v.Pkg() != e.home.Types:
		r.diags.Add(pos, "export the embedded type", "%s is not exported, and glue in another package cannot reach through it", v.Name())
		return nil
	case !v.Exported() && (step.Pointer || !v.Embedded()): // package reflect cannot set through it, nor does encoding/json
		r.diags.Add(pos, "export it, or embed it by value", "%s is not exported, so its fields cannot be reached through it", v.Name())
		return nil
	}
	r.guardFlattened(e, inner)
	return r.candidates(&embedding{
		m: e.m, home: e.home, dir: e.dir, path: append(slices.Clone(e.path), step), within: append(slices.Clone(e.within), inner),
	}, inner.Underlying().(*types.Struct))
}

// guardFlattened has the glue of the outer struct's message watch the inner struct too. The structs of other packages
// may have fields that the glue cannot name.
func (r *reader) guardFlattened(e *embedding, inner *types.Named) {
	if inner.Obj().Pkg() == e.home.Types {
		e.m.Flattened = append(e.m.Flattened, schema.GoStruct{Go: r.goType(inner), Fields: r.goFields(inner.Underlying().(*types.Struct))})
	}
}

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
	pos := c.decl.Pos
	if c.tag.Has("name") {
		pos = c.tag.At("name")
	}
	r.diags.Add(pos, "give one of them another name: `grpc:\"name=...\"`", "two fields are named %s; the other is at %s", c.name, shortPosition(first.decl.Pos))
}

// shortPosition drops the folder of a position.
func shortPosition(pos token.Position) string {
	pos.Filename = pos.Filename[strings.LastIndexAny(pos.Filename, `/\`)+1:]
	return pos.String()
}
