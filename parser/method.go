package parser

import (
	"go/token"
	"go/types"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// readMethod reads one action. A problem is reported and gives nil.
func (r *reader) readMethod(p *pkg, s *schema.Service, d *action, prefix string) *schema.Method {
	fn := d.fn
	doc := r.src.Decl(fn.Origin())
	if !fn.Exported() {
		r.diags.Add(doc.Pos, "start its name with a capital letter", "an action must be exported")
		return nil
	}
	sig, problems := r.signatureOf(fn)
	r.diags = append(r.diags, problems...)
	if sig == nil {
		return nil
	}
	m := &schema.Method{
		Name: names.Pascal(fn.Name()), Was: d.Word("was"), GoName: fn.Name(), Doc: doc.Doc, Deprecated: doc.Deprecated, Stream: sig.stream, GRPCStyle: sig.grpcStyle,
		Idempotency: schema.Idempotency(d.Word("idempotency")), HTTP: httpRules(&r.diags, d.Directive), Pos: doc.Pos,
	}
	var away *token.Position // what is wrong there is to be mended where it is used
	if r.byTypes[fn.Pkg()] == nil {
		away, m.Pos = &s.Pos, s.Pos
	}
	r.checkEveryBuild(&r.diags, fn.Origin(), m.Pos)
	r.checkShape(d, sig)
	of := r.modelOf(p, s, d)
	if of != nil {
		m.Doc = strings.ReplaceAll(m.Doc, nameOfModel, messageName(of.named))
		r.nameAsAnnotated(d, sig)
		prefix = r.modelPrefix(s, of, prefix)
	}
	checkName(&r.diags, d.Directive, m.Name, m.Pos, "//grpc:action name=...")
	m.Name = protoName(&r.diags, d.Directive, "name", m.Name, names.IsIdentifier)
	params := r.readParams(r.paramsOf(d, of, doc))
	m.Request = r.readSide(p, s, m, side{dir: naming.Request, away: away, model: of, d: d.Directive, key: "request", word: "parameter", prefix: prefix, vars: sig.request, params: params})
	m.Response = r.readSide(p, s, m, side{dir: naming.Response, away: away, model: of, d: d.Directive, key: "response", word: "result", prefix: prefix, vars: sig.response, params: params})
	for name, param := range params {
		if !param.used && (of == nil || !sig.hasName(name)) {
			r.diags.Add(param.Pos, "name an inline parameter or result", "%s has no inline parameter or result %s", fn.Name(), name)
		}
	}
	return m
}

// checkShape holds the signature against the stream= word, or against the method that fn hides.
func (r *reader) checkShape(d *action, sig *signature) {
	if d.hidden != nil {
		if was, _ := r.signatureOf(d.hidden); was != nil && (was.stream != sig.stream || was.grpcStyle != sig.grpcStyle) {
			r.diags.Add(r.src.Decl(d.fn).Pos, "give it that shape, remove the RPC with //grpc:action -, or rename the method",
				"%s hides an action that is %s, but is %s", d.fn.Name(), was.stream, sig.stream)
		}
		return
	}
	if word := d.Word("stream"); word != "" && word != sig.stream.String() {
		r.diags.Add(d.At("stream"), "write stream="+sig.stream.String()+", or change the signature",
			"stream=%s contradicts the signature, which is %s", word, sig.stream)
	}
}

// param is one //grpc:param and whether a parameter of that name took it.
type param struct {
	*source.Directive
	used bool
}

func (r *reader) readParams(found source.Directives) map[string]*param {
	params := map[string]*param{}
	for _, d := range found {
		if d.Name != "param" {
			continue
		}
		if params[d.Word("")] != nil {
			r.diags.Add(d.Pos, "keep one of them", "two //grpc:param for %s", d.Word(""))
		}
		params[d.Word("")] = &param{Directive: d}
	}
	return params
}

// side is what readSide needs to know of one direction of a method.
type side struct {
	dir    naming.Direction
	away   *token.Position   // of the service, for a method of another module; otherwise nil
	model  *model            // of a model service; otherwise nil
	d      *source.Directive // the action
	key    string            // of the directive: request or response
	word   string            // what a Go programmer calls an element of it
	prefix string
	vars   []*types.Var
	params map[string]*param
}

// position returns where a problem of a parameter or a result is reported: at it, or at the service that uses its method.
func (w side) position(own token.Position) token.Position {
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

func (r *reader) readSide(p *pkg, s *schema.Service, m *schema.Method, w side) schema.Side {
	if len(w.vars) == 1 && (r.naming.Flat || !w.model.is(w.vars[0])) {
		if named, ok := r.messageType(w.vars[0].Type()); ok {
			if w.d.Has(w.key) {
				r.diags.Add(w.d.At(w.key), "name the message at its type: //grpc:message name=...", "%s= names an inline message, but %s uses a message that has a Go type", w.key, m.GoName)
			}
			if !r.checkSpellable(&r.diags, p, w.vars[0]) {
				return schema.Side{}
			}
			form := schema.Value
			if _, isPointer := types.Unalias(w.vars[0].Type()).(*types.Pointer); isPointer {
				form = schema.Pointer
			}
			return schema.Side{Message: r.message(named, use{pkg: p, pos: w.position(r.typePosition(w.vars[0])), dir: w.dir, name: r.sideName(m, w), problems: &r.diags}), Form: form, Params: goParams(w.vars)}
		}
	}
	if w.d.Word(w.key) == emptyName || r.naming.Empty && len(w.vars) == 0 && !w.d.Has(w.key) {
		if len(w.vars) > 0 {
			r.diags.Add(w.d.At(w.key), "remove the word, or the "+w.word, "%s has a %s, which google.protobuf.Empty cannot carry", m.GoName, w.word)
		}
		return schema.Side{Message: empty, Form: schema.Absent}
	}
	return r.inlineSide(p, s, m, w)
}

// inlineSide makes the message whose fields are the parameters, or the results, of a method.
func (r *reader) inlineSide(p *pkg, s *schema.Service, m *schema.Method, w side) schema.Side {
	ident := "grpcgen" + names.Exported(s.Name) + m.GoName + w.dir.Suffix()
	msg := &schema.Message{
		Name: protoName(&r.diags, w.d, w.key, r.naming.Inline(w.prefix, m.Name, w.dir), names.IsIdentifier), Package: p.out, Origin: schema.InlineMessage,
		Go: schema.GoType{{Path: p.Path, Name: ident}}, Ident: ident, Pos: m.Pos,
	}
	out := schema.Side{Message: msg, Form: schema.Inline}
	if len(w.vars) == 0 {
		out.Form = schema.Absent
	}
	for _, v := range w.vars {
		if r.naming.Flat && w.model.is(v) {
			field := r.spread(p, msg, w, v)
			out.Params = append(out.Params, schema.Param{Name: v.Name(), Type: goType(v.Type()), Field: field})
			msg.Struct = append(msg.Struct, schema.GoField{Name: field.Go[0].Name, Type: goType(v.Type())})
			continue
		}
		if field := r.inlineField(p, msg, m, w, v); field != nil {
			out.Params = append(out.Params, schema.Param{Name: v.Name(), Type: goType(v.Type()), Field: field})
			msg.Fields = append(msg.Fields, field)
			msg.Struct = append(msg.Struct, schema.GoField{Name: field.Go[0].Name, Type: goType(v.Type())})
		}
	}
	p.out.Messages = append(p.out.Messages, msg)
	return out
}

func (r *reader) inlineField(p *pkg, msg *schema.Message, m *schema.Method, w side, v *types.Var) *schema.Field {
	if v.Name() == "" || v.Name() == "_" {
		r.diags.Add(r.position(v), "give it one: it becomes the field's name in the .proto", "a %s of %s has no name", w.word, m.GoName)
		return nil
	}
	if !r.checkSpellable(&r.diags, p, v) {
		return nil
	}
	pos := w.position(r.src.Decl(v).Pos)
	field := &schema.Field{
		Name: names.Snake(v.Name()), Go: []schema.Step{{Name: names.Exported(v.Name())}}, Pos: pos,
	}
	var t *source.Directive
	if given := w.params[v.Name()]; given != nil {
		given.used = true
		t = given.Directive
	}
	checkName(&r.diags, t, field.Name, pos, "//grpc:param "+v.Name()+" name=...")
	r.applyParam(field, w, v, t)
	r.refuseInlineOneof(t)
	at := use{pkg: p, in: msg, field: field.Go[0].Name, tag: encodingOf(w, t), pos: w.position(r.typePosition(v)), dir: w.dir, problems: &r.diags}
	var ok bool
	if field.Type, ok = r.fieldType(v.Type(), at); !ok {
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
