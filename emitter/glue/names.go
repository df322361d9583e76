package glue

import (
	"go/types"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Every identifier that the glue declares by itself is decided here, or in schema: in Service for those of services, and in
// glue.go for those that the parser looks for.
//
// At package level they begin with "grpcgen", which the parser keeps free. What belongs to a Go type T is called
// grpcgenT_size, grpcgenT_put and so on. The word after the last underscore is ours and the rest is T's, so two types
// can never meet, whatever they are called. The struct of an inline side has the prefix in its own name.

// messageNames are the identifiers of one message.
type messageNames struct {
	typ     schema.GoType // the Go type that is a proto.Message: the user's own, or its frame
	binding string        // type that binds the Go type to the message
	message string        // variable that describes the message to the runtime
	size    string        // functions of the codec
	put     string
	read    string
}

// glueNames gives out the identifiers of one file.
type glueNames struct {
	pkg      *schema.Package
	tables   map[*schema.Enum]string // variables that hold the numbers of string enums
	messages map[*schema.Message]messageNames
	codecs   map[*schema.Message]string       // variables that hold the codecs of other packages' messages
	frames   map[*schema.Message]messageNames // frames of other packages' messages
	fields   map[*schema.Model]string         // variables that hold the fields of models
	taken    map[string]bool
}

func newNames(p *schema.Package) *glueNames {
	n := &glueNames{
		pkg: p, tables: map[*schema.Enum]string{},
		messages: map[*schema.Message]messageNames{}, codecs: map[*schema.Message]string{},
		frames: map[*schema.Message]messageNames{}, fields: map[*schema.Model]string{}, taken: map[string]bool{},
	}
	for _, m := range p.Messages {
		if !m.HasGo() {
			continue
		}
		stem := m.Ident
		if m.Origin != schema.InlineMessage {
			stem = "grpcgen" + stem
		}
		n.messages[m] = n.message(m, stem)
	}
	for _, m := range p.Models {
		n.fields[m] = n.unique("grpcgen" + names.Exported(m.Ident) + "_fields")
	}
	return n
}

// message names what belongs to one message. A type and an inline side can have one name but for the prefix.
func (n *glueNames) message(m *schema.Message, stem string) messageNames {
	stem = n.unique(stem)
	out := messageNames{
		typ: m.Go, binding: stem + "_binding", message: stem + "_message",
		size: stem + "_size", put: stem + "_put", read: stem + "_read",
	}
	if m.Framed {
		out.typ = schema.GoType{{Name: stem + "_frame"}}
	}
	return out
}

// typeOf returns the Go type that carries a message: the user's own, or a frame of this package.
func (n *glueNames) typeOf(m *schema.Message) schema.GoType {
	if !m.Framed {
		return m.Go
	}
	return n.of(m).typ
}

// of returns the identifiers of a message that is this package's, or has a frame here.
func (n *glueNames) of(m *schema.Message) messageNames {
	if own, ok := n.messages[m]; ok {
		return own
	}
	if _, ok := n.frames[m]; !ok {
		n.frames[m] = n.message(m, "grpcgen"+names.Exported(m.Package.GoName)+names.Exported(m.Ident))
	}
	return n.frames[m]
}

// codec returns the variable that holds the codec of a message of another package.
func (n *glueNames) codec(m *schema.Message) string {
	if name, ok := n.codecs[m]; ok {
		return name
	}
	owner := ""
	if m.Package != nil {
		owner = m.Package.GoName
	}
	n.codecs[m] = n.unique("grpcgen" + names.Exported(owner) + names.Exported(m.Ident) + "_codec")
	return n.codecs[m]
}

func (n *glueNames) unique(name string) string {
	for n.taken[name] {
		name += "_"
	}
	n.taken[name] = true
	return name
}

// invented are the receivers, parameters and variables of generated functions, as they are called unless the user's
// names stand in the way. No import takes one of them.
var invented = []string{"b", "c", "cc", "ctx", "d", "err", "i", "in", "m", "n", "opts", "out", "s", "srv", "stream", "tag", "v"}

// CheckNames reports names of the user's that the glue cannot keep away from.
func CheckNames(p *schema.Package, diags *schema.Diagnostics) {
	for _, m := range p.Messages {
		if !m.Generated() {
			continue
		}
		for _, f := range m.Fields {
			if name := f.Go[0].Name; name == "Reset" || name == "ProtoReflect" {
				diags.Add(f.Pos, "rename it, or use a struct", "a parameter or result cannot be called %s: its message has a method of that name", f.Name)
			}
		}
	}
}

// isPredeclaredType reports whether name is a type, or nil, that Go itself declares.
func isPredeclaredType(name string) bool {
	switch types.Universe.Lookup(name).(type) {
	case *types.TypeName, *types.Nil:
		return true
	}
	return false
}

// mentioned returns the names of p's own types that the functions of its glue mention.
func mentioned(p *schema.Package) map[string]bool {
	own := map[string]bool{}
	add := func(names ...schema.GoName) {
		for _, n := range names {
			if n.Path == p.GoPath {
				own[n.Name] = true
			}
		}
	}
	for _, m := range p.Messages {
		add(m.Go...)
	}
	for param := range params(p) {
		add(param.Type...)
	}
	return own
}
