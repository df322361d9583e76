package parser

import (
	"go/token"
	"go/types"
	"reflect"
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
	all       []candidate // in order; of fields with one Go name the one at the shallowest depth
	leftOut   []leftOut   // in order, but those that others hide come last
	unknown   []candidate // fields that keep unknown fields
	flattened []schema.GoStruct
	problems  schema.Diagnostics
	warnings  schema.Diagnostics
}

// candidate is a Go field that may become a message field: one of the struct itself or of an embedded one.
type candidate struct {
	v    *types.Var
	tag  *source.Directive // nil without one
	decl *source.Decl
	text reflect.StructTag // with the parts of all tools
	embedding
	name   string // proto name
	hidden bool   // it is promoted through a struct that the glue cannot name, and Go selects another field or none
}

// selector returns how Go selects the field from the struct, every embedded one named.
func (c candidate) selector() string {
	var b strings.Builder
	for _, step := range c.path {
		b.WriteString(step.Name + ".")
	}
	return b.String() + c.v.Name()
}

// hiddenFromJSON reports whether package encoding/json leaves the field out because of its tag.
func (c candidate) hiddenFromJSON() bool { return c.text.Get("json") == "-" }

// embedding is a struct on the way to a field, from the struct that is read.
type embedding struct {
	path   []schema.Step    // the fields that lead to it
	places []token.Position // of the fields that embed it and those around it; of other modules' fields none
	within []*types.Named   // the structs that lead to it, and itself
	words  []source.Arg     // of the tags of what embeds it, that hold for its fields
	from   types.Type       // the struct at the end of the path, which promotes the fields of those behind it
	behind bool             // it is not at the end of the path: the glue cannot name what embeds it
}

// depth returns how many structs are embedded in each other there.
func (e embedding) depth() int { return len(e.places) }

// place returns where the module embeds what is at most depth levels down; it is not valid if no field of the module does.
func (e embedding) place(depth int) token.Position {
	for _, pos := range slices.Backward(e.places[:min(depth, len(e.places))]) {
		if pos.IsValid() {
			return pos
		}
	}
	return token.Position{}
}

// structKey is a struct, and the package whose glue reaches its fields.
type structKey struct {
	typ  types.Type
	home *types.Package
}

// fieldsOf returns the fields of a struct as glue in a package can reach them.
func (r *reader) fieldsOf(t types.Type, home *types.Package) *structFields {
	key := structKey{t, home}
	if known, ok := r.structs[key]; ok {
		return known
	}
	f := &structReader{r: r, home: home}
	e := embedding{from: t}
	if named, ok := t.(*types.Named); ok {
		e.within = []*types.Named{named}
		f.served = r.served[goNamed(named).String()]
	}
	f.out.all = f.dominant(f.candidates(e, t.Underlying().(*types.Struct)))
	if f.served {
		letKeyNameRows(f.out.all)
	}
	r.structs[key] = &f.out
	return &f.out
}

// structReader reads the fields of one struct.
type structReader struct {
	r      *reader
	home   *types.Package
	served bool // the struct is a model
	out    structFields
}

// isForeign reports whether another module declares a field.
func (f *structReader) isForeign(v *types.Var) bool { return f.r.byTypes[v.Pkg()] == nil }

// at returns where a problem with a field is reported: at its own position, or at the field of the module through which it is
// embedded, if there is one.
func (f *structReader) at(v *types.Var, own token.Position, e embedding) token.Position {
	if pos := e.place(e.depth()); f.isForeign(v) && pos.IsValid() {
		return pos
	}
	return own
}

// keep keeps the problems of a field's tag.
func (f *structReader) keep(found schema.Diagnostics, v *types.Var, e embedding) {
	for _, d := range found {
		d.Pos = f.at(v, d.Pos, e)
		if f.isForeign(v) {
			d.Msg = v.Name() + ": " + d.Msg
		}
		f.out.problems = append(f.out.problems, d)
	}
}

// candidates lists the exported fields of a struct in order, those of embedded structs in their place.
func (f *structReader) candidates(e embedding, s *types.Struct) []candidate {
	var found []candidate
	tagged := hasProtobufTags(s)
	for i := range s.NumFields() {
		v := s.Field(i)
		if strings.HasPrefix(v.Name(), "XXX_") {
			continue
		}
		d := f.r.src.Decl(v.Origin())
		written := f.r.src.Tag(s, i)
		tag, problems := readTag(v, written)
		if written != nil && !f.isForeign(v) { // what other modules write is not for us, unless it is just that
			problems = append(problems, written.CheckKeys()...)
		}
		f.keep(problems, v, e)
		c := candidate{v: v, tag: tag, decl: d, text: reflect.StructTag(s.Tag(i)), embedding: e, name: names.Snake(v.Name()), hidden: e.hides(v)}
		if name := tag.Word("name"); name != "" {
			c.name = name
		}
		switch {
		case tag.Has("-"):
			f.leaveOut(c, byTag)
		case isUnknownFields(v.Type()):
			f.unknown(c)
		case tag == nil && tagged && len(problems) == 0:
			f.leaveOutUntagged(c)
		case tag == nil && len(problems) == 0 && c.hiddenFromJSON() && f.sends(c):
			f.leaveOutOfJSON(c)
		default:
			found = append(found, f.taken(c)...)
		}
	}
	return found
}

// taken lists what a field becomes that nothing leaves out: itself, or the fields of a struct that it embeds.
func (f *structReader) taken(c candidate) []candidate {
	inner := f.flattened(c.v, c.tag)
	switch {
	case inner != nil:
		fields := f.embed(c, inner)
		f.checkWritableStruct(c, fields)
		return fields
	case c.v.Exported():
		return []candidate{f.directed(c)}
	case c.tag != nil:
		f.out.problems.Add(c.decl.Pos, "export the field, or remove the tag", "%s is not exported, so its grpc tag has no effect", c.v.Name())
	default:
		f.leaveOut(c, unexported)
	}
	return nil
}

// unknown takes a field that keeps unknown fields. It may be unexported, if the glue is in the same package.
func (f *structReader) unknown(c candidate) {
	switch {
	case c.tag != nil:
		f.out.problems.Add(c.tag.Pos, "remove the tag", "grpcgen.UnknownFields keeps unknown fields and is not a field of the message, so its grpc tag has no effect")
	case c.v.Name() == "_":
		f.out.problems.Add(c.decl.Pos, "give it a name", "unknown fields cannot be kept in a blank field")
	case !c.v.Exported() && c.v.Pkg() != f.home:
		f.out.problems.Add(c.decl.Pos, "export the field", "%s is not exported, and glue in another package cannot reach it", c.v.Name())
	case c.hidden:
		f.reportHidden(c.decl.Pos, c.v)
	default:
		f.out.unknown = append(f.out.unknown, c)
	}
}
