package emitter

import (
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// client prints the client of s.
func (g *glue) client(s *schema.Service) {
	full := g.pkg.Proto + "." + s.Name
	client := s.ClientName()
	g.comment(withDoc(client+" calls "+full+". Its methods are safe for concurrent use.", deprecation(s.Doc)))
	g.P("type ", client, " struct{ conn ", runtimePackage.name("Conn"), " }")
	g.P()
	g.comment(withDoc(s.NewClientName()+" returns a client that calls over cc.", deprecation(s.Doc)))
	g.P("func ", s.NewClientName(), "(cc ", grpcPackage.name("ClientConnInterface"), ") *", client, " {")
	g.P(schema.FileVar, ".Register()")
	g.P("return &", client, "{", runtimePackage.name("NewConn"), "(cc)}")
	g.P("}")
	g.P()
	g.P("// With returns a client that adds opts to every call.")
	g.P("func (c *", client, ") With(opts ...", grpcPackage.name("CallOption"), ") *", client, " {")
	g.P("return &", client, "{c.conn.With(opts...)}")
	g.P("}")
	g.P()
	if clientServes(s) {
		g.P("var _ ", s.ServerName(), " = (*", client, ")(nil)")
		g.P()
	}
	for _, m := range s.Methods {
		g.clientMethod(s, m)
	}
}

// deprecation returns the paragraph of doc that begins with "Deprecated: ", or "".
func deprecation(doc string) string {
	for paragraph := range strings.SplitSeq(doc, "\n\n") {
		if strings.HasPrefix(paragraph, "Deprecated: ") {
			return paragraph
		}
	}
	return ""
}

func (g *glue) clientMethod(s *schema.Service, m *schema.Method) {
	sig := newSignature(m, g.hidden)
	c := sig.scope.declare("c")
	g.comment(m.Doc)
	g.P("func (", c, " *", s.ClientName(), ") ", m.GoName, sig.client(), " {")
	call := g.clientCall(s, m, sig, c)
	switch {
	case m.Generic, isMessage(m.Response):
		g.P("return ", call)
	case m.Stream.ServerSide():
		out := sig.scope.declare("out")
		g.P(out, " := ", call)
		g.P("return ", g.unpackSeq(sig.scope, m.Response, expr{out}))
	default:
		g.returnUnpacked(m, sig, call)
	}
	g.P("}")
	g.P()
}

// clientCall returns the call of the runtime, from messages to messages.
func (g *glue) clientCall(s *schema.Service, m *schema.Method, sig *signature, c string) expr {
	verb := "Call"
	if m.Generic {
		verb = "Open"
	}
	request, response := g.names.typeOf(m.Request.Message), g.names.typeOf(m.Response.Message)
	conn := expr{c, ".conn"}
	if frames := g.streamFrames(m); len(frames) > 0 {
		conn = expr{conn, ".Framed(", joined(frames, ", "), ")"}
	}
	if m.Generic {
		response = m.Response.Message.Go
	}
	if m.Generic && m.Stream.ClientSide() {
		request = m.Request.Message.Go
	}
	path := strconv.Quote("/" + g.pkg.Proto + "." + s.Name + "/" + m.Name)
	args := []expr{{sig.ctx}, conn, {path}}
	switch {
	case !m.Stream.ClientSide():
		args = append(args, g.packed(m.Request, sig.request))
	case !m.Generic:
		args = append(args, g.packSeq(sig.scope, m.Request, expr{sig.request[0]}))
	}
	return expr{runtimePackage.name(verb + shapes[m.Stream].runtime),
		"[", request, ", ", response, "](", joined(args, ", "), ")"}
}

// zeroOf returns what stands for a message beside an error.
func zeroOf(s schema.Side) expr {
	if s.Form == schema.Pointer {
		return expr{"nil"}
	}
	return expr{s.Message.Go, "{}"}
}

// returnUnpacked prints the end of a method whose results are in one message, or that has no result but the error.
func (g *glue) returnUnpacked(m *schema.Method, sig *signature, call expr) {
	err := sig.err
	if m.Response.Form == schema.Absent {
		g.P("_, ", err, " := ", call)
		g.P("return ", err)
		return
	}
	zero := words(sig.response)
	if !sig.named {
		zero = []expr{zeroOf(m.Response)}
	}
	out := sig.scope.declare("out")
	g.P(out, ", ", err, " := ", call)
	g.P("if ", err, " != nil {")
	g.P("return ", joined(append(zero, expr{err}), ", "))
	g.P("}")
	g.P("return ", joined(append(unpacked(m.Response, out), expr{"nil"}), ", "))
}
