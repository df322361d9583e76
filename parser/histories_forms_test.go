package parser_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/emitter"
	"github.com/grpcgen/grpcgen/parser"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// formField is a field that travels in both directions, or in one.
type formField struct {
	life      int
	name, was string
	typ, tag  string
}

// formHistory edits two structs, one inside the other, whose fields come, go, are renamed, and leave one direction or come
// back. Both structs travel in both directions, now as one message and now as two.
type formHistory struct {
	*rand.Rand
	t       *testing.T
	dir     string
	structs map[string][]formField
	fresh   int
	meaning map[string]map[int]int // what a number means, by struct
	number  map[string]map[int]int // the number of what is in a struct now, by struct and direction
	story   []string
}

// TestFormHistories makes random histories of structs with two messages. In whatever message a struct travels, a number
// means the same field for ever, and what goes on in one direction has the same number there, unless the build refuses.
func TestFormHistories(t *testing.T) {
	for i := range *histories {
		seed := *firstSeed + uint64(i)
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := &formHistory{
				Rand: rand.New(rand.NewPCG(seed, 5)), t: t, dir: t.TempDir(), structs: map[string][]formField{},
				meaning: map[string]map[int]int{"Outer": {}, "Inner": {}}, number: map[string]map[int]int{},
			}
			h.structs["Outer"] = []formField{{life: -1, name: "Inner", typ: "*Inner"}}
			h.add("Outer")
			h.add("Inner")
			for range 12 {
				h.step()
			}
		})
	}
}

func (h *formHistory) add(name string) {
	h.fresh++
	typ := []string{"int32", "string", "[]string", "float64"}[h.IntN(4)]
	h.structs[name] = append(h.structs[name], formField{life: h.fresh, name: fmt.Sprintf("F%d", h.fresh), typ: typ, tag: h.tag()})
}

func (h *formHistory) tag() string {
	return []string{"", "", "read_only", "write_only"}[h.IntN(4)]
}

func (h *formHistory) step() {
	before := map[string][]formField{}
	for name, fields := range h.structs {
		for i := range fields {
			fields[i].was = ""
		}
		before[name] = slices.Clone(fields)
	}
	for range 1 + h.IntN(3) {
		h.edit()
	}
	source := h.source()
	h.story = append(h.story, source)
	if h.build(source, false) || h.build(source, true) {
		return
	}
	h.story = append(h.story, "refused")
	h.structs = before
}

func (h *formHistory) edit() {
	name := []string{"Outer", "Inner"}[h.IntN(2)]
	fields := h.structs[name]
	i := h.IntN(len(fields))
	if fields[i].life < 0 || len(fields) < 2 || h.IntN(4) == 0 {
		h.add(name)
		return
	}
	switch h.IntN(4) {
	case 0:
		h.structs[name] = slices.Delete(fields, i, i+1)
	case 1:
		if fields[i].was == "" {
			h.fresh++
			fields[i].was, fields[i].name = fields[i].name, fmt.Sprintf("R%d", h.fresh)
		}
	default:
		fields[i].tag = h.tag()
	}
}

func (h *formHistory) source() string {
	var b strings.Builder
	b.WriteString("package m\n\nimport \"context\"\n\n//grpc:service\ntype S struct{}\n\n" +
		"//grpc:action\nfunc (S) Move(ctx context.Context, in *Outer) (*Outer, error) { return in, nil }\n\n" +
		"//grpc:action\nfunc (S) Swap(ctx context.Context, outer *Outer, again bool) (swapped *Outer, more bool, err error) { return }\n")
	for _, name := range []string{"Outer", "Inner"} {
		fmt.Fprintf(&b, "\ntype %s struct {\n\tKey int32\n", name)
		for _, f := range h.structs[name] {
			words := []string{}
			if f.was != "" {
				words = append(words, "was="+strings.ToLower(f.was))
			}
			if f.tag != "" {
				words = append(words, f.tag)
			}
			tag := ""
			if len(words) > 0 {
				tag = " `grpc:\"" + strings.Join(words, ",") + "\"`"
			}
			fmt.Fprintf(&b, "\t%s %s%s\n", f.name, f.typ, tag)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

func (h *formHistory) build(source string, accept bool) bool {
	s, err := parser.ParseTest(h.dir, []parser.TestPackage{{Dir: "m", Name: "m", Text: source, Selected: true}}, accept)
	var files []emitter.File
	if err == nil {
		files, err = emitter.Protos(s)
	}
	if problems := (schema.Diagnostics{}); errors.As(err, &problems) {
		return false
	} else if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range files {
		path := filepath.Join(h.dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			h.t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Content, 0o600); err != nil {
			h.t.Fatal(err)
		}
	}
	byName := map[string]*schema.Message{}
	for _, m := range s.Packages[0].Messages {
		byName[m.Name] = m
	}
	for name := range h.structs {
		response, request := byName[name], byName[name+"Input"]
		if request == nil || request.Origin == schema.TombstoneMessage {
			request = response
		}
		h.check(name, name+" in responses", response)
		h.check(name, name+" in requests", request)
	}
	return true
}

// check holds the numbers of a message against all that were given before.
func (h *formHistory) check(name, direction string, m *schema.Message) {
	numbers := map[int]int{}
	for _, f := range m.Fields {
		life := 0
		for _, known := range h.structs[name] {
			if strings.EqualFold(known.name, f.Name) {
				life = known.life
			}
		}
		if old, ok := h.meaning[name][f.Number]; ok && old != life {
			h.t.Fatalf("%s.%s = %d was another field\n%s", m.Name, f.Name, f.Number, strings.Join(h.story, "\n----\n"))
		}
		if old, ok := h.number[direction][life]; ok && old != f.Number {
			h.t.Fatalf("%s.%s = %d had the number %d\n%s", m.Name, f.Name, f.Number, old, strings.Join(h.story, "\n----\n"))
		}
		h.meaning[name][f.Number], numbers[life] = life, f.Number
	}
	h.number[direction] = numbers
}
