package parser

import (
	"go/token"
	"go/types"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// sideReader reads what one direction of a method carries.
type sideReader struct {
	r      *reader
	p      *pkg
	s      *schema.Service
	m      *schema.Method
	away   *token.Position   // of the service, for a method of another module; otherwise nil
	model  *model            // of a model service; otherwise nil
	d      *source.Directive // the action
	prefix string            // of the names of inline messages
	params map[string]*param

	dir  naming.Direction
	key  string // of the directive: request or response
	word string // what a Go programmer calls an element of the side
	vars []*types.Var
}

// read reads one side.
func (w sideReader) read(dir naming.Direction, key, word string, vars []*types.Var) schema.Side {
	w.dir, w.key, w.word, w.vars = dir, key, word, vars
	if declared := w.declared(); declared != nil {
		return *declared
	}
	if w.d.Word(w.key) == emptyName || w.r.naming.Empty && len(w.vars) == 0 && !w.d.Has(w.key) {
		if len(w.vars) > 0 {
			w.r.diags.Add(w.d.At(w.key), "remove the word, or the "+w.word, "%s has a %s, which google.protobuf.Empty cannot carry", w.m.GoName, w.word)
		}
		return schema.Side{Message: empty, Form: schema.Absent}
	}
	return w.inline()
}

// declared returns a side that is a message with a Go type of its own, and nil for other sides.
func (w sideReader) declared() *schema.Side {
	if len(w.vars) != 1 || !w.r.naming.Flat && w.model.is(w.vars[0]) {
		return nil
	}
	v := w.vars[0]
	named, ok := w.r.messageType(v.Type())
	if !ok {
		return nil
	}
	if w.d.Has(w.key) {
		w.r.diags.Add(w.d.At(w.key), "name the message at its type: //grpc:message name=...", "%s= names an inline message, but %s uses a message that has a Go type", w.key, w.m.GoName)
	}
	if !w.r.checkSpellable(&w.r.diags, w.p, v) {
		return &schema.Side{}
	}
	form := schema.Value
	if _, isPointer := types.Unalias(v.Type()).(*types.Pointer); isPointer {
		form = schema.Pointer
	}
	at := use{pkg: w.p, pos: w.position(w.r.typePosition(v)), dir: w.dir, name: w.instanceName(), problems: &w.r.diags}
	return &schema.Side{Message: w.r.message(named, at), Form: form, Params: goParams(w.vars)}
}

// position returns where a problem of a parameter or a result is reported: at it, or at the service that uses its method.
func (w sideReader) position(own token.Position) token.Position {
	if w.away != nil {
		return *w.away
	}
	return own
}

const emptyName = "google.protobuf.Empty"

// empty is google.protobuf.Empty, which request= and response= can name.
var empty = &schema.Message{
	Name:    "Empty",
	Go:      schema.GoType{{Path: "google.golang.org/protobuf/types/known/emptypb", Name: "Empty"}},
	Ident:   "Empty",
	Origin:  schema.ForeignMessage,
	Foreign: &schema.Foreign{FullName: emptyName, Package: "google.protobuf", File: "google/protobuf/empty.proto"},
}

// inline makes the message whose fields are the parameters, or the results, of a method.
func (w sideReader) inline() schema.Side {
	ident := "grpcgen" + names.Exported(w.s.Name) + w.m.GoName + w.dir.Suffix()
	msg := &schema.Message{
		Name: protoName(&w.r.diags, w.d, w.key, w.r.naming.Inline(w.prefix, w.m.Name, w.dir), names.IsIdentifier), Package: w.p.out, Origin: schema.InlineMessage,
		Go: schema.GoType{{Path: w.p.Path, Name: ident}}, Ident: ident, Pos: w.m.Pos,
	}
	out := schema.Side{Message: msg, Form: schema.Inline}
	if len(w.vars) == 0 {
		out.Form = schema.Absent
	}
	w.nameResult()
	for _, v := range w.vars {
		if w.r.naming.Flat && w.model.is(v) {
			field := w.spread(msg, v)
			out.Params = append(out.Params, schema.Param{Name: v.Name(), Type: goType(v.Type()), Field: field})
			msg.Struct = append(msg.Struct, schema.GoField{Name: field.Go[0].Name, Type: goType(v.Type())})
			continue
		}
		if field := w.field(msg, v); field != nil {
			out.Params = append(out.Params, schema.Param{Name: v.Name(), Type: goType(v.Type()), Field: field})
			msg.Fields = append(msg.Fields, field)
			msg.Struct = append(msg.Struct, schema.GoField{Name: field.Go[0].Name, Type: goType(v.Type())})
		}
	}
	w.p.out.Messages = append(w.p.out.Messages, msg)
	return out
}

// nameResult gives the only result, or the element of a stream of responses, the name that it may go without.
func (w *sideReader) nameResult() {
	if len(w.vars) == 1 && w.dir == naming.Response && w.vars[0].Name() == "" {
		v := w.vars[0]
		w.vars = []*types.Var{types.NewParam(v.Pos(), v.Pkg(), "result", v.Type())}
	}
}

func (w sideReader) field(msg *schema.Message, v *types.Var) *schema.Field {
	if v.Name() == "" || v.Name() == "_" {
		w.r.diags.Add(w.r.position(v), "give it one: it becomes the field's name in the .proto", "a %s of %s has no name", w.word, w.m.GoName)
		return nil
	}
	if !w.r.checkSpellable(&w.r.diags, w.p, v) {
		return nil
	}
	pos := w.position(w.r.src.Decl(v).Pos)
	field := &schema.Field{
		Name: names.Snake(v.Name()), Go: []schema.Step{{Name: names.Exported(v.Name())}}, Pos: pos,
	}
	var t *source.Directive
	if given := w.params[v.Name()]; given != nil {
		given.used = true
		t = given.Directive
	}
	checkName(&w.r.diags, t, field.Name, pos, "//grpc:param "+v.Name()+" name=...")
	w.applyParam(field, v, t)
	w.r.refuseInlineOneof(t)
	at := use{pkg: w.p, in: msg, field: field.Go[0].Name, tag: w.encodingOf(t), pos: w.position(w.r.typePosition(v)), dir: w.dir, problems: &w.r.diags}
	var ok bool
	if field.Type, ok = w.r.fieldType(v.Type(), at); !ok {
		return nil
	}
	return field
}

// goParams describes parameters that are messages by themselves.
func goParams(vars []*types.Var) []schema.Param {
	params := make([]schema.Param, len(vars))
	for i, v := range vars {
		name := v.Name()
		if name == "_" {
			name = ""
		}
		params[i] = schema.Param{Name: name, Type: goType(v.Type())}
	}
	return params
}
