package emitter

import (
	"go/token"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

const module = "github.com/grpcgen/grpcgen/emitter/testdata"

// line gives every declaration of a hand-made schema a position of its own.
var line int

func nextPos(file string) token.Position {
	line++
	return token.Position{Filename: file, Line: line, Column: 1}
}

func newPackage(name, proto string) *schema.Package {
	line = 0
	return &schema.Package{
		GoPath: module + "/" + name, GoName: name, Dir: name, Selected: true, Proto: proto,
		File:      strings.ReplaceAll(proto, ".", "/") + "/" + name + ".proto",
		GoPackage: module + "/proto/" + strings.ReplaceAll(proto, ".", "/") + ";" + strings.ReplaceAll(proto, ".", "") + "pb",
		Pos:       nextPos(name + ".go"),
	}
}

// typ makes a GoType of literal strings, names and types.
func typ(parts ...any) schema.GoType {
	var t schema.GoType
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			t = append(t, schema.GoName{Name: part})
		case schema.GoName:
			t = append(t, part)
		case schema.GoType:
			t = append(t, part...)
		}
	}
	return t
}

func pos(p *schema.Package) token.Position { return nextPos(p.Pos.Filename) }

// field makes a field whose number is its place, from the name of its Go field.
func field(goName string, t schema.Type) *schema.Field {
	return &schema.Field{Name: protoName(goName), Go: []schema.Step{{Name: goName, Type: t.Go}}, Type: t}
}

// protoName is lower snake case, for names that have no run of capitals but at the end.
func protoName(goName string) string {
	var b strings.Builder
	for i, r := range goName {
		if i > 0 && r >= 'A' && r <= 'Z' && goName[i-1] >= 'a' {
			b.WriteByte('_')
		}
		b.WriteString(strings.ToLower(string(r)))
	}
	return b.String()
}

func scalar(k schema.Kind, goType ...any) schema.Type {
	return schema.Type{Kind: k, Go: typ(goType...)}
}

func message(p *schema.Package, name, goName string, fields ...*schema.Field) *schema.Message {
	m := &schema.Message{Name: name, Package: p, Go: schema.GoType{{Path: p.GoPath, Name: goName}}, Ident: goName, Pos: pos(p)}
	p.Messages = append(p.Messages, m)
	setFields(m, fields...)
	return m
}

// setFields numbers fields that have no number, and makes them the fields of the struct.
func setFields(m *schema.Message, fields ...*schema.Field) {
	m.Fields, m.Struct = fields, []schema.GoField{}
	for i, f := range fields {
		if f.Number == 0 {
			f.Number = i + 1
		}
		f.Pos = pos(m.Package)
		if len(f.Go) == 1 {
			m.Struct = append(m.Struct, schema.GoField{Name: f.Go[0].Name, Type: f.Type.Go})
		}
	}
	slices.SortFunc(m.Fields, func(a, b *schema.Field) int { return a.Number - b.Number })
}

func ref(card schema.Card, pointer bool, m *schema.Message, goType ...any) schema.Type {
	return schema.Type{Card: card, Kind: schema.MessageKind, Message: m, Pointer: pointer, Go: typ(goType...)}
}

func byPointer(name string, m *schema.Message) schema.Side {
	return schema.Side{Message: m, Form: schema.Pointer, Params: []schema.Param{{Name: name, Type: typ("*", m.Go)}}}
}

func byValue(name string, m *schema.Message) schema.Side {
	return schema.Side{Message: m, Form: schema.Value, Params: []schema.Param{{Name: name, Type: typ(m.Go)}}}
}

// arg is a parameter or a result of an inline side.
type arg struct {
	name string
	typ  schema.Type
}

// service adds methods to a service, and the messages of their inline sides to its package.
type service struct {
	*schema.Service
	pkg *schema.Package
}

func newService(p *schema.Package, name string) service {
	s := &schema.Service{Name: name, Go: schema.GoName{Path: p.GoPath, Name: name}, Pos: pos(p)}
	p.Services = append(p.Services, s)
	return service{s, p}
}

func (s service) method(stream schema.Stream, name string, request, response schema.Side) *schema.Method {
	m := &schema.Method{Name: name, GoName: name, Stream: stream, Pos: pos(s.pkg)}
	m.Request, m.Response = s.inline(m, request, "Request"), s.inline(m, response, "Response")
	s.Methods = append(s.Methods, m)
	return m
}

// inline gives a side that has no message yet one of its own.
func (s service) inline(m *schema.Method, side schema.Side, suffix string) schema.Side {
	if side.Message != nil {
		return side
	}
	var fields []*schema.Field
	for _, p := range side.Params {
		fields = append(fields, p.Field)
	}
	side.Message = message(s.pkg, s.Name+m.Name+suffix, "grpcgen"+s.Name+m.Name+suffix, fields...)
	side.Message.Origin = schema.InlineMessage
	return side
}

func inline(args ...arg) schema.Side {
	side := schema.Side{Form: schema.Inline}
	for _, a := range args {
		side.Params = append(side.Params, schema.Param{Name: a.name, Type: a.typ.Go, Field: field(names.Exported(a.name), a.typ)})
	}
	return side
}

// sorted puts what a schema must have sorted into order.
func sorted(packages ...*schema.Package) *schema.Schema {
	for _, p := range packages {
		slices.SortFunc(p.Messages, func(a, b *schema.Message) int { return strings.Compare(a.Name, b.Name) })
		slices.SortFunc(p.Services, func(a, b *schema.Service) int { return strings.Compare(a.Name, b.Name) })
		for _, s := range p.Services {
			slices.SortFunc(s.Methods, func(a, b *schema.Method) int { return strings.Compare(a.Name, b.Name) })
		}
	}
	slices.SortFunc(packages, func(a, b *schema.Package) int { return strings.Compare(a.GoPath, b.GoPath) })
	return &schema.Schema{Module: module, Packages: packages}
}
