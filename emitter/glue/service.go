package glue

import (
	"strconv"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// service prints the server's side of s: its interface, its registration and its description for grpc-go.
func (g *glue) service(s *schema.Service) {
	full := g.pkg.Proto + "." + s.Name
	g.serverInterface(s, full)
	g.register(s)
	g.constants(s, full)
	g.serviceDesc(s, full)
	g.implementation(s)
}

func (g *glue) serverInterface(s *schema.Service, full string) {
	sentence := s.ServerName() + " is the server API for " + full + "."
	if clientServes(s) {
		sentence += " *" + s.ClientName() + " implements it too."
	}
	g.Comment(withDoc(sentence, s.Doc))
	g.P("type ", s.ServerName(), " interface {")
	for _, m := range s.Methods {
		g.Comment(m.Doc)
		g.P(m.GoName, printer.NewSignature(m, nil).Handler())
	}
	g.P("}")
	g.P()
}

// withDoc returns a first sentence and what the user wrote below it.
func withDoc(sentence, doc string) string {
	if doc == "" {
		return sentence
	}
	return sentence + "\n\n" + doc
}

// clientServes reports whether the client has the handlers' own signatures.
func clientServes(s *schema.Service) bool {
	for _, m := range s.Methods {
		if m.GRPCStyle {
			return false
		}
	}
	return true
}

func (g *glue) register(s *schema.Service) {
	g.Comment(withDoc(s.RegisterName()+" registers srv with s.", deprecation(s.Doc)))
	g.P("func ", s.RegisterName(), "(s ", printer.GRPC.Name("ServiceRegistrar"), ", srv ", s.ServerName(), ") {")
	g.P(schema.FileVar, ".Register()")
	g.P("s.RegisterService(&", s.DescName(), ", srv)")
	g.P("}")
	g.P()
}

// constants prints the names by which gRPC knows the service and its methods.
func (g *glue) constants(s *schema.Service, full string) {
	g.P("// ", s.FullNameName(), " is the full name of the service.")
	g.P("const ", s.FullNameName(), " = ", strconv.Quote(full))
	g.P()
	if len(s.Methods) == 0 {
		return
	}
	g.P("// The full names of the methods, as interceptors see them.")
	longest := 0
	for _, m := range s.Methods {
		longest = max(longest, len(s.FullMethodName(m)))
	}
	g.P("const (")
	for _, m := range s.Methods {
		name, path := s.FullMethodName(m), "/"+full+"/"
		if len(`    `)+longest+len(` = ""`)+len(path+m.Name) <= printer.Columns {
			g.P(name, " = ", strconv.Quote(path+m.Name))
		} else {
			g.P(name, " = ", strconv.Quote(path), " +")
			g.P(strconv.Quote(m.Name))
		}
	}
	g.P(")")
	g.P()
}

func (g *glue) serviceDesc(s *schema.Service, full string) {
	g.P("// ", s.DescName(), " describes ", full, " to grpc-go. Do not modify it.")
	g.P("var ", s.DescName(), " = ", printer.GRPC.Name("ServiceDesc"), "{")
	g.P("ServiceName: ", s.FullNameName(), ",")
	g.P("HandlerType: (*", s.ServerName(), ")(nil),")
	g.handlers("Methods", "MethodDesc", s, func(m *schema.Method) bool { return m.Stream == schema.Unary })
	g.handlers("Streams", "StreamDesc", s, func(m *schema.Method) bool { return m.Stream != schema.Unary })
	g.P("Metadata: ", strconv.Quote(g.pkg.File), ",")
	g.P("}")
	g.P()
}

// handlers prints one of the two lists of a grpc.ServiceDesc.
func (g *glue) handlers(field, typ string, s *schema.Service, listed func(*schema.Method) bool) {
	first := true
	for _, m := range s.Methods {
		if !listed(m) {
			continue
		}
		if first {
			g.P(field, ": []", printer.GRPC.Name(typ), "{")
			first = false
		}
		g.handler(s, m)
	}
	if !first {
		g.P("},")
	}
}

// implementation lets the compiler check that the declaration in Go still is the service.
func (g *glue) implementation(s *schema.Service) {
	g.P("// If this does not compile, ", s.Go.Name, ` changed after the last build: run "grpcgen build".`)
	if s.Interface {
		g.P("var _ ", s.ServerName(), " = ", s.Go, "(nil)")
	} else {
		g.P("var _ ", s.ServerName(), " = (*", s.Go, ")(nil)")
	}
	g.P()
}
