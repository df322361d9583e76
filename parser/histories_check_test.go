package parser_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/types/descriptorpb"
)

// What must hold of every version of a module's descriptors together. It is told what the names mean, and knows nothing of
// how numbers are given.

// scope is what one message or enum has ever used, by the life that it belongs to.
type scope struct {
	numbers map[int32]int
	names   map[string]int
	types   map[int32]string // the type of each field, as the last version has it
	warned  map[int32]bool   // fields whose type has changed, of which the build warned
	samples []sample
	bare    bool // the last version had nothing but what is reserved
}

func newScope() *scope {
	return &scope{numbers: map[int32]int{}, names: map[string]int{}, types: map[int32]string{}, warned: map[int32]bool{}}
}

func (s *scope) clone() *scope {
	out := newScope()
	out.add(s)
	out.bare = s.bare
	return out
}

// add takes in what another has; both are of one message in two branches.
func (s *scope) add(other *scope) {
	for n, life := range other.numbers {
		s.numbers[n] = life
	}
	for name, life := range other.names {
		s.names[name] = life
	}
	for n, text := range other.types {
		if was := s.types[n]; was != "" && was != text { // one branch has changed it, with a warning there
			s.warned[n], text = true, ""
		}
		s.types[n] = text
	}
	for n, warned := range other.warned {
		s.warned[n] = s.warned[n] || warned
	}
	s.samples = append(s.samples, other.samples...)
	s.bare = s.bare && other.bare
}

// meaning is what one name of a message or enum means.
type meaning struct {
	life    string         // what it is, wherever it moves
	members map[string]int // the lives of its fields or values, by name
}

// past is all that the versions of a module have ever said.
type past struct {
	scopes map[string]*scope // by full name
	where  map[string]string // the full name of each life in the last version
	sides  map[string]*scope // what each side of an action carries
}

func newPast() *past {
	return &past{scopes: map[string]*scope{}, where: map[string]string{}, sides: map[string]*scope{}}
}

func (p *past) clone() *past {
	out := newPast()
	copies := map[*scope]*scope{}
	for name, s := range p.scopes {
		out.scopes[name] = s.clone()
		copies[s] = out.scopes[name]
	}
	for life, name := range p.where {
		out.where[life] = name
	}
	for life, s := range p.sides {
		out.sides[life] = copies[s]
	}
	return out
}

// join takes in the past of another branch, where things may have been renamed. An action may have another message there,
// of which that branch was warned.
func (p *past) join(other *past) {
	p.sides = map[string]*scope{}
	renamed := map[string]string{} // what is around others, with a dot behind it
	byName := map[string]string{}
	for life, name := range p.where {
		byName[name] = life
	}
	for _, name := range sortedKeys(byName) {
		theirs := within(renamed, other.where[byName[name]])
		if theirs != name && other.scopes[theirs] != nil {
			other.scopes[name] = other.scopes[theirs]
			delete(other.scopes, theirs)
			other.moveAll(theirs+".", name+".")
			renamed[theirs+"."] = name + "."
		}
	}
	for name, s := range other.scopes {
		if mine := p.scopes[name]; mine != nil {
			mine.add(s)
		} else {
			p.scopes[name] = s
		}
	}
	for life, name := range other.where {
		if p.where[life] == "" {
			p.where[life] = name
		}
	}
}

// forget drops what a .proto knew that a person deleted.
func (p *past) forget(protoPackage string) {
	for name := range p.scopes {
		if strings.HasPrefix(name, protoPackage+".") {
			delete(p.scopes, name)
		}
	}
	for life, name := range p.where {
		if strings.HasPrefix(name, protoPackage+".") {
			delete(p.where, life)
		}
	}
	p.sides = map[string]*scope{}
	for _, s := range p.scopes { // which may have messages of that package inside
		s.samples = nil
	}
}

// move follows what has another name than in the last version, and renames whole packages.
func (p *past) move(now map[string]meaning, packages map[string]string) {
	for old, name := range packages {
		p.moveAll(old+".", name+".")
	}
	was := p.where
	p.where = map[string]string{}
	for _, name := range sortedKeys(now) {
		p.where[now[name].life] = name
	}
	renamed := map[string]string{} // what is around others, with a dot behind it
	for from, to := range packages {
		renamed[from+"."] = to + "."
	}
	for _, name := range sortedKeys(now) {
		old := within(renamed, was[now[name].life])
		if s := p.scopes[old]; s != nil && old != name {
			p.scopes[name] = s
			p.leave(old, name, s)
			if p.scopes[old] == nil {
				renamed[old+"."] = name + "."
			}
		}
	}
}

// within returns a name with the new name of what is around it.
func within(renamed map[string]string, name string) string {
	for _, from := range sortedKeys(renamed) {
		if rest, ok := strings.CutPrefix(name, from); ok {
			name = renamed[from] + rest
		}
	}
	return name
}

