package emitter

import "github.com/grpcgen/grpcgen/parser/schema"

// shape is how the runtime and grpc-go name what belongs to one kind of stream.
type shape struct {
	runtime string // runtime.<runtime>, runtime.Call<runtime>, runtime.Open<runtime>, runtime.Generic<runtime>
	grpc    string // grpc.<grpc>Server, grpc.<grpc>Client
}

var shapes = [...]shape{
	schema.Unary:  {runtime: "Unary"},
	schema.Server: {runtime: "ServerStream", grpc: "ServerStreaming"},
	schema.Client: {runtime: "ClientStream", grpc: "ClientStreaming"},
	schema.Bidi:   {runtime: "BidiStream", grpc: "BidiStreaming"},
}

// grpcStream returns grpc-go's generic stream type for one end of m: Server or Client.
func grpcStream(m *schema.Method, end string) expr {
	name := grpcPackage.name(shapes[m.Stream].grpc + end)
	if m.Stream == schema.Server {
		return expr{name, "[", m.Response.Message.Go, "]"}
	}
	return expr{name, "[", m.Request.Message.Go, ", ", m.Response.Message.Go, "]"}
}

// signature holds the names in one Go function for a method. The user's names come first; what the schema leaves open
// is named so that nothing collides.
type signature struct {
	scope    *scope
	method   *schema.Method
	ctx      string
	request  []string // the parameters of the request side
	stream   string   // the parameter of grpc-go's stream type
	response []string // the results of the response side, if named
	named    bool     // whether the results have names
	err      string
}

// newSignature names what a function for m needs. hidden are the names that its parameters must not hide.
func newSignature(m *schema.Method, hidden func(string) bool) *signature {
	s := &signature{scope: newScope(hidden), method: m}
	s.request, s.response = s.declare(m.Request.Params), s.declare(m.Response.Params)
	s.named = len(s.response) > 0 && s.response[0] != ""
	for i, name := range s.request {
		if name == "" {
			s.request[i] = s.scope.declare("in")
		}
	}
	s.ctx, s.err = s.scope.declare("ctx"), s.scope.declare("err")
	if m.Generic {
		s.stream = s.scope.declare("stream")
	}
	return s
}

// declare returns the user's names; a message that is a side by itself may have none.
func (s *signature) declare(params []schema.Param) []string {
	names := make([]string, len(params))
	for i, p := range params {
		if p.Name != "" && p.Name != "_" {
			names[i] = s.scope.declare(p.Name)
		}
	}
	return names
}

// seq is the type of an iterator over values of a type and errors.
func seq(element expr) expr { return expr{iterPackage.name("Seq2"), "[", element, ", error]"} }

func (s *signature) requestParams() []expr {
	params := make([]expr, len(s.request))
	for i, p := range s.method.Request.Params {
		typ := expr{p.Type}
		if s.method.Stream.ClientSide() {
			typ = seq(typ)
		}
		params[i] = expr{s.request[i], " ", typ}
	}
	return params
}

// handler returns parameters and results as the service has them.
func (s *signature) handler() expr {
	m := s.method
	if !m.Generic {
		return expr{"(", joined(append([]expr{s.context()}, s.requestParams()...), ", "), ") ", s.results()}
	}
	var params []expr
	if !m.Stream.ClientSide() {
		params = s.requestParams()
	}
	params = append(params, expr{s.stream, " ", grpcStream(m, "Server")})
	return expr{"(", joined(params, ", "), ") error"}
}

// client returns parameters and results as the client has them: those of the handler, unless it is written with
// grpc-go's stream types.
func (s *signature) client() expr {
	m := s.method
	if !m.Generic {
		return s.handler()
	}
	params := []expr{s.context()}
	if !m.Stream.ClientSide() {
		params = append(params, s.requestParams()...)
	}
	return expr{"(", joined(params, ", "), ") (", grpcStream(m, "Client"), ", error)"}
}

func (s *signature) context() expr { return expr{s.ctx, " ", contextPackage.name("Context")} }

func (s *signature) results() expr {
	var results []expr
	for i, p := range s.method.Response.Params {
		result := expr{p.Type}
		if s.method.Stream.ServerSide() {
			result = seq(result)
		}
		if s.named {
			result = expr{s.response[i], " ", result}
		}
		results = append(results, result)
	}
	switch {
	case s.method.Stream.ServerSide():
	case s.named:
		results = append(results, expr{s.err, " error"})
	default:
		results = append(results, expr{"error"})
	}
	if len(results) == 1 && !s.named {
		return results[0]
	}
	return expr{"(", joined(results, ", "), ")"}
}
