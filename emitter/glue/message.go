package glue

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// message prints what makes a Go struct a message.
func (g *glue) message(m *schema.Message) {
	n := g.names.messages[m]
	if m.Origin == schema.InlineMessage {
		g.generatedStruct(m)
	}
	if m.Framed {
		g.frame(m, n)
	} else {
		g.methods(m, n)
	}
	g.binding(m, n)
	if m.Origin == schema.SealedMessage {
		g.sealedCodec(m, n)
		return
	}
	g.codec(m, n)
}

// frame prints the type that is the message in the place of the user's type, which cannot have the methods for it.
func (g *glue) frame(m *schema.Message, n messageNames) {
	g.P("// ", n.typ, " adapts ", m.Go, ", which cannot implement proto.Message itself.")
	g.P("type ", n.typ, " = ", printer.Runtime.Name("Frame"), "[", m.Go, ", ", n.binding, "]")
	g.P()
}

// methods prints the two methods that make a struct a proto.Message.
func (g *glue) methods(m *schema.Message, n messageNames) {
	self := printer.NewScope(g.needed).Declare("m")
	g.P("// ProtoReflect makes *", m.Go, " a proto.Message.")
	g.P("func (", self, " *", m.Go, ") ProtoReflect() ", printer.Protoreflect.Name("Message"), " {")
	g.P("return ", printer.Runtime.Name("Reflect"), "[", n.binding, "](", self, ")")
	g.P("}")
	g.P()
	g.P("// Reset sets ", self, " to its zero value.")
	g.P("func (", self, " *", m.Go, ") Reset() { ", printer.Runtime.Name("Reset"), "(", self, ") }")
	g.P()
	g.messageString(m, self)
}

// generatedStruct prints the struct of an inline side.
func (g *glue) generatedStruct(m *schema.Message) {
	g.P("// ", m.Go, " is ", m.FullName(), g.purposes[m], ".")
	g.P("type ", m.Go, " struct {")
	for _, f := range m.Struct {
		g.P(f.Name, " ", f.Type)
	}
	g.P("}")
	g.P()
}

// purposes says of every inline message which side of which method it is.
func purposes(p *schema.Package) map[*schema.Message]string {
	all := map[*schema.Message]string{}
	for _, s := range p.Services {
		for _, method := range s.Methods {
			name := " of " + s.Name + "." + method.Name
			all[method.Response.Message] = ": the response" + name
			all[method.Request.Message] = ": the request" + name
		}
	}
	return all
}

// binding prints the type and the variable that the runtime knows the message by. Builds of other modules find in it which
// Go type is which message, see package parser/built.
func (g *glue) binding(m *schema.Message, n messageNames) {
	g.bindingType(m, n)
	if m.Origin == schema.SealedMessage {
		g.variants(m, n)
		return
	}
	constructor, last := "NewMessage", expr{"})"}
	if m.Framed {
		constructor, last = "NewFramed", expr{"}, ", n.binding, "{})"}
	}
	g.P("var ", n.message, " = ", printer.Runtime.Name(constructor), "(", schema.FileVar, ", ", strconv.Quote(m.Name), ",")
	g.P(printer.Runtime.Name("Codec"), "[", m.Go, "]{Size: ", n.size, ", Put: ", n.put, ", Read: ", n.read, "},")
	g.P(printer.Runtime.Name("Fields"), "{")
	if m.Unknown != nil {
		g.P(printer.Runtime.Name("Unknown"), ": ", selectorText(m.Unknown), ",")
	}
	for _, f := range m.Fields {
		g.P(f.Number, ": ", selectorText(f.Go), ",")
	}
	g.P(append(last, bounds(m)...))
	g.P()
}

// bounds prints what the fields of a message are bounded to, for reflection.
func bounds(m *schema.Message) expr {
	var all []expr
	for _, f := range m.Fields {
		if f.Type.Max > 0 {
			all = append(all, expr{f.Number, ": ", f.Type.Max})
		}
	}
	if all == nil {
		return nil
	}
	return expr{".Bound(", printer.Runtime.Name("Bounds"), "{", printer.Joined(all, ", "), "})"}
}

func (g *glue) bindingType(m *schema.Message, n messageNames) {
	g.P("// ", n.binding, " binds ", m.Go, " to ", m.FullName(), ".")
	g.P("type ", n.binding, " struct{}")
	g.P()
	g.P("func (", n.binding, ") Message() (m *", printer.Runtime.Name("Message"), "[", m.Go, "]) { return ", n.message, " }")
	g.P()
}

// foreignFrames prints frames over the types of other packages, whose own frames have no name here.
func (g *glue) foreignFrames() {
	byName := map[string]*schema.Message{}
	for m, n := range g.names.frames {
		byName[n.message] = m
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		m := byName[name]
		n := g.names.frames[m]
		g.frame(m, n)
		g.bindingType(m, n)
		g.P("var ", n.message, " = ", printer.Runtime.Name("MessageOf"), "[", m.Go, "](", strconv.Quote(m.FullName()), ")")
		g.P()
	}
}

// selectorText returns a selector as the runtime reads it.
func selectorText(steps []schema.Step) string {
	names := make([]string, len(steps))
	for i, step := range steps {
		names[i] = step.Name
	}
	return strconv.Quote(strings.Join(names, "."))
}

// guards prints one guard for each struct that has fields of the message, each once in a file.
func (g *glue) guards(m *schema.Message) {
	for _, s := range append([]schema.GoStruct{{Go: m.Go, Fields: m.Struct}}, m.Flattened...) {
		if s.Fields != nil && !g.guarded[s.Go.String()] {
			g.guarded[s.Go.String()] = true
			g.guard(s)
		}
	}
}

// guard prints a conversion that compiles as long as the struct has the fields that it had when the glue was written.
// Compilers quote the expression that they cannot convert, so it says what to do. Functions called _ are checked only.
func (g *glue) guard(s schema.GoStruct) {
	g.P("// ", s.Go, ` had these fields when this was generated. If it has others now, run "grpcgen build".`)
	g.P("func _(changed map[string]*struct {")
	for _, f := range s.Fields {
		if f.Embedded {
			g.P(f.Type)
		} else {
			g.P(f.Name, " ", f.Type)
		}
	}
	g.P("}) {")
	g.P("_ = (*", s.Go, ")(changed[`run \"grpcgen build\"`])")
	g.P("}")
	g.P()
}
