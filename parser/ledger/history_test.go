package ledger

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// life is one field from the run that adds it to the one that removes it, whatever its name.
type life struct{ name, was string }

// past is what must hold of a message for good: which life each number belongs to.
type past struct{ lives map[int]*life }

// source is a message of the source, which one random edit after another changes.
type source struct {
	name, was string
	fields    []*life
	past      *past
}

// history is a module that is edited and built again and again.
type history struct {
	t      *testing.T
	rand   *rand.Rand
	living []*source
	gone   map[string]*past // removed messages, by name
	fresh  int
	text   string // the .proto after the last build; empty before the first
	file   *File
}

// TestHistories makes 200 random histories of 10 edits: no number ever means two fields, what is removed is reserved,
// and building twice changes nothing.
func TestHistories(t *testing.T) {
	for seed := range uint64(200) {
		h := &history{t: t, rand: rand.New(rand.NewPCG(seed, 1)), gone: map[string]*past{}}
		for range 10 {
			for range 1 + h.rand.IntN(4) {
				h.edit()
			}
			before := h.text
			h.build()
			once := h.text
			h.build()
			if h.text != once {
				t.Fatalf("seed %d: after\n%s\nthe build gives\n%s\nand the next\n%s", seed, before, once, h.text)
			}
			for _, m := range h.living { // the person tidies up
				m.was = ""
				for _, f := range m.fields {
					f.was = ""
				}
			}
			if t.Failed() {
				t.Fatalf("seed %d: after\n%s\nthe build gives\n%s", seed, before, once)
			}
		}
	}
}

// edit changes the source in one place. What was renamed in this run is left alone.
func (h *history) edit() {
	if len(h.living) == 0 || h.rand.IntN(8) == 0 {
		h.addMessage(fmt.Sprintf("M%d", h.rand.IntN(4)))
		return
	}
	i := h.rand.IntN(len(h.living))
	m := h.living[i]
	switch h.rand.IntN(12) {
	case 0:
		if m.was == "" {
			h.gone[m.name] = m.past
			h.living = slices.Delete(h.living, i, i+1)
		}
	case 1:
		if m.was == "" && h.built(m) {
			h.fresh++
			m.was, m.name = m.name, fmt.Sprintf("R%d", h.fresh)
		}
	case 2, 3, 4:
		h.removeField(m)
	case 5, 6:
		h.renameField(m)
	default:
		h.addField(m, fmt.Sprintf("f%d", h.rand.IntN(6)))
	}
}

func (h *history) addMessage(name string) {
	if slices.ContainsFunc(h.living, func(m *source) bool { return m.name == name || m.was == name }) {
		return
	}
	old := h.gone[name]
	if old == nil {
		old = &past{map[int]*life{}}
	}
	delete(h.gone, name)
	h.living = append(h.living, &source{name: name, past: old})
}

// built reports whether the .proto has the message already.
func (h *history) built(m *source) bool { return h.file.HasMessage(m.name) }

// has reports whether the .proto has a field of that name: adding it again in the run that removes it changes nothing.
func (h *history) has(m *source, name string) bool {
	for _, message := range []string{m.name, m.was} {
		if h.file.HasMessage(message) {
			_, ok := h.file.messages[message].fields[name]
			return ok
		}
	}
	return false
}

func (h *history) addField(m *source, name string) {
	if !slices.ContainsFunc(m.fields, func(f *life) bool { return f.name == name }) && !h.has(m, name) {
		at := h.rand.IntN(len(m.fields) + 1)
		m.fields = slices.Insert(m.fields, at, &life{name: name})
	}
}

func (h *history) removeField(m *source) {
	if len(m.fields) > 0 {
		i := h.rand.IntN(len(m.fields))
		if m.fields[i].was == "" {
			m.fields = slices.Delete(m.fields, i, i+1)
		}
	}
}

func (h *history) renameField(m *source) {
	if len(m.fields) == 0 {
		return
	}
	f := m.fields[h.rand.IntN(len(m.fields))]
	if f.was == "" && h.has(m, f.name) {
		h.fresh++
		f.was, f.name = f.name, fmt.Sprintf("r%d", h.fresh)
	}
}

// build applies the last .proto to the source, prints the next one, and holds it against the past.
func (h *history) build() {
	var declarations []any
	for _, m := range h.living {
		var fields []*schema.Field
		for _, f := range m.fields {
			fields = append(fields, str(f.name+"<"+f.was))
		}
		declarations = append(declarations, msg(m.name+"<"+m.was, fields...))
	}
	p := pkg(declarations...)
	ledgers := map[string]string{}
	if h.text != "" {
		ledgers["p.v1"] = h.text
	}
	if diags := apply(h.t, ledgers, p); len(diags) > 0 {
		h.t.Fatalf("%v\nafter\n%s", diags, h.text)
	}
	for _, m := range p.Messages {
		h.check(m)
	}
	h.text = print(p)
	h.file = readText(h.t, proto3("p.v1", h.text))
}

// check holds a message against its past and takes it into that.
func (h *history) check(m *schema.Message) {
	old, fields := h.gone[m.Name], []*life(nil)
	for _, s := range h.living {
		if s.name == m.Name {
			old, fields = s.past, s.fields
		}
	}
	if old == nil {
		h.t.Errorf("%s comes from nowhere", m.Name)
		return
	}
	used := map[int]bool{}
	for _, f := range m.Fields {
		i := slices.IndexFunc(fields, func(l *life) bool { return l.name == f.Name })
		if other := old.lives[f.Number]; other != nil && other != fields[i] {
			h.t.Errorf("%s.%s has number %d, which was that of another field", m.Name, f.Name, f.Number)
		}
		for number, other := range old.lives {
			if other == fields[i] && number != f.Number {
				h.t.Errorf("%s.%s had number %d and has %d", m.Name, f.Name, number, f.Number)
			}
		}
		if contains(m.Reserved.Ranges, f.Number) || slices.Contains(m.Reserved.Names, f.Name) || used[f.Number] {
			h.t.Errorf("%s.%s = %d is reserved or used", m.Name, f.Name, f.Number)
		}
		old.lives[f.Number], used[f.Number] = fields[i], true
	}
	for number, f := range old.lives {
		if !used[number] && !contains(m.Reserved.Ranges, number) {
			h.t.Errorf("%s = %d of %s is gone and not reserved", f.name, number, m.Name)
		}
	}
}
