package parser_test

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// What a person does where the build refuses: one of the ways out that the problem names.

var orphanName = regexp.MustCompile(`was=(\S+) above`)

// waysOut does what the problems say, and reports whether removals are to be accepted.
func (h *history) waysOut(problems schema.Diagnostics) (accept bool) {
	var asked []*thing
	for _, d := range problems {
		t := h.thingAt(d)
		switch {
		case strings.Contains(d.Msg, " new, and "):
			asked = append(asked, t)
		case strings.Contains(d.Msg, "no Go package of the module generates"):
			h.orphan(d)
		case t == nil:
			h.fail("a problem at an unknown place", problems)
		default:
			h.wayOut(t, d)
		}
	}
	if len(asked) == 0 || h.IntN(2) == 0 && h.sayRenames() {
		return false
	}
	for _, t := range asked {
		if h.merging && t != nil { // the word that one branch has written does not know what the other has done
			h.fresh++
			t.life = h.fresh
		}
	}
	return true
}

// thingAt returns what a problem is about: what stands on its line, or the parameter that it names there.
func (h *history) thingAt(d schema.Diagnostic) *thing {
	t := h.at[filepath.Base(filepath.Dir(d.Pos.Filename))][d.Pos.Line]
	for _, p := range h.w.packs {
		if p.service == nil || t == nil {
			continue
		}
		if a := find(p.service.actions, t.id); a != nil {
			for _, m := range a.members {
				if strings.Contains(d.Msg, "."+m.name+" is new") || strings.HasPrefix(d.Msg, m.name+" = ") || m.was != "" && strings.HasPrefix(d.Msg, m.was+" = ") {
					return &m.thing
				}
			}
		}
	}
	return t
}

// sayRenames adds the word to everything that was renamed without it.
func (h *history) sayRenames() (any bool) {
	for _, t := range h.w.things() {
		if t.former != "" {
			t.was, t.life, t.former, any = t.former, t.previous, "", true
		}
	}
	return any
}

// orphan says what became of the package of a .proto, or removes the file.
func (h *history) orphan(d schema.Diagnostic) {
	name := orphanName.FindStringSubmatch(d.Help)[1]
	for _, p := range h.w.packs {
		if p.former == name && h.IntN(2) == 0 {
			p.was, p.life, p.former = p.former, p.previous, ""
			return
		}
	}
	for path := range h.files {
		if strings.HasPrefix(path, strings.ReplaceAll(name, ".", "/")+"/") {
			delete(h.files, path)
		}
	}
	h.past.forget(name)
	h.writeFiles()
}

// wayOut does what one problem says about a thing.
func (h *history) wayOut(t *thing, d schema.Diagnostic) {
	restore := func() bool {
		now, before := h.member(h.w, t.id), h.member(h.built, t.id)
		if now == nil || before == nil || now.form == before.form && now.ref == before.ref {
			return false
		}
		kept := *now
		now.form, now.ref = before.form, before.ref
		if !h.w.valid() {
			*now = kept
			return false
		}
		return true
	}
	m := h.member(h.w, t.id)
	switch {
	case strings.Contains(d.Msg, "would be misread"), strings.Contains(d.Msg, "could be set together"):
		if h.IntN(2) == 0 && restore() {
			return
		}
		h.rename(t)
	case strings.Contains(d.Msg, " and is now "), strings.Contains(d.Msg, " is reserved"), strings.Contains(d.Msg, " belongs to "):
		if before := h.member(h.built, t.id); before != nil && h.IntN(2) == 0 && before.number != m.number {
			m.number = before.number
			return
		}
		h.fresh++
		m.number = 100 + h.fresh
		h.rename(t)
	case strings.Contains(d.Msg, "would misread each other"), strings.Contains(d.Msg, "is another "), strings.Contains(d.Msg, "numbers and names of a removed"):
		h.rename(t)
	default:
		h.fail("a problem that nothing is known of", schema.Diagnostics{d})
	}
}

// rename makes something new of a thing.
func (h *history) rename(t *thing) {
	prefix := "n"
	h.fresh++
	if t.name[0] < 'a' {
		prefix = strings.ToUpper(prefix)
	}
	t.name, t.was, t.former, t.life = prefix+strconv.Itoa(h.fresh), "", "", h.fresh
}

func (h *history) member(w *world, id int) (found *member) {
	w.holders(func(_ *pack, members []*member, _ *int) {
		if m := find(members, id); m != nil {
			found = m
		}
	})
	return found
}
