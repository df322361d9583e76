package ledger

import (
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// service is a service in the ledger.
type service struct {
	file    *File
	name    string
	methods map[string]method
}

// method is an action in the ledger: its messages, as the .proto spells them.
type method struct{ request, response string }

func (s *service) empty() bool { return false } // a service that is gone leaves nothing
func (s *service) spare() bool { return false }

// followServices finds what each service and each action of a package was, and with that what their inline messages were.
func (a *applier) followServices(p *schema.Package) {
	for _, s := range p.Services {
		full := fullName(p, s.Name)
		_, known := a.services[full]
		follow(a, a.handlers, a.services, declaration{p, s.Name, s.Was, "", "service", known, s.Pos})
		if old := a.services[a.handlers.former[full]]; old != nil {
			a.followActions(s, old)
		}
	}
}

// withdrawServices notes the inline messages of services that are gone.
func (a *applier) withdrawServices() {
	for full, s := range a.services {
		if a.handlers.gone(full) {
			for name, m := range s.methods {
				a.withdrawInline(s, name, m)
			}
		}
	}
}

// followActions finds what the actions of one service were.
func (a *applier) followActions(s *schema.Service, old *service) {
	living := map[string]bool{}
	for _, m := range s.Methods {
		living[m.Name] = true
	}
	heirs := map[string]string{}
	var added []*schema.Method
	for _, m := range s.Methods {
		name := m.Name
		if _, known := old.methods[name]; known && m.Was != "" {
			a.spent(m.Pos, m.Was, true)
		} else if !known {
			name = m.Was
		}
		was, known := old.methods[name]
		switch {
		case !known:
			if m.Was != "" {
				a.spent(m.Pos, m.Was, false)
			}
			added = append(added, m)
		case name != m.Name && living[name]:
			a.refuse(m.Pos, "remove was=, or rename the other action", "was=%s: %s is another action", name, name)
		case heirs[name] != "":
			a.refuse(m.Pos, "keep was= on one of them", "was=%s: %s already took its place", name, heirs[name])
		default:
			heirs[name] = m.Name
			if name != m.Name {
				a.acted[m.Pos] = true
			}
			a.implyInline(m, m.Request.Message, was.request, old)
			a.implyInline(m, m.Response.Message, was.response, old)
		}
	}
	var gone []string
	for name, was := range old.methods {
		if heirs[name] == "" {
			gone = append(gone, name)
			a.withdrawInline(old, name, was)
		}
	}
	a.askActions(s, added, gone)
}

// actionMessage is the request or the response of an action, and the full name of the message that it was.
type actionMessage struct {
	action *schema.Method
	now    *schema.Message
	was    string
}

// implyInline notes what an inline message was: the message that its action had in that direction.
func (a *applier) implyInline(m *schema.Method, now *schema.Message, was string, in *service) {
	full := a.resolve(was, in.file.pkg+"."+in.name)
	if now == nil {
		return // it could not be read, which has been reported
	}
	if now.Generated() {
		a.implied[now] = full
	}
	a.inActions = append(a.inActions, actionMessage{m, now, full})
}

// checkActions reports the actions that have another message than before, which would misread the bytes of the old one.
func (a *applier) checkActions() {
	for _, s := range a.inActions {
		was, now := a.messages[s.was], s.now.FullName()
		if a.same(s.was, now) || a.areTwins(s.was, s.now) || was == nil && s.was == emptyName || was != nil && was.spare() || isSpare(s.now) || a.readsAs(was, s.now) {
			continue
		}
		if a.AcceptChanges {
			a.schema.Warnings.Add(s.action.Pos, "", "accepted: %s had %s and now has %s", s.action.Name, s.was, now)
			continue
		}
		a.diags.Add(s.action.Pos, "give the action another name, which makes it a new action;\nor say what the message was: //grpc:message was=OLD;\n"+
			"or run grpcgen build --accept-changes, if no such program is in use",
			"%s had %s and now has %s: programs built before and after this change would misread each other", s.action.Name, s.was, now)
	}
}

// isSpare reports whether a message has nothing that could be misread, and never had.
func isSpare(m *schema.Message) bool {
	return m.FullName() == emptyName || m.Package != nil && len(m.Fields)+len(m.Reserved.Ranges)+len(m.Reserved.Names) == 0
}

// readsAs reports whether a message of the ledger and a living one have fields of the same numbers and types.
func (a *applier) readsAs(was *message, now *schema.Message) bool {
	if was == nil || now.Package == nil || len(was.fields) != len(now.Fields) {
		return false
	}
	for _, f := range now.Fields {
		name := was.holder(f.Number)
		if name == "" || a.changed(was.fields[name].typ, was, f.Type) {
			return false
		}
	}
	return true
}

const emptyName = "google.protobuf.Empty"

// withdrawInline notes the inline messages of an action that is gone. Their names tell them.
func (a *applier) withdrawInline(s *service, action string, m method) {
	for suffix, typ := range map[string]string{"Request": m.request, "Response": m.response} {
		if strings.HasSuffix(typ, action+suffix) {
			a.withdrew[a.resolve(typ, s.file.pkg+"."+s.name)] = true
		}
	}
}
