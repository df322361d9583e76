package parser_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// editor makes random edits of a world, and numbers what it makes.
type editor struct {
	*rand.Rand
	w     *world
	built *world // as it was when it was last built
	fresh *int

	inBranch bool // types and packages stay where they are, or branches could not be merged
}

func (e *editor) next() int {
	*e.fresh++
	return *e.fresh
}

func (e *editor) newThing(name string) thing {
	id := e.next()
	return thing{id: id, life: id, name: name}
}

func (e *editor) percent(n int) bool { return e.IntN(100) < n }

func pick[T any](e *editor, all []T) (one T, ok bool) {
	if len(all) == 0 {
		return one, false
	}
	return all[e.IntN(len(all))], true
}

// forms are the types that a field can have; % stands for a struct of the module, & for an enum.
var marshalers = []string{
	"string", "int32", "int64", "uint32", "bool", "float64", "[]byte", "*int32", "*string", "[]string", "[]int64", "map[string]int64",
	"map[int32]string", "[][]int32", "[][]string", "int32|type=sint32", "int64|type=sfixed64", "uint64", "*string|oneof=choice", "*int64|oneof=choice",
	"*%", "*%", "[]*%", "map[string]*%", "&", "*&", "[]&",
}

// retype gives a field or a parameter a random type.
func (e *editor) retype(m *member, param bool) {
	m.form, m.ref = marshalers[e.IntN(len(marshalers))], 0
	switch {
	case param && strings.Contains(m.form, "oneof"):
		m.form = "*string"
	case param && m.form == "*%": // alone it would be the request
		m.form = "[]*%"
	}
	enum := strings.Contains(m.form, "&")
	if !enum && !strings.Contains(m.form, "%") {
		return
	}
	var all []*typ
	for _, p := range e.w.packs {
		for _, t := range p.types {
			if (t.enum != "") == enum {
				all = append(all, t)
			}
		}
	}
	m.form = strings.ReplaceAll(m.form, "&", "%")
	if t, ok := pick(e, all); ok {
		m.ref = t.id
	} else {
		m.form = "string"
	}
}

// rename gives a thing a name that nothing ever had, with or without the word. In a branch only fields lack it: git merges lines
// of one message into another that took its place.
func (e *editor) rename(t *thing, prefix, was string) {
	if !t.still() || !e.isBuilt(t.id) {
		return
	}
	name := fmt.Sprint(prefix, e.next())
	if e.percent(60) || e.inBranch && !unicode.IsLower(rune(prefix[0])) {
		t.was = was
	} else {
		t.former, t.previous, t.life = was, t.life, e.next()
	}
	t.name = name
}

func (e *editor) isBuilt(id int) bool {
	return slices.ContainsFunc(e.built.things(), func(t *thing) bool { return t.id == id })
}

// usable reports whether a name may be given: a thing that this step removed would come back as if it had stayed.
func usable(e *editor, name string, now []string, holder int) bool {
	if slices.Contains(now, name) {
		return false
	}
	for _, p := range e.built.packs {
		for _, t := range p.types {
			if p.id == holder && t.name == name || t.id == holder && slices.Contains(names(t.members), name) {
				return false
			}
		}
		if p.service != nil {
			for _, a := range p.service.actions {
				if p.service.id == holder && a.name == name || a.id == holder && slices.Contains(names(a.members), name) {
					return false
				}
			}
		}
	}
	return true
}

func names(members []*member) []string {
	var out []string
	for _, m := range members {
		out = append(out, m.name)
	}
	return out
}

// protoName is the name of a type as the .proto has it.
func valueProto(t *typ, m *member) string {
	return strings.ToUpper(t.name) + "_" + strings.ToUpper(m.name)
}

// editMembers changes the fields of a struct, or the parameters of an action.
func (e *editor) editMembers(members *[]*member, holder int, params bool) {
	switch n := e.IntN(12); {
	case n < 4 || len(*members) == 0:
		if name := fmt.Sprint("f", e.IntN(6)); usable(e, name, names(*members), holder) {
			m := &member{thing: e.newThing(name)}
			e.retype(m, params)
			*members = slices.Insert(*members, e.IntN(len(*members)+1), m)
		}
	case n < 6:
		if i := e.IntN(len(*members)); (*members)[i].still() {
			*members = slices.Delete(*members, i, i+1)
		}
	case n < 9:
		m, _ := pick(e, *members)
		e.rename(&m.thing, "r", m.name)
	case n < 10:
		e.Shuffle(len(*members), func(i, j int) { (*members)[i], (*members)[j] = (*members)[j], (*members)[i] })
	default:
		m, _ := pick(e, *members)
		e.retype(m, params)
	}
}

