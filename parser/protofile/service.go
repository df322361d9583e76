package protofile

import (
	"cmp"
	"slices"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// service reads a service, which becomes a struct with a method for each RPC.
func (r *reader) service(p *pkg, sd protoreflect.ServiceDescriptor) {
	opts, _ := sd.Options().(*descriptorpb.ServiceOptions)
	ident := unique(p.taken, names.GoCamel(string(sd.Name())))
	s := &schema.Service{
		Name: string(sd.Name()), Go: schema.GoName{Path: p.out.GoPath, Name: ident},
		Doc: r.doc(sd, opts.GetDeprecated()), Deprecated: opts.GetDeprecated(), Pos: r.pos(sd),
	}
	decl := &schema.GoDecl{Above: above(sd), Service: s, Directive: directive("service", true, nameWord(s.Name, r.naming.Service(ident)))}
	taken := map[string]bool{"With": true} // the client has it
	for i := range sd.Methods().Len() {
		md := sd.Methods().Get(i)
		m := r.method(md)
		m.GoName = unique(taken, names.GoCamel(m.Name))
		words := []string{nameWord(m.Name, names.Pascal(m.GoName))}
		if m.Idempotency != "" {
			words = append(words, "idempotency="+string(m.Idempotency))
		}
		for _, rule := range m.HTTP {
			words = append(words, "http="+parser.HTTPWord(rule))
		}
		s.Methods = append(s.Methods, m)
		decl.Members = append(decl.Members, &schema.GoMember{Above: above(md), Name: m.GoName, Words: directive("action", true, words...), Method: m})
	}
	if len(s.Methods) == 0 {
		r.diags.Add(s.Pos, "remove it, or give it a method", "service %s has no methods", s.Name)
	}
	slices.SortFunc(s.Methods, func(a, b *schema.Method) int { return cmp.Compare(a.GoName, b.GoName) })
	p.out.Services = append(p.out.Services, s)
	r.decls[sd.FullName()] = decl
}

func (r *reader) method(md protoreflect.MethodDescriptor) *schema.Method {
	opts, _ := md.Options().(*descriptorpb.MethodOptions)
	m := &schema.Method{
		Name: string(md.Name()), Doc: r.doc(md, opts.GetDeprecated()), Deprecated: opts.GetDeprecated(), Stream: stream(md),
		Request: r.side(md, md.Input(), "in"), Response: r.side(md, md.Output(), ""), Pos: r.pos(md),
	}
	switch opts.GetIdempotencyLevel() {
	case descriptorpb.MethodOptions_NO_SIDE_EFFECTS:
		m.Idempotency = schema.NoSideEffects
	case descriptorpb.MethodOptions_IDEMPOTENT:
		m.Idempotency = schema.Idempotent
	}
	m.HTTP = r.http(md, m)
	return m
}

func stream(md protoreflect.MethodDescriptor) schema.Stream {
	switch {
	case md.IsStreamingClient() && md.IsStreamingServer():
		return schema.Bidi
	case md.IsStreamingClient():
		return schema.Client
	case md.IsStreamingServer():
		return schema.Server
	}
	return schema.Unary
}

func (r *reader) side(use protoreflect.MethodDescriptor, md protoreflect.MessageDescriptor, name string) schema.Side {
	m := r.message(use, md)
	return schema.Side{Message: m, Form: schema.Pointer, Params: []schema.Param{{Name: name, Type: slices.Concat(literal("*"), m.Go)}}}
}

// http reads the option google.api.http of a method.
func (r *reader) http(md protoreflect.MethodDescriptor, m *schema.Method) []schema.HTTPRule {
	raw, err := proto.Marshal(md.Options())
	opts := new(descriptorpb.MethodOptions)
	if err == nil {
		err = proto.Unmarshal(raw, opts)
	}
	if err != nil || !proto.HasExtension(opts, annotations.E_Http) || r.drop[httpOption] {
		return nil
	}
	pos := r.at(md, 4, int32(annotations.E_Http.TypeDescriptor().Number()))
	rule, _ := proto.GetExtension(opts, annotations.E_Http).(*annotations.HttpRule)
	var rules []schema.HTTPRule
	for i, one := range append([]*annotations.HttpRule{rule}, rule.GetAdditionalBindings()...) {
		out, ok := httpRule(one)
		out.Pos = pos
		if !ok || i > 0 && len(one.GetAdditionalBindings()) > 0 {
			r.diags.Add(pos, "give it a method and a path, and neither a selector nor bindings within bindings; or leave it out: --drop-option "+httpOption,
				"this binding to HTTP cannot be kept")
			continue
		}
		if help, msg := parser.CheckHTTP(m, out); msg != "" {
			r.diags.Add(pos, help, "%s", msg)
		}
		rules = append(rules, out)
	}
	return rules
}

const httpOption = "google.api.http"

func httpRule(rule *annotations.HttpRule) (out schema.HTTPRule, ok bool) {
	out = schema.HTTPRule{Body: rule.GetBody(), ResponseBody: rule.GetResponseBody()}
	switch pattern := rule.GetPattern().(type) {
	case *annotations.HttpRule_Get:
		out.Method, out.Path = "GET", pattern.Get
	case *annotations.HttpRule_Put:
		out.Method, out.Path = "PUT", pattern.Put
	case *annotations.HttpRule_Post:
		out.Method, out.Path = "POST", pattern.Post
	case *annotations.HttpRule_Delete:
		out.Method, out.Path = "DELETE", pattern.Delete
	case *annotations.HttpRule_Patch:
		out.Method, out.Path = "PATCH", pattern.Patch
	case *annotations.HttpRule_Custom:
		out.Method, out.Path = pattern.Custom.GetKind(), pattern.Custom.GetPath()
		if slices.Contains([]string{"GET", "PUT", "POST", "DELETE", "PATCH"}, out.Method) {
			return out, false // the option has a field for it, which is not the same
		}
	}
	return out, rule.GetSelector() == ""
}
