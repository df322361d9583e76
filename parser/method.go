package parser

import (
	"go/token"
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
	if of == nil && d.Has("model") {
		return nil // what is wrong with the rest follows from that
	}
	if of != nil {
		m.Doc = strings.ReplaceAll(m.Doc, nameOfModel, messageName(of.named))
		r.nameAsAnnotated(d, sig)
		prefix = r.modelPrefix(s, of, prefix)
	}
	checkName(&r.diags, d.Directive, m.Name, m.Pos, "//grpc:action name=...")
	m.Name = protoName(&r.diags, d.Directive, "name", m.Name, names.IsIdentifier)
	params := r.readParams(r.paramsOf(d, of, doc))
	side := sideReader{r: r, p: p, s: s, m: m, away: away, model: of, d: d.Directive, prefix: prefix, params: params}
	m.Request = side.read(naming.Request, "request", "parameter", sig.request)
	m.Response = side.read(naming.Response, "response", "result", sig.response)
	for name, param := range params {
		if !param.used && (of == nil || !sig.hasName(name)) {
			r.diags.Add(param.Pos, "name an inline parameter or result", "%s has no inline parameter or result %s", fn.Name(), name)
		}
	}
	return m
}

// checkShape checks the signature against the stream= word, or against the method that fn overrides.
func (r *reader) checkShape(d *action, sig *signature) {
	if d.overridden != nil {
		if was, _ := r.signatureOf(d.overridden); was != nil && (was.stream != sig.stream || was.grpcStyle != sig.grpcStyle) {
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