// leave clears the place that a message has left: within a package it is free, unless it had nothing that lived, and what was
// removed inside it follows; in another package the numbers stay reserved.
func (p *past) leave(old, name string, s *scope) {
	if packageOf(old) != packageOf(name) || s.bare {
		gone := s.clone()
		gone.samples = nil
		p.scopes[old] = gone
		return
	}
	delete(p.scopes, old)
	p.moveAll(old+".", name+".")
}

func (p *past) moveAll(from, to string) {
	for _, name := range sortedKeys(p.scopes) {
		if rest, ok := strings.CutPrefix(name, from); ok {
			p.scopes[to+rest] = p.scopes[name]
			delete(p.scopes, name)
		}
	}
}

// packageOf returns the proto package of a full name: those of the model end with a version.
func packageOf(full string) string {
	i := strings.Index(full, ".v1.")
	return full[:i+3]
}

// version is what one build has written.
type version struct {
	files    []*descriptorpb.FileDescriptorProto
	names    map[string]meaning
	packages map[string]string // renamed in this step
	warnings string
}

// check holds a version against the past, takes it in, and returns what is wrong.
func (p *past) check(v version) (problems []string) {
	p.move(v.names, v.packages)
	seen := map[string]bool{}
	for _, f := range v.files {
		eachDeclaration(f, func(full string, members []used, reserved used) {
			seen[full] = true
			if p.scopes[full] == nil {
				p.scopes[full] = newScope()
			}
			for _, problem := range p.scopes[full].check(members, reserved, v.names[full], v.warnings) {
				problems = append(problems, full+": "+problem)
			}
		})
	}
	for _, full := range sortedKeys(p.scopes) {
		if !seen[full] && len(p.scopes[full].numbers) > 0 {
			problems = append(problems, full+" is no more, and with it what it reserved")
		}
	}
	return append(problems, p.checkSides(v)...)
}

// checkSides holds what each side of an action carries against what it carried.
func (p *past) checkSides(v version) (problems []string) {
	for _, f := range v.files {
		for _, s := range f.Service {
			full := f.GetPackage() + "." + s.GetName()
			for _, m := range s.Method {
				life := fmt.Sprint(v.names[full].life, " action ", v.names[full].members[m.GetName()])
				for side, typ := range map[string]string{" in": m.GetInputType(), " out": m.GetOutputType()} {
					now, was := p.scopes[strings.TrimPrefix(typ, ".")], p.sides[life+side]
					if was != nil && was != now && len(was.numbers) > 0 && !strings.Contains(v.warnings, m.GetName()+" had ") {
						problems = append(problems, fmt.Sprintf("%s.%s%s carries another message, and the build did not warn", full, m.GetName(), side))
					}
					p.sides[life+side] = now
				}
			}
		}
	}
	return problems
}

// used is a member that a version has; or, of all that is reserved, the numbers and names.
type used struct {
	name   string
	number int32
	typ    string
	ranges [][2]int32
	names  []string
}

func (s *scope) check(members []used, reserved used, m meaning, warnings string) (problems []string) {
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	numbers, names := map[int32]bool{}, map[string]bool{}
	for _, u := range members {
		life, known := m.members[u.name]
		switch owner, had := s.numbers[u.number]; {
		case u.number == 0:
			numbers[u.number], names[u.name] = true, true
			continue // of an enum, which always has one; what it is called may change
		case !known:
			say("%s comes from nowhere", u.name)
		case had && owner != life:
			say("%s has number %d, which was that of another", u.name, u.number)
		}
		for n, owner := range s.numbers {
			if owner == life && n != u.number {
				say("%s had number %d and has %d", u.name, n, u.number)
			}
		}
		if was := s.types[u.number]; was != "" && was != u.typ {
			s.warned[u.number] = true
			if !strings.Contains(warnings, fmt.Sprintf(" = %d was ", u.number)) {
				say("%s was %s and is %s, and the build did not warn", u.name, was, u.typ)
			}
		}
		maps.DeleteFunc(s.names, func(_ string, owner int) bool { return owner == life }) // the name before a rename is free
		s.numbers[u.number], s.names[u.name], s.types[u.number] = life, life, u.typ
		numbers[u.number], names[u.name] = true, true
	}
	for n := range s.numbers {
		in := slices.ContainsFunc(reserved.ranges, func(r [2]int32) bool { return r[0] <= n && n <= r[1] })
		if !numbers[n] && !in && n != 0 {
			say("number %d is gone and not reserved", n)
		}
	}
	s.bare = len(m.members) == 0 && len(s.numbers) > 0
	living := map[int]bool{}
	for _, life := range m.members {
		living[life] = true
	}
	for name, life := range s.names {
		if !living[life] && !names[name] && !slices.Contains(reserved.names, name) && s.numbers[0] != life {
			say("name %s is gone and not reserved", name)
		}
	}
	return problems
}
