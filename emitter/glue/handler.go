package glue

import (
	"strconv"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// handler prints what leads a call to its method. Where both sides are message pointers, that is the method itself.
func (g *glue) handler(s *schema.Service, m *schema.Method) {
	call := expr{printer.Runtime.Name(handlerFunc(m)), "("}
	if m.Stream == schema.Unary {
		call = append(call, s.FullNameName(), ", ")
	}
	call = append(call, strconv.Quote(m.Name), ", ")
	end := expr{"),"}
	if frames := g.streamFrames(m); len(frames) > 0 {
		call = append(expr{printer.Runtime.Name("WithFrames"), "("}, call...)
		end = expr{"), ", printer.Joined(frames, ", "), "),"}
	}
	if isDirect(m) {
		g.P(call, s.ServerName(), ".", m.GoName, end)
		return
	}
	h := &handler{glue: g, scope: printer.NewScope(g.needed), service: s, method: m}
	h.srv, h.ctx, h.in = h.scope.Declare("s"), h.scope.Declare("ctx"), "_"
	if m.Request.Form != schema.Absent {
		h.in = h.scope.Declare("in")
	}
	if m.GRPCStyle {
		h.stream = h.scope.Declare("stream")
	}
	g.P(call, "func", h.signature(), " {")
	g.handlerBody(h)
	g.P("}", end)
}

// isDirect reports whether the runtime can call the user's method itself.
func isDirect(m *schema.Method) bool {
	if m.GRPCStyle {
		return m.Stream.ClientSide() || isMessage(m.Request)
	}
	return isMessage(m.Request) && isMessage(m.Response)
}

// streamFrames returns the functions that frame what the user's type sends through grpc-go's stream types.
func (g *glue) streamFrames(m *schema.Method) []expr {
	var frames []expr
	add := func(s schema.Side) {
		if s.Message.Framed {
			frames = append(frames, expr{printer.Runtime.Name("FramerOf"), "[", s.Message.Go, ", ", g.names.of(s.Message).binding, "]()"})
		}
	}
	if m.GRPCStyle && m.Stream.ClientSide() {
		add(m.Request)
	}
	if m.GRPCStyle {
		add(m.Response)
	}
	return frames
}

func handlerFunc(m *schema.Method) string {
	switch {
	case m.Stream == schema.Unary:
		return "UnaryMethod"
	case m.GRPCStyle:
		return "GRPC" + printer.StreamName(m.Stream)
	}
	return printer.StreamName(m.Stream)
}

// handler is a function from messages to messages that calls a method of another shape.
type handler struct {
	*glue
	scope      *printer.Scope
	service    *schema.Service
	method     *schema.Method
	srv, ctx   string
	in, stream string
}

func (h *handler) signature() expr {
	m := h.method
	in, out := expr{"*", h.names.typeOf(m.Request.Message)}, expr{"*", h.names.typeOf(m.Response.Message)}
	if m.GRPCStyle {
		return expr{"(", h.srv, " ", h.service.ServerName(), ", ", h.in, " ", in, ", ", h.stream, " ", printer.GRPCStream(m, "Server"), ") error"}
	}
	if m.Stream.ClientSide() {
		in = printer.Seq(in)
	}
	if m.Stream.ServerSide() {
		out = printer.Seq(out)
	} else {
		out = expr{"(", out, ", error)"}
	}
	return expr{"(", h.srv, " ", h.service.ServerName(), ", ", h.ctx, " ", printer.Context.Name("Context"), ", ", h.in, " ", in, ") ", out}
}

// call returns the call of the user's method.
func (h *handler) call() expr {
	m := h.method
	var args []expr
	if !m.GRPCStyle {
		args = append(args, expr{h.ctx})
	}
	if m.Stream.ClientSide() {
		args = append(args, h.unpackSeq(h.scope, m.Request, expr{h.in}))
	} else {
		args = append(args, unpacked(m.Request, h.in)...)
	}
	if m.GRPCStyle {
		args = append(args, expr{h.stream})
	}
	return expr{h.srv, ".", m.GoName, "(", printer.Joined(args, ", "), ")"}
}

func (g *glue) handlerBody(h *handler) {
	response := h.method.Response
	switch {
	case h.method.GRPCStyle, isMessage(response):
		g.P("return ", h.call())
	case h.method.Stream.ServerSide():
		out := h.scope.Declare("out")
		g.P(out, " := ", h.call())
		g.P("return ", g.packSeq(h.scope, response, expr{out}))
	case response.Form == schema.Absent:
		g.P("return ", g.packed(response, nil), ", ", h.call())
	default:
		results := h.results()
		err := h.scope.Declare("err")
		g.P(printer.Joined(printer.Words(results), ", "), ", ", err, " := ", h.call())
		g.P("return ", g.packed(response, results), ", ", err)
	}
}

// results names the variables for what the user's method returns, as it names them itself.
func (h *handler) results() []string {
	names := make([]string, len(h.method.Response.Params))
	for i, p := range h.method.Response.Params {
		name := p.Name
		if name == "" || name == "_" {
			name = "out"
		}
		names[i] = h.scope.Declare(name)
	}
	return names
}
