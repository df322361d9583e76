package parser

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// readFields fills the fields of a message from its struct, embedded structs flattened as encoding/json does: of
// fields with one name the one at the shallowest depth counts.
func (r *reader) readFields(m *schema.Message, home *pkg, t types.Type, dir naming.Direction) {
	s := t.Underlying().(*types.Struct)
	if named, ok := t.(*types.Named); ok && named.Obj().Pkg() == home.Types {
		m.Struct = goFields(s)
	}
	fields := r.fieldsOf(t, home.Types)
	r.report(m, fields)
	m.Flattened = append(m.Flattened, fields.flattened...)
	r.keepUnknown(m, fields.unknown)
	r.checkEmpty(m, t, fields)
	if named, ok := t.(*types.Named); ok && r.byTypes[named.Obj().Pkg()] == nil && hidesState(named) {
		r.foreignProblem(m, r.typeString(t)+" writes itself as JSON, and has fields that are not exported: what is in them would be lost")
	}
	in := fieldTarget{m: m, of: t, home: home, dir: dir, problems: &r.diags}
	for _, c := range fields.all {
		if !r.travels(c.tag, dir) {
			continue
		}
		if r.byTypes[c.v.Pkg()] == nil {
			r.readForeignField(in, c)
		} else {
			r.readField(in, c)
		}
	}
}

// report reports what is wrong with the fields of a struct, and what is left out of its message.
func (r *reader) report(m *schema.Message, fields *structFields) {
	for _, d := range fields.problems {
		if r.files[d.Pos.Filename] {
			r.diags = append(r.diags, d)
		} else {
			r.foreignProblem(m, d.Msg)
		}
	}
	r.warnings = append(r.warnings, fields.warnings...)
	r.noteLeftOut(m, fields.leftOut)
}

// checkEmpty reports a struct of whose fields none is sent, though nobody has left them out on purpose.
func (r *reader) checkEmpty(m *schema.Message, t types.Type, fields *structFields) {
	onPurpose := func(c leftOut) bool { return c.why == byTag }
	switch {
	case len(fields.all) > 0 || m.Unknown != nil || len(fields.problems) > 0 || isEmpty(t.Underlying().(*types.Struct)),
		slices.ContainsFunc(fields.leftOut, onPurpose), isGeneratedMessage(t):
		return
	}
	why, help := "has no exported field", "export the fields that clients need"
	if slices.ContainsFunc(fields.leftOut, func(c leftOut) bool { return c.why != unexported }) {
		why, help = "has no field that is sent", "tag the fields that clients need"
	}
	if named, ok := t.(*types.Named); ok && r.byTypes[named.Obj().Pkg()] == nil {
		r.foreignProblem(m, r.typeString(t)+" "+why)
		return
	}
	r.diags.Add(m.Pos, help, "%s %s, so it would always be empty", m.Ident, why)
}

// isGeneratedMessage reports whether a generator has made a struct from a message of a .proto, which may have no fields.
func isGeneratedMessage(t types.Type) bool {
	named, ok := t.(*types.Named)
	return ok && hasMethod(named, "ProtoMessage")
}

// fieldTarget is the message that fields of a struct become fields of.
type fieldTarget struct {
	m        *schema.Message
	of       types.Type          // the struct
	home     *pkg                // whose .proto has it
	dir      naming.Direction    // that it travels in
	prefix   []schema.Step       // from the Go struct of m to the struct whose fields are read
	problems *schema.Diagnostics // takes what is wrong with the fields
}

