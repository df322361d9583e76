package printer

import "github.com/grpcgen/grpcgen/parser/schema"

// StreamName is what the runtime calls one kind of stream. grpc-go's types for it are called so too, with "ing" behind it.
func StreamName(s schema.Stream) string {
	return [...]string{schema.Unary: "Unary", schema.Server: "ServerStream", schema.Client: "ClientStream", schema.Bidi: "BidiStream"}[s]
}

// GRPCStream returns grpc-go's stream type for one end of m: Server or Client.
func GRPCStream(m *schema.Method, end string) Expr {
	name := GRPC.Name(StreamName(m.Stream) + "ing" + end)
	if m.Stream == schema.Server {
		return Expr{name, "[", m.Response.Message.Go, "]"}
	}
	return Expr{name, "[", m.Request.Message.Go, ", ", m.Response.Message.Go, "]"}
}

// Signature holds the names in one Go function for a method. The user's names come first; what the schema leaves open
// is named so that nothing collides.
type Signature struct {
	Scope    *Scope
	method   *schema.Method
	Ctx      string
	Request  []string // the parameters of the request side
	Stream   string   // the parameter of grpc-go's stream type
	Response []string // the results of the response side, if named
	Named    bool     // whether the results have names
	Err      string
}

// NewSignature names what a function for m needs. needed reports the names that its parameters must not shadow.
func NewSignature(m *schema.Method, needed func(string) bool) *Signature {
	s := &Signature{Scope: NewScope(needed), method: m}
	s.Request, s.Response = s.declare(m.Request.Params), s.declare(m.Response.Params)
	s.Named = len(s.Response) > 0 && s.Response[0] != ""
	for i, name := range s.Request {
		if name == "" {
			s.Request[i] = s.Scope.Declare("in")
		}
	}
	s.Ctx, s.Err = s.Scope.Declare("ctx"), s.Scope.Declare("err")
	if m.GRPCStyle {
		s.Stream = s.Scope.Declare("stream")
	}
	return s
}

// declare returns the user's names; a message that is a side by itself may have none.
func (s *Signature) declare(params []schema.Param) []string {
	names := make([]string, len(params))
	for i, p := range params {
		if p.Name != "" && p.Name != "_" {
			names[i] = s.Scope.Declare(p.Name)
		}
	}
	return names
}

// Seq is the type of an iterator over values of a type and errors.
func Seq(element Expr) Expr { return Expr{Iter.Name("Seq2"), "[", element, ", error]"} }

func (s *Signature) requestParams() []Expr {
	params := make([]Expr, len(s.Request))
	for i, p := range s.method.Request.Params {
		typ := Expr{p.Type}
		if s.method.Stream.ClientSide() {
			typ = Seq(typ)
		}
		params[i] = Expr{s.Request[i], " ", typ}
	}
	return params
}

// Handler returns parameters and results as the service has them.
func (s *Signature) Handler() Expr {
	m := s.method
	if !m.GRPCStyle {
		return Expr{"(", Joined(append([]Expr{s.context()}, s.requestParams()...), ", "), ") ", s.results()}
	}
	var params []Expr
	if !m.Stream.ClientSide() {
		params = s.requestParams()
	}
	params = append(params, Expr{s.Stream, " ", GRPCStream(m, "Server")})
	return Expr{"(", Joined(params, ", "), ") error"}
}

// Client returns parameters and results as the client has them: those of the handler, unless it is written with
// grpc-go's stream types.
func (s *Signature) Client() Expr {
	m := s.method
	if !m.GRPCStyle {
		return s.Handler()
	}
	params := []Expr{s.context()}
	if !m.Stream.ClientSide() {
		params = append(params, s.requestParams()...)
	}
	return Expr{"(", Joined(params, ", "), ") (", GRPCStream(m, "Client"), ", error)"}
}

func (s *Signature) context() Expr { return Expr{s.Ctx, " ", Context.Name("Context")} }

func (s *Signature) results() Expr {
	var results []Expr
	for i, p := range s.method.Response.Params {
		result := Expr{p.Type}
		if s.method.Stream.ServerSide() {
			result = Seq(result)
		}
		if s.Named {
			result = Expr{s.Response[i], " ", result}
		}
		results = append(results, result)
	}
	switch {
	case s.method.Stream.ServerSide():
	case s.Named:
		results = append(results, Expr{s.Err, " error"})
	default:
		results = append(results, Expr{"error"})
	}
	if len(results) == 1 && !s.Named {
		return results[0]
	}
	return Expr{"(", Joined(results, ", "), ")"}
}
