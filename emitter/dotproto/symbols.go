package dotproto

import (
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// symbol says what a full name stands for, as far as name resolution cares.
type symbol uint8

const (
	otherSymbol symbol = iota + 1 // a field, a method, an enum value
	scopeSymbol                   // a package or a service
	typeSymbol                    // a message or an enum
)

// symbols holds every full name that a file can see: its own, those of its imports, and the packages of both.
type symbols map[string]symbol

func newSymbols(p *schema.Package, imported map[*schema.Package]bool) symbols {
	s := symbols{}
	s.addPackage(p)
	for other := range imported {
		s.addPackage(other)
	}
	for m := range p.UsedMessages() {
		s.add(m.FullName(), typeSymbol)
	}
	for e := range p.UsedEnums() {
		s.add(e.FullName(), typeSymbol)
	}
	for _, k := range schema.WellKnown() { // imported or not
		s.add(k.Info().Proto, typeSymbol)
	}
	return s
}

// add declares name, and what encloses it as a scope unless it is known as something else.
func (s symbols) add(name string, kind symbol) {
	s[name] = kind
	for outer, _ := outerName(name); outer != "" && s[outer] == 0; outer, _ = outerName(outer) {
		s[outer] = scopeSymbol
	}
}

func (s symbols) addPackage(p *schema.Package) {
	s.add(p.Proto, scopeSymbol)
	for _, svc := range p.Services {
		s[p.Proto+"."+svc.Name] = scopeSymbol
		for _, m := range svc.Methods {
			s[p.Proto+"."+svc.Name+"."+m.Name] = otherSymbol
		}
	}
	for _, m := range p.Messages {
		s[m.FullName()] = typeSymbol
	}
	for _, m := range p.Messages { // after all messages, so that none of them is taken for a field
		s.addFields(m)
	}
	for _, e := range p.Enums {
		s[e.FullName()] = typeSymbol
		scope, _ := outerName(e.FullName())
		for _, v := range e.Values {
			s[scope+"."+v.Name] = otherSymbol
		}
	}
}

func (s symbols) addFields(m *schema.Message) {
	for _, f := range m.Fields {
		name := m.FullName() + "." + f.Name
		if s[name] == 0 {
			s[name] = otherSymbol
		}
		if f.Type.Card == schema.Map {
			s[m.FullName()+"."+names.MapEntry(f.Name)] = typeSymbol
		}
	}
}

// ref returns the shortest way to write the type full inside scope that resolves to it: without the package for the
// types of pkg, with it for others, and with a leading dot where something nearer has the same name.
func (s symbols) ref(pkg, scope, full string) string {
	if short, ok := strings.CutPrefix(full, pkg+"."); ok {
		for shorter := short; ; { // a nested message has a shorter name near by
			if _, inner, nested := strings.Cut(shorter, "."); nested && s.resolve(scope, inner) == full {
				shorter = inner
				continue
			}
			if s.resolve(scope, shorter) == full {
				return shorter
			}
			break
		}
	}
	if s.resolve(scope, full) == full {
		return full
	}
	return "." + full
}

// keywords begin statements of a .proto, or are taken for that by one parser or another.
var keywords = []string{
	"edition", "enum", "extend", "extensions", "group", "import", "map", "message", "oneof", "option", "optional", "package", "public",
	"repeated", "required", "reserved", "returns", "rpc", "service", "stream", "syntax", "weak",
}

// fieldRef is ref for a field, whose type must not begin with a keyword.
func (s symbols) fieldRef(pkg, scope, full string) string {
	name := s.ref(pkg, scope, full)
	if first, _, _ := strings.Cut(name, "."); slices.Contains(keywords, first) {
		return "." + full
	}
	return name
}

// methodRef is ref for a method of the service in scope: protoc stops there at whatever has the name, another method too, reads
// a name that begins with stream as that word, and does not take group for a message.
func (s symbols) methodRef(pkg, scope, full string) string {
	name := s.ref(pkg, scope, full)
	if first, _, _ := strings.Cut(name, "."); first == "stream" || first == "group" || s[scope+"."+name] != 0 {
		return "." + full
	}
	return name
}

// resolve does what protoc does with a type name inside scope, see DescriptorBuilder::LookupSymbolNoPlaceholder: from
// the innermost scope outwards, the first part of the name decides where the rest is looked for. It returns the full
// name, or "" if the search ends elsewhere.
func (s symbols) resolve(scope, name string) string {
	first, _, compound := strings.Cut(name, ".")
	for {
		at, full := first, name
		if scope != "" {
			at, full = scope+"."+first, scope+"."+name
		}
		switch kind := s[at]; {
		case compound && kind >= scopeSymbol:
			if s[full] != typeSymbol {
				return ""
			}
			return full
		case !compound && kind == typeSymbol:
			return full
		}
		if scope == "" {
			return ""
		}
		scope, _ = outerName(scope)
	}
}
