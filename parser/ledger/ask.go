package ledger

import (
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// A rename that nobody declares looks like a removal and an addition, and loses the numbers. Only the author knows which it
// was, so a run that finds both asks.

// question is something new beside what is gone.
type question struct {
	pos   token.Position
	name  string
	kind  string
	write string // how a rename is said, up to the old name; empty for a filter, whose fields follow those of the model
	after string // and behind it
	gone  []string
}

// shown is how many names a question lists.
const shown = 3

// askFor reports a question, unless there is nothing to ask.
func (a *applier) askFor(q question) {
	if a.AcceptRemovals || len(q.gone) == 0 || a.refused[q.pos] {
		return
	}
	slices.Sort(q.gone)
	list, verb := strings.Join(q.gone[:min(shown, len(q.gone))], ", "), "is"
	if len(q.gone) > shown {
		list += ", ..."
	}
	if len(q.gone) > 1 {
		verb = "are"
	}
	rename := "if it was renamed, say what it was: " + q.write + q.gone[0] + q.after
	if q.write == "" {
		rename = "if a field of the model was renamed, say what it was there: `grpc:\"was=...\"`"
	}
	help := rename + "\nif not, run grpcgen build --accept-removals: what is gone is reserved for good"
	a.diags.Add(q.pos, help, "%s %s is new, and %s %s gone: a rename would lose its numbers", q.kind, q.name, list, verb)
}

// askAll finds messages, enums and services that are new in a run in which others are gone.
func (a *applier) askAll() {
	for _, n := range a.numbered {
		n.askFields()
	}
	messages, enums, services := a.goneMessages(), a.goneEnums(), a.goneServices()
	for _, p := range a.schema.Packages {
		for _, m := range p.Messages {
			if a.types.former[fullName(p, m.Name)] == "" && hasDirective(m) && m.Name != "" {
				word := "//grpc:message was="
				if m.Origin == schema.SealedMessage {
					word = "//grpc:oneof was="
				}
				a.askFor(question{m.Pos, m.Name, "message", word, "", within(p, messages)})
			}
		}
		for _, e := range p.Enums {
			if a.types.former[fullName(p, e.Name)] == "" && e.Name != "" {
				a.askFor(question{e.Pos, e.Name, "enum", "//grpc:enum was=", "", within(p, enums)})
			}
		}
		for _, s := range p.Services {
			if a.handlers.former[fullName(p, s.Name)] == "" {
				a.askFor(question{s.Pos, s.Name, "service", "//grpc:service was=", "", within(p, services)})
			}
		}
	}
}

// hasDirective reports whether a //grpc:message or //grpc:oneof can stand above what a message comes from.
func hasDirective(m *schema.Message) bool {
	return m.Origin == schema.StructMessage || m.Origin == schema.SealedMessage
}

// within shortens the full names of a package's own.
func within(p *schema.Package, full []string) []string {
	out := make([]string, len(full))
	for i, name := range full {
		out[i] = strings.TrimPrefix(name, p.Proto+".")
	}
	return out
}

// goneMessages returns the messages whose numbers would be lost if they had been renamed. Without fields there are none;
// and those that a field or an action had to itself went with it.
func (a *applier) goneMessages() []string {
	var gone []string
	for _, full := range slices.Sorted(maps.Keys(a.messages)) {
		if !a.messages[full].empty() && a.types.gone(full) && !a.withdrew[full] {
			gone = append(gone, full)
		}
	}
	return gone
}

// goneEnums returns the enums that had more than the zero value, which is all that is left of a removed one.
func (a *applier) goneEnums() []string {
	var gone []string
	for _, full := range slices.Sorted(maps.Keys(a.enums)) {
		if !a.enums[full].empty() && a.types.gone(full) && !a.withdrew[full] {
			gone = append(gone, full)
		}
	}
	return gone
}

func (a *applier) goneServices() []string {
	var gone []string
	for _, full := range slices.Sorted(maps.Keys(a.services)) {
		if a.handlers.gone(full) {
			gone = append(gone, full)
		}
	}
	return gone
}

// askActions finds actions that are new in a service in which others are gone.
func (a *applier) askActions(s *schema.Service, added []*schema.Method, gone []string) {
	for _, m := range added {
		a.askFor(question{m.Pos, s.Name + "." + m.Name, "action", "//grpc:action was=", "", slices.Clone(gone)})
	}
}

// askFields finds fields that are new in a message in which others are gone, where one could be read as the other. A number
// in a tag says that a field is not what had another.
func (n *numbering) askFields() {
	for _, f := range n.m.Fields {
		if _, kept := n.was[f]; kept || f.Pinned {
			continue
		}
		var gone []string
		for name, old := range n.old.fields {
			if !n.kept[name] && n.couldBe(old.typ, f.Type) {
				gone = append(gone, name)
			}
		}
		q := question{pos: f.Pos, name: n.m.Name + "." + f.Name, kind: "field", gone: gone}
		switch {
		case n.m.Origin == schema.SealedMessage:
			q.write = "//grpc:field was="
		case n.m.Origin == schema.FilterMessage:
		case n.m.Origin == schema.InlineMessage:
			name := f.Go[0].Name
			q.write = "//grpc:param " + names.Unexported(name) + " was="
		default:
			q.write, q.after = "`grpc:\"was=", "\"`"
		}
		n.run.askFor(q)
	}
}

// couldBe reports whether a field that is gone could be one that is new: the types are compatible, or would be if one
// message or enum was renamed to the other.
func (n *numbering) couldBe(old typeText, now schema.Type) bool {
	if n.run.compatible(old, n.old, now) {
		return true
	}
	if !isRead(now) {
		return false
	}
	text := textOf(now)
	was := n.run.resolve(old.name, n.old.scope())
	alike := n.run.messages[was] != nil && now.Message != nil || n.run.enums[was] != nil && now.Enum != nil
	old.name, text.name = "", ""
	return alike && old == text && n.run.types.gone(was)
}