func (r *reader) readField(in fieldTarget, c candidate) {
	if model := filtered(c.v.Type()); model != nil && !r.hasFilter(model, in.home) {
		return // there is nothing to ask for
	}
	f := &schema.Field{
		Name: c.name, Doc: c.decl.Doc, Deprecated: c.decl.Deprecated, Pos: c.decl.Pos,
		Go: slices.Concat(in.prefix, c.path, []schema.Step{{Name: c.v.Name()}}),
	}
	checkName(in.problems, c.tag, f.Name, f.Pos, "`grpc:\"name=...\"`")
	applyTag(in.problems, f, c.tag)
	var ok bool
	at := use{pkg: in.home, in: in.m, field: c.v.Name(), tag: c.tag, pos: r.typePositionIn(in.m, c), dir: in.dir, problems: in.problems}
	if f.Type, ok = r.fieldType(c.v.Type(), at); ok && (f.Type.Message == nil || r.checkSpellable(in.problems, in.home, c.v)) {
		r.oneofMember(in.problems, f, c.v.Type(), c.tag)
		r.checkModelTag(in, c)
		in.m.Fields = append(in.m.Fields, f)
		r.sent[c.v.Origin()] = true
	}
}

// readForeignField reads a field of another module's struct. Its problems are reported where the struct is used: that is
// where the user can do something about them.
func (r *reader) readForeignField(in fieldTarget, c candidate) {
	var problems schema.Diagnostics
	in.problems = &problems
	r.readField(in, c)
	for _, d := range problems {
		r.foreignProblem(in.m, fmt.Sprintf("field %s of %s: %s", c.v.Name(), in.m.Ident, d.Msg))
	}
}

// typePositionIn returns where a problem with the type of a field is reported: at the type, or, for a struct of another
// module, where its message m is used.
func (r *reader) typePositionIn(m *schema.Message, c candidate) token.Position {
	if r.byTypes[c.v.Pkg()] == nil {
		return m.Pos
	}
	return c.decl.TypePos
}

// foreignProblem notes why a type of another module cannot be sent.
func (r *reader) foreignProblem(m *schema.Message, why string) {
	r.foreignProblems[m.Pos] = append(r.foreignProblems[m.Pos], why)
}

// reportForeignProblems reports one problem for each place that uses types of other modules that cannot be sent.
func (r *reader) reportForeignProblems() {
	const shown = 3
	for pos, reasons := range r.foreignProblems {
		more := ""
		if n := len(reasons) - shown; n > 0 {
			more = fmt.Sprintf("; and %d more", n)
		}
		r.diags.Add(pos, "declare a struct of your own; or, if it is a field, leave it out: `grpc:\"-\"`",
			"a type of another module cannot be sent: %s", strings.Join(reasons[:min(len(reasons), shown)], "; ")+more)
	}
}

// goFields describes a struct for the guard against stale glue. It returns nil, for no guard, if a type cannot be
// resolved: a field that is left out may have one that grpcgen generates.
func goFields(s *types.Struct) []schema.GoField {
	fields := []schema.GoField{}
	for f := range s.Fields() {
		if isInvalid(f.Type()) {
			return nil
		}
		fields = append(fields, schema.GoField{Name: f.Name(), Type: goType(f.Type()), Embedded: f.Embedded()})
	}
	return fields
}

// hidesState reports whether a struct has a MarshalJSON of its own and fields that are not exported, so that its fields are
// not what it stands for.
func hidesState(named *types.Named) bool {
	for fn := range named.Methods() {
		if fn.Name() != "MarshalJSON" {
			continue
		}
		for f := range named.Underlying().(*types.Struct).Fields() {
			if !f.Exported() && !f.Embedded() && f.Name() != "_" {
				return true
			}
		}
	}
	return false
}

// isEmpty reports whether a struct holds nothing that an empty message could lose: its fields are blank, or embedded structs
// such as a marker's.
func isEmpty(s *types.Struct) bool {
	for f := range s.Fields() {
		inner, ok := f.Type().Underlying().(*types.Struct)
		if f.Name() != "_" && !(f.Embedded() && ok && isEmpty(inner)) {
			return false
		}
	}
	return true
}

// shortPosition drops the folder of a position.
func shortPosition(pos token.Position) string {
	pos.Filename = pos.Filename[strings.LastIndexAny(pos.Filename, `/\`)+1:]
	return pos.String()
}
