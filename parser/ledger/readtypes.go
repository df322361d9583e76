package ledger

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"text/scanner"

	"github.com/emicklei/proto"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// members are the fields of one message, or the values of one enum, while they are read.
type members struct {
	*reader
	kind     string // "field" or "value"
	owner    string // the message or the enum
	oneof    string // that is being read
	used     []member
	reserved schema.Reserved
}

type member struct {
	name   string
	number int
	pos    scanner.Position
}

func (m *members) add(name string, number int, pos scanner.Position) {
	m.used = append(m.used, member{name, number, pos})
}

// check reports what two merged branches can have in common, and what is reserved and used nevertheless.
func (m *members) check(aliases bool) {
	names, numbers := map[string]bool{}, map[int]string{}
	for _, u := range m.used {
		other, shared := numbers[u.number]
		switch {
		case u.name == "":
			m.refuse(u.pos, restore, "%s", "found a "+m.kind+" without a name")
		case names[u.name]:
			m.refuse(u.pos, "remove one of them", "two %ss of %s are named %s", m.kind, m.owner, u.name)
		case shared && !aliases:
			m.refuse(u.pos, "two branches added them: give the next free number to the one that no other program has seen;\nor remove its line and run grpcgen build again",
				"%s %s and %s both have number %d", m.kind, other, u.name, u.number)
		}
		m.checkReserved(u)
		names[u.name], numbers[u.number] = true, u.name
	}
}

func (m *members) checkReserved(u member) {
	if contains(m.reserved.Ranges, u.number) {
		m.refuse(u.pos, "give the "+m.kind+" another number; or edit the reserved line if the number was never in use",
			"number %d of %s is reserved", u.number, u.name)
	}
	if slices.Contains(m.reserved.Names, u.name) {
		m.refuse(u.pos, "give the "+m.kind+" another name; or remove the name from the reserved line", "name %s is reserved", u.name)
	}
}

// readReserved takes in a reserved line; limit is what "max" stands for.
func (m *members) readReserved(line *proto.Reserved, limit int) {
	if len(line.Ranges)+len(line.FieldNames) == 0 {
		m.refuse(line.Position, restore, "%s", "found reserved without numbers or names in quotes")
	}
	for _, x := range line.Ranges {
		to := x.To
		if x.Max {
			to = limit
		}
		if to < x.From {
			m.refuse(line.Position, restore, "%s", "found a reserved range that ends before it begins")
			continue
		}
		m.reserved.Ranges = append(m.reserved.Ranges, schema.Range{From: x.From, To: to})
	}
	m.reserved.Names = append(m.reserved.Names, line.FieldNames...)
}

// checkDeclared reports a second message or enum of one name, which two merged branches can have.
func (r *reader) checkDeclared(name string, pos scanner.Position) {
	if r.file.HasMessage(name) || r.file.HasEnum(name) {
		r.refuse(pos, "two branches added them: keep one, with the fields or values of both", "%s is declared twice", name)
	}
}

func (r *reader) message(outer string, m *proto.Message) {
	if m.IsExtend {
		r.refuse(m.Position, edited, "extensions are not written by grpcgen")
		return
	}
	name := outer + m.Name
	r.checkDeclared(name, m.Position)
	old := &message{file: r.file, name: name, fields: map[string]field{}}
	r.file.messages[name] = old
	fields := &members{reader: r, kind: "field", owner: name}
	for _, e := range m.Elements {
		switch e := e.(type) {
		case *proto.Comment:
		case *proto.Message:
			r.message(name+".", e)
		case *proto.Enum:
			r.enum(name+".", e)
		case *proto.Option:
			r.checkOption(e, e.Position, "deprecated")
		case *proto.Reserved:
			fields.readReserved(e, maxNumber)
		default:
			fields.member(old, e)
		}
	}
	fields.check(false)
	old.reserved = fields.reserved
}

// member takes in what has a number, and refuses the rest.
func (m *members) member(old *message, e proto.Visitee) {
	switch e := e.(type) {
	case *proto.NormalField:
		if e.Required {
			m.refuse(e.Position, edited, "message %s has %s, which grpcgen does not write", m.owner, "a required field")
		}
		m.field(old, e.Field, labelled(e))
	case *proto.MapField:
		m.field(old, e.Field, typeText{card: schema.Map, key: e.KeyType, name: e.Type})
	case *proto.OneOfField:
		m.field(old, e.Field, typeText{name: memberType(e.Type)})
	case *proto.Oneof: // its members are fields of the message
		m.oneof = e.Name
		for _, e := range e.Elements {
			m.member(old, e)
		}
		m.oneof = ""
	case *proto.Comment:
	default:
		m.refuse(position(e), edited, "message %s has %s, which grpcgen does not write", m.owner, kindOf(e))
	}
}

// leadingDot is a type name with a leading dot at the end of a text.
var leadingDot = regexp.MustCompile(`\.[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$`)

// memberType returns the type of a oneof's member. The proto parser gives a type with a leading dot together with the
// semicolon or the comment before it.
func memberType(text string) string {
	if strings.ContainsAny(text, ";/") {
		return leadingDot.FindString(text)
	}
	return text
}

func (m *members) field(old *message, f *proto.Field, typ typeText) {
	for _, o := range f.Options {
		m.checkOption(o, f.Position, "deprecated", "json_name", "packed")
	}
	if !valid(f.Sequence) {
		m.refuse(f.Position, restore, "%d is not a field number", f.Sequence)
	}
	m.add(f.Name, f.Sequence, f.Position)
	old.fields[f.Name] = field{number: f.Sequence, typ: typ, oneof: m.oneof}
}

// labelled returns the type of a field that is neither a map nor in a oneof. The proto parser gives a label in one word with a
// type that has a leading dot.
func labelled(f *proto.NormalField) typeText {
	t := typeText{name: f.Type}
	label, rest, _ := strings.Cut(f.Type, ".")
	switch {
	case f.Repeated:
		t.card = schema.Repeated
	case f.Optional:
		t.card = schema.Optional
	case label == "repeated":
		t = typeText{card: schema.Repeated, name: "." + rest}
	case label == "optional":
		t = typeText{card: schema.Optional, name: "." + rest}
	}
	return t
}

func (r *reader) enum(outer string, e *proto.Enum) {
	name := outer + e.Name
	r.checkDeclared(name, e.Position)
	old := &enum{values: map[string]int{}}
	r.file.enums[name] = old
	values := &members{reader: r, kind: "value", owner: name}
	aliases := false
	for _, el := range e.Elements {
		switch el := el.(type) {
		case *proto.EnumField:
			r.checkValueOptions(el)
			values.add(el.Name, el.Integer, el.Position)
			old.values[el.Name] = el.Integer
		case *proto.Reserved:
			values.readReserved(el, math.MaxInt32)
		case *proto.Option:
			r.checkOption(el, el.Position, "allow_alias", "deprecated")
			aliases = aliases || el.Name == "allow_alias"
		}
	}
	values.check(aliases)
	old.reserved = values.reserved
}

func (r *reader) checkValueOptions(v *proto.EnumField) {
	for _, e := range v.Elements {
		if o, ok := e.(*proto.Option); ok {
			r.checkOption(o, v.Position, "deprecated")
		}
	}
}
