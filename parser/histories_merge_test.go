package parser_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// merge puts what one branch has done to the base into the other, as a person would: where both changed one thing, mine
// counts. It returns the lives of theirs that are those of mine, since both added the same.
func merge(base, mine, theirs *world) (merged *world, same map[int]int) {
	merged, same = mine.clone(), map[int]int{}
	for _, p := range merged.packs {
		b, t := find(base.packs, p.id), find(theirs.packs, p.id)
		p.types = mergeAll(b.types, p.types, t.types, same, func(b, m, t *typ) {
			m.members = mergeAll(b.members, m.members, t.members, same, mergeMember)
		})
		switch {
		case p.service == nil:
			p.service = t.service
		case t.service != nil && b.service == nil:
			sameNames(t.service, p.service, same)
		case t.service != nil && b.service != nil:
			mergeThing(&b.service.thing, &p.service.thing, &t.service.thing)
			p.service.actions = mergeAll(b.service.actions, p.service.actions, t.service.actions, same, func(b, m, t *action) {
				m.members = mergeAll(b.members, m.members, t.members, same, mergeMember)
				if m.request == b.request {
					m.request = t.request
				}
			})
		}
	}
	return merged, same
}

func mergeMember(b, m, t *member) {
	if m.form == b.form && m.ref == b.ref {
		m.form, m.ref = t.form, t.ref
	}
	if m.number == b.number {
		m.number = t.number
	}
}

type named interface{ self() *thing }

func (t *thing) self() *thing { return t }

func find[T named](all []T, id int) (none T) {
	for _, one := range all {
		if one.self().id == id {
			return one
		}
	}
	return none
}

func mergeThing(b, m, t *thing) {
	if m.name == b.name && t.name != b.name {
		m.name, m.was, m.life = t.name, t.was, t.life
	}
}

// mergeAll merges what one thing holds.
func mergeAll[T named](base, mine, theirs []T, same map[int]int, inside func(b, m, t T)) []T {
	has := func(all []T, id int) bool {
		return slices.ContainsFunc(all, func(one T) bool { return one.self().id == id })
	}
	var out []T
	for _, m := range mine {
		id := m.self().id
		if has(base, id) && !has(theirs, id) {
			continue
		}
		if has(base, id) {
			mergeThing(find(base, id).self(), m.self(), find(theirs, id).self())
			inside(find(base, id), m, find(theirs, id))
		}
		out = append(out, m)
	}
	for _, t := range theirs {
		if has(base, t.self().id) || has(out, t.self().id) {
			continue
		}
		i := slices.IndexFunc(out, func(m T) bool { return m.self().name == t.self().name || sameNumber(m, t) })
		if i < 0 {
			out = append(out, t)
			continue
		}
		sameNames(t, out[i], same)
	}
	return out
}

// sameNumber reports whether two branches have added two values of one number, of which the merged source has one: Go would
// take them for aliases.
func sameNumber(a, b named) bool {
	v, isMember := a.(*member)
	return isMember && v.number != 0 && v.number == b.(*member).number
}

// sameNames notes what two branches have added under one name, and what is in it.
func sameNames(theirs, mine named, same map[int]int) {
	same[theirs.self().life] = mine.self().life
	inside := func(theirs, mine []*member) {
		for _, t := range theirs {
			if i := slices.IndexFunc(mine, func(m *member) bool { return m.name == t.name }); i >= 0 {
				same[t.life] = mine[i].life
			}
		}
	}
	switch t := theirs.(type) {
	case *typ:
		inside(t.members, mine.(*typ).members)
	case *action:
		inside(t.members, mine.(*action).members)
	case *service:
		for _, a := range t.actions {
			if i := slices.IndexFunc(mine.(*service).actions, func(m *action) bool { return m.name == a.name }); i >= 0 {
				sameNames(a, mine.(*service).actions[i], same)
			}
		}
	}
}

// rename gives lives other numbers.
func (p *past) rename(same map[int]int) {
	for _, s := range p.scopes {
		for n, life := range s.numbers {
			if now, ok := same[life]; ok {
				s.numbers[n] = now
			}
		}
		for name, life := range s.names {
			if now, ok := same[life]; ok {
				s.names[name] = now
			}
		}
	}
	p.where, p.sides = renameKeys(p.where, same), renameKeys(p.sides, same)
}