// editValues changes the values of an enum.
func (e *editor) editValues(t *typ) {
	switch n := e.IntN(8); {
	case n < 3 || len(t.members) < 2:
		if name := fmt.Sprint("V", e.IntN(5)); usable(e, name, names(t.members), t.id) {
			v := &member{thing: e.newThing(name), number: e.IntN(7)}
			if t.enum == "string" {
				v.number = 0
			}
			if !slices.ContainsFunc(t.members, func(other *member) bool { return t.enum == "int" && other.number == v.number }) {
				t.members = append(t.members, v)
			}
		}
	case n < 5:
		if i := e.IntN(len(t.members)); t.members[i].still() {
			t.members = slices.Delete(t.members, i, i+1)
		}
	case n < 7:
		if v, _ := pick(e, t.members); t.still() {
			e.rename(&v.thing, "W", valueProto(t, v))
		}
	case t.enum == "int":
		v, _ := pick(e, t.members)
		v.number = 10 + e.IntN(5)
	}
}

func (e *editor) addType(p *pack) {
	kind := [...]string{"", "", "int", "string"}[e.IntN(4)]
	name := fmt.Sprint("M", e.IntN(4))
	if kind != "" {
		name = fmt.Sprint("E", kind[:1], e.IntN(2))
	}
	var now []string
	for _, t := range p.types {
		now = append(now, t.name)
	}
	if !usable(e, name, now, p.id) {
		return
	}
	t := &typ{thing: e.newThing(name), enum: kind}
	p.types = append(p.types, t)
	if kind != "" {
		t.members = []*member{{thing: e.newThing("V8"), number: 1}, {thing: e.newThing("V9"), number: 2}}
		return
	}
	for range 1 + e.IntN(3) {
		e.editMembers(&t.members, t.id, false)
	}
}

// edit changes one thing. What Go could not compile is taken back.
func (e *editor) edit() {
	before := e.w.clone()
	p, _ := pick(e, e.w.packs)
	switch n := e.IntN(100); {
	case n < 12:
		e.addType(p)
	case n < 45:
		if t, ok := pick(e, p.types); !ok {
			e.addType(p)
		} else if t.enum != "" {
			e.editValues(t)
		} else {
			e.editMembers(&t.members, t.id, false)
		}
	case n < 52:
		if i := e.IntN(len(p.types) + 1); i < len(p.types) && p.types[i].still() {
			p.types = slices.Delete(p.types, i, i+1)
		}
	case n < 62:
		if t, ok := pick(e, p.types); ok {
			e.renameType(t)
		}
	case n < 70 && !e.inBranch:
		e.moveType(p)
	case n < 73 && !e.inBranch:
		e.rename(&p.thing, "q", p.name)
		if p.name[0] == 'q' && !strings.Contains(p.name, ".") {
			p.name += ".v1"
		}
	default:
		e.editService(p)
	}
	if !e.w.valid() {
		*e.w = *before
	}
}

// renameType renames a type. The values of a string enum are called after it, and have no word of their own then.
func (e *editor) renameType(t *typ) {
	for _, v := range t.members {
		if t.enum != "" && !v.still() {
			return
		}
	}
	e.rename(&t.thing, "R", t.name)
}

func (e *editor) moveType(from *pack) {
	to, _ := pick(e, e.w.packs)
	i := e.IntN(len(from.types) + 1)
	if i == len(from.types) || to == from || !from.still() || !to.still() || !e.isBuilt(from.types[i].id) {
		return
	}
	t := from.types[i]
	if !t.still() || len(t.members) == 0 || slices.ContainsFunc(to.types, func(other *typ) bool { return other.name == t.name }) || !usable(e, t.name, nil, to.id) {
		return
	}
	if name := from.name + "." + t.name; e.percent(60) {
		t.was = name
	} else {
		t.former, t.previous, t.life = name, t.life, e.next()
	}
	from.types = slices.Delete(from.types, i, i+1)
	to.types = append(to.types, t)
}

func (e *editor) editService(p *pack) {
	s := p.service
	if s == nil {
		p.service = &service{thing: e.newThing("S0")}
		return
	}
	a, ok := pick(e, s.actions)
	switch n := e.IntN(12); {
	case n < 2 || !ok:
		var now []string
		for _, a := range s.actions {
			now = append(now, a.name)
		}
		if name := fmt.Sprint("Do", e.IntN(4)); usable(e, name, now, s.id) {
			s.actions = append(s.actions, &action{thing: e.newThing(name)})
		}
	case n < 3:
		if a.still() {
			s.actions = slices.DeleteFunc(s.actions, func(other *action) bool { return other == a })
		}
	case n < 6:
		e.rename(&a.thing, "Ask", a.name)
	case n < 7:
		e.rename(&s.thing, "T", s.name)
	case n < 8 && len(a.members) == 0:
		m := &member{}
		e.retype(m, false)
		if t, _ := e.w.typeOf(m.ref); t != nil && t.enum == "" {
			a.request = t.id
		}
	case a.request == 0:
		e.editMembers(&a.members, a.id, true)
	}
}
