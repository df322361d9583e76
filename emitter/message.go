package emitter

import (
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// message prints what makes a Go struct a message.
func (g *glue) message(m *schema.Message) {
	n := g.names.messages[m]
	if m.Generated {
		g.generatedStruct(m)
	}
	self := newScope(g.hidden).declare("m")
	g.P("// ProtoReflect makes *", m.Go, " a proto.Message.")
	g.P("func (", self, " *", m.Go, ") ProtoReflect() ", protoreflectPackage.name("Message"), " {")
	g.P("return ", runtimePackage.name("Reflect"), "[", m.Go, ", ", n.binding, "](", self, ")")
	g.P("}")
	g.P()
	g.P("// Reset sets ", self, " to its zero value.")
	g.P("func (", self, " *", m.Go, ") Reset() { *", self, " = ", m.Go, "{} }")
	g.P()
	g.binding(m, n)
	g.codec(m, n)
	if !m.Generated {
		g.guards(m)
	}
}

// generatedStruct prints the struct of an inline side.
func (g *glue) generatedStruct(m *schema.Message) {
	g.P("// ", m.Go, " is ", m.FullName(), g.purpose(m), ".")
	g.P("type ", m.Go, " struct {")
	for _, f := range m.Struct {
		g.P(f.Name, " ", f.Type)
	}
	g.P("}")
	g.P()
}

// purpose says which side of which method an inline message is.
func (g *glue) purpose(m *schema.Message) string {
	for _, s := range g.pkg.Services {
		for _, method := range s.Methods {
			name := " of " + s.Name + "." + method.Name
			switch m {
			case method.Request.Message:
				return ": the request" + name
			case method.Response.Message:
				return ": the response" + name
			}
		}
	}
	return ""
}

// binding prints the type and the variable that the runtime knows the message by.
func (g *glue) binding(m *schema.Message, n messageNames) {
	g.P("// ", n.binding, " binds ", m.Go, " to ", m.FullName(), ".")
	g.P("type ", n.binding, " struct{}")
	g.P()
	g.P("func (", n.binding, ") Message() *", runtimePackage.name("Message"), "[", m.Go, "] { return ", n.message, " }")
	g.P()
	g.P("var ", n.message, " = ", runtimePackage.name("NewMessage"), "(", fileVar, ", ", strconv.Quote(m.Name), ",")
	g.P(runtimePackage.name("Codec"), "[", m.Go, "]{Size: ", n.size, ", Put: ", n.put, ", Read: ", n.read, "},")
	g.P(runtimePackage.name("Fields"), "{")
	for _, f := range m.Fields {
		steps := make([]string, len(f.Go))
		for i, step := range f.Go {
			steps[i] = step.Name
		}
		g.P(f.Number, ": ", strconv.Quote(strings.Join(steps, ".")), ",")
	}
	g.P("})")
	g.P()
}

// guards prints one guard for each struct that has fields of the message, each once in a file.
func (g *glue) guards(m *schema.Message) {
	for _, s := range append([]schema.GoStruct{{Go: m.Go, Fields: m.Struct}}, m.Flattened...) {
		if s.Fields != nil && !g.guarded[s.Go] {
			g.guarded[s.Go] = true
			g.guard(s)
		}
	}
}

// guard prints a conversion that compiles as long as the struct has the fields that it had when the glue was written.
func (g *glue) guard(s schema.GoStruct) {
	g.P("// If this does not compile, ", s.Go, ` changed after the last build: run "grpcgen build".`)
	g.P("var _ = (*", s.Go, ")((*struct {")
	for _, f := range s.Fields {
		if f.Embedded {
			g.P(f.Type)
		} else {
			g.P(f.Name, " ", f.Type)
		}
	}
	g.P("})(nil))")
	g.P()
}
