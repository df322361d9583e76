package parser

import (
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// sides says what a message travels in: requests, responses, or both.
type sides struct{ request, response bool }

// nameBySides calls the messages of structs after the side that they travel in, where the convention wants it. A message
// that a directive names keeps that name, and one inside another follows it.
func (r *reader) nameBySides() {
	if !r.names.sided {
		return
	}
	found := r.findSides()
	for _, p := range r.packages {
		renamed := map[string]string{}
		for _, m := range p.out.Messages {
			if m.HasGo() && !m.Generated && !m.Sealed && !r.explicit[m] && !strings.Contains(m.Name, ".") {
				old := m.Name
				m.Name = r.sidedName(p, m, found[m])
				renamed[old] = m.Name
			}
		}
		for _, m := range p.out.Messages {
			if outer, inner, nested := strings.Cut(m.Name, "."); nested && !r.explicit[m] && renamed[outer] != "" {
				m.Name = renamed[outer] + "." + inner
			}
		}
	}
}

// findSides follows the fields of what services carry.
func (r *reader) findSides() map[*schema.Message]sides {
	found := map[*schema.Message]sides{}
	var reach func(m *schema.Message, s sides)
	reach = func(m *schema.Message, s sides) {
		if m == nil {
			return
		}
		both := sides{found[m].request || s.request, found[m].response || s.response}
		if both == found[m] {
			return
		}
		found[m] = both
		for _, f := range m.Fields {
			reach(f.Type.Message, s)
		}
	}
	for _, p := range r.packages {
		for _, s := range p.out.Services {
			for _, method := range s.Methods {
				reach(method.Request.Message, sides{request: true})
				reach(method.Response.Message, sides{response: true})
			}
		}
	}
	return found
}

// sidedName returns the name of a message by the sides that it travels in.
func (r *reader) sidedName(p *pkg, m *schema.Message, s sides) string {
	switch {
	case s.request && s.response:
		r.diags.Add(m.Pos, "declare a type for each, or give it one name: //grpc:message name="+m.Name,
			"%s travels in requests and in responses, and naming: socio gives it a name for each", m.Ident)
	case s.request:
		return withSuffix(m.Name, requestSuffix)
	case s.response:
		return withSuffix(m.Name, responseSuffix)
	default:
		return r.keptName(p, m.Name)
	}
	return m.Name
}

// What the names of messages end with.
const (
	requestSuffix  = "Request"
	responseSuffix = "Response"
)

// keptName returns the name under which the ledger has the message of a Go type that no action reaches, or else that of
// the type.
func (r *reader) keptName(p *pkg, name string) string {
	if r.names.sided {
		for _, suffix := range []string{requestSuffix, responseSuffix} {
			if sided := withSuffix(name, suffix); p.ledger.HasMessage(sided) && p.types.Scope().Lookup(sided) == nil {
				return sided
			}
		}
	}
	return name
}
