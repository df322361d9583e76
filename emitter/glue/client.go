package glue

import (
	"strings"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// client prints the client of s.
func (g *glue) client(s *schema.Service) {
	full := g.pkg.Proto + "." + s.Name
	client := s.ClientName()
	g.Comment(withDoc(client+" calls "+full+". Its methods are safe for concurrent use.", deprecation(s.Doc)))
	g.P("type ", client, " struct{ conn ", printer.Runtime.Name("Conn"), " }")
	g.P()
	g.Comment(withDoc(s.NewClientName()+" returns a client that calls over cc.", deprecation(s.Doc)))
	g.P("func ", s.NewClientName(), "(cc ", printer.GRPC.Name("ClientConnInterface"), ") *", client, " {")
	g.P(schema.FileVar, ".Register()")
	g.P("return &", client, "{", printer.Runtime.Name("NewConn"), "(cc)}")
	g.P("}")
	g.P()
	g.P("// With returns a client that adds opts to every call.")
	g.P("func (c *", client, ") With(opts ...", printer.GRPC.Name("CallOption"), ") *", client, " {")
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
	sig := printer.NewSignature(m, g.needed)
	c := sig.Scope.Declare("c")
	g.Comment(m.Doc)
	g.P("func (", c, " *", s.ClientName(), ") ", m.GoName, sig.Client(), " {")
	call := g.clientCall(s, m, sig, c)
	switch {
	case m.GRPCStyle, isMessage(m.Response):
		g.P("return ", call)
	case m.Stream.ServerSide():
		out := sig.Scope.Declare("out")
		g.P(out, " := ", call)
		g.P("return ", g.unpackSeq(sig.Scope, m.Response, expr{out}))
	default:
		g.returnUnpacked(m, sig, call)
	}
	g.P("}")
	g.P()
}

// clientCall returns the call of the runtime, from messages to messages.
func (g *glue) clientCall(s *schema.Service, m *schema.Method, sig *printer.Signature, c string) expr {
	verb := "Call"
	if m.GRPCStyle {
		verb = "Open"
	}
	response := expr{g.names.typeOf(m.Response.Message)}
	conn := expr{c, ".conn"}
	if frames := g.streamFrames(m); len(frames) > 0 {
		conn = expr{conn, ".Framed(", printer.Joined(frames, ", "), ")"}
	}
	if m.GRPCStyle {
		response = expr{m.Response.Message.Go}
	}
	types := response
	if m.GRPCStyle && m.Stream.ClientSide() { // which has no argument to infer the request from
		types = expr{m.Request.Message.Go, ", ", response}
	}
	args := []expr{{sig.Ctx}, conn, {s.FullMethodName(m)}}
	switch {
	case !m.Stream.ClientSide():
		args = append(args, g.packed(m.Request, sig.Request))
	case !m.GRPCStyle:
		args = append(args, g.packSeq(sig.Scope, m.Request, expr{sig.Request[0]}))
	}
	return expr{printer.Runtime.Name(verb + printer.StreamName(m.Stream)), "[", types, "](", printer.Joined(args, ", "), ")"}
}

// zeroOf returns what stands for a message beside an error.
func zeroOf(s schema.Side) expr {
	if s.Form == schema.Pointer {
		return expr{"nil"}
	}
	return expr{s.Message.Go, "{}"}
}

// returnUnpacked prints the end of a method whose results are in one message, or that has no result but the error.
func (g *glue) returnUnpacked(m *schema.Method, sig *printer.Signature, call expr) {
	err := sig.Err
	if m.Response.Form == schema.Absent {
		g.P("_, ", err, " := ", call)
		g.P("return ", err)
		return
	}
	zero := printer.Words(sig.Response)
	if !sig.Named {
		zero = []expr{zeroOf(m.Response)}
	}
	out := sig.Scope.Declare("out")
	g.P(out, ", ", err, " := ", call)
	g.P("if ", err, " != nil {")
	g.P("return ", printer.Joined(append(zero, expr{err}), ", "))
	g.P("}")
	g.P("return ", printer.Joined(append(unpacked(m.Response, out), expr{"nil"}), ", "))
}
