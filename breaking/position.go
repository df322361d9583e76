package breaking

import (
	"go/token"
	"path/filepath"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Positions finds the Go declarations of a schema. It is safe for concurrent use.
type Positions struct {
	names    map[protoreflect.FullName]token.Position
	files    map[string]token.Position
	packages map[protoreflect.FullName]token.Position
	module   token.Position
}

// NewPositions returns the positions of a schema.
func NewPositions(s *schema.Schema) *Positions {
	p := &Positions{
		names:    map[protoreflect.FullName]token.Position{},
		files:    map[string]token.Position{},
		packages: map[protoreflect.FullName]token.Position{},
		module:   token.Position{Filename: filepath.Join(s.Dir, "go.mod"), Line: 1, Column: 1},
	}
	for _, pkg := range s.Packages {
		p.files[pkg.File] = pkg.Pos
		if _, ok := p.packages[protoreflect.FullName(pkg.Proto)]; !ok {
			p.packages[protoreflect.FullName(pkg.Proto)] = pkg.Pos
		}
		for _, m := range pkg.Messages {
			p.add(m.FullName(), m.Pos)
			for _, f := range m.Fields {
				p.add(m.FullName()+"."+f.Name, f.Pos)
			}
		}
		for _, e := range pkg.Enums {
			p.add(e.FullName(), e.Pos)
			for _, v := range e.Values {
				p.add(e.FullName()+"/"+v.Name, v.Pos)
			}
		}
		for _, service := range pkg.Services {
			name := pkg.Proto + "." + service.Name
			p.add(name, service.Pos)
			for _, m := range service.Methods {
				p.add(name+"."+m.Name, m.Pos)
			}
		}
	}
	return p
}

func (p *Positions) add(name string, pos token.Position) {
	if pos.IsValid() {
		p.names[protoreflect.FullName(name)] = pos
	}
}

// Of returns the position of what a finding is about: its Go declaration, or the nearest enclosing one. If its whole file is
// gone, that is a package clause of the proto package, or the go.mod.
func (p *Positions) Of(f Finding) token.Position {
	for d := f.At; d != nil; d = d.Parent() {
		pos, ok := p.names[key(d)]
		if file, is := d.(protoreflect.FileDescriptor); is {
			pos, ok = p.files[file.Path()]
		}
		if ok && pos.IsValid() {
			return pos
		}
	}
	if f.At == nil && f.Was != nil {
		if pos := p.packages[f.Was.ParentFile().Package()]; pos.IsValid() {
			return pos
		}
	}
	return p.module
}

// key is the name by which a declaration is found: that of a value includes its enum, which is not its scope, and the field
// itself for the message that is generated for a map.
func key(d protoreflect.Descriptor) protoreflect.FullName {
	switch d := d.(type) {
	case protoreflect.EnumValueDescriptor:
		return d.Parent().FullName() + "/" + protoreflect.FullName(d.Name())
	case protoreflect.MessageDescriptor:
		if d.IsMapEntry() {
			return mapField(d).FullName()
		}
	}
	return d.FullName()
}

// mapField returns the map that an entry belongs to.
func mapField(entry protoreflect.MessageDescriptor) protoreflect.FieldDescriptor {
	for f := range each(entry.Parent().(protoreflect.MessageDescriptor).Fields()) {
		if f.Message() != nil && f.Message().FullName() == entry.FullName() {
			return f
		}
	}
	return nil // there is none without
}