// renameKeys does that in texts such as "type 5 item 7".
func renameKeys[T any](m map[string]T, same map[int]int) map[string]T {
	out := map[string]T{}
	for key, value := range m {
		words := strings.Fields(key)
		for i, word := range words {
			if life, err := strconv.Atoi(word); err == nil {
				if now, ok := same[life]; ok {
					words[i] = strconv.Itoa(now)
				}
			}
		}
		out[strings.Join(words, " ")] = value
	}
	return out
}

// mergeFiles merges the .proto files of two branches as git does.
func (h *history) mergeFiles(base, mine, theirs map[string]string) (merged map[string]string, conflict bool) {
	merged = map[string]string{}
	for name, text := range mine {
		merged[name] = text
		if theirs[name] == text || theirs[name] == base[name] {
			continue
		}
		if base[name] == text {
			merged[name] = theirs[name]
			continue
		}
		paths := map[string]string{}
		for side, files := range map[string]map[string]string{"base": base, "mine": mine, "theirs": theirs} {
			paths[side] = filepath.Join(h.dir, side)
			h.must(os.WriteFile(paths[side], []byte(files[name]), 0o600))
		}
		out, err := exec.Command("git", "merge-file", "-p", "-q", paths["mine"], paths["base"], paths["theirs"]).Output()
		if err != nil {
			conflict = true
		}
		merged[name] = string(out)
	}
	for name, text := range theirs {
		if _, ok := mine[name]; !ok {
			merged[name] = text
		}
	}
	return merged, conflict
}

// sideNames prepares a merged source for the files of the branch that did not count: what has another name there was
// renamed.
func sideNames(merged, side *world) {
	names, words, lives := map[int]string{}, map[int]string{}, map[int]int{}
	for _, t := range side.things() {
		names[t.id], words[t.id], lives[t.id] = t.name, t.name, t.life
	}
	for _, p := range side.packs {
		for _, t := range p.types {
			for _, v := range t.members {
				if t.enum != "" {
					words[v.id] = valueProto(t, v)
				}
			}
		}
	}
	for _, t := range merged.things() {
		if name := names[t.id]; name != "" && name != t.name && t.was != words[t.id] {
			t.former, t.previous = words[t.id], lives[t.id]
			t.life = -t.life // until it is said
		}
	}
}

// branch goes two ways from here, and merges them in both orders. The history goes on with one of the two.
func (h *history) branch() {
	base := h.save()
	var ends [2]state
	for i := range ends {
		h.restore(base)
		h.inBranch = true
		h.step()
		ends[i] = h.save()
	}
	h.inBranch = false
	first := h.IntN(2)
	for _, mine := range []int{1 - first, first} {
		h.log(fmt.Sprint("merge of branch ", 1-mine, " into branch ", mine))
		h.merge(base, ends[mine], ends[1-mine])
	}
}

func (h *history) merge(base, mine, theirs state) {
	h.merging = true
	defer func() { h.merging = false }()
	h.restore(mine)
	merged, same := merge(base.w.clone(), mine.w.clone(), theirs.w.clone())
	if !merged.valid() {
		return // they cannot be merged: this branch goes on
	}
	files, conflict := h.mergeFiles(base.files, mine.files, theirs.files)
	h.w, h.files = merged, files
	if !conflict {
		other := theirs.past.clone()
		other.rename(same)
		h.past.join(other)
		h.writeFiles()
		h.build()
		return
	}
	h.writeFiles()
	if _, problems := h.attempt(false); !mentions(problems, "merge conflict") {
		h.fail("a conflict was not refused", problems)
	}
	if h.IntN(2) == 0 { // the other side as it is
		h.past = theirs.past.clone()
		h.past.rename(same)
		h.files = theirs.clone().files
		sideNames(h.w, theirs.w)
	} else {
		h.files = mine.clone().files
	}
	h.writeFiles()
	h.build()
}
