package parser_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/emitter"
	"github.com/grpcgen/grpcgen/parser"
	"github.com/grpcgen/grpcgen/parser/schema"
)

var (
	histories = flag.Int("histories", 40, "how `many` random histories to make")
	firstSeed = flag.Uint64("seed", 0, "the `seed` of the first")
)

// TestHistories makes random histories of a module: edits, builds, branches, merges and accidents. All versions of its
// descriptors together must keep the promises: no number ever means two things, what is removed is reserved, and what an
// earlier version wrote is read by every later one, unless the build warned or refused. Where it refuses, the history takes
// a way out that the problem names. A history that fails is made again with -seed=N -histories=1.
func TestHistories(t *testing.T) {
	for i := range *histories {
		seed := *firstSeed + uint64(i)
		t.Run(fmt.Sprint(seed), func(t *testing.T) { newHistory(t, seed).run() })
	}
}

// state is what a branch of a history has.
type state struct {
	w, built *world
	past     *past
	files    map[string]string // .proto files, by path below the proto folder
}

func (s state) clone() state {
	return state{s.w.clone(), s.built.clone(), s.past.clone(), maps.Clone(s.files)}
}

// history is a module that is edited and built again and again.
type history struct {
	*rand.Rand
	state
	t        *testing.T
	dir      string
	disk     map[string]string // the files as they are below dir
	fresh    int
	inBranch bool
	merging  bool
	warnings string
	at       map[string]map[int]*thing // of the last attempt
	story    []string
}

func newHistory(t *testing.T, seed uint64) *history {
	h := &history{Rand: rand.New(rand.NewPCG(seed, 4)), t: t, dir: t.TempDir()}
	h.w, h.past, h.files = &world{}, newPast(), map[string]string{}
	for i := range 2 + h.IntN(2) {
		h.fresh++
		h.w.packs = append(h.w.packs, &pack{thing: thing{id: h.fresh, life: h.fresh, name: fmt.Sprintf("a%d.v1", i)}, dir: fmt.Sprintf("d%d", i)})
	}
	h.built = h.w.clone()
	return h
}

func (h *history) save() state     { return h.state.clone() }
func (h *history) restore(s state) { h.state = s.clone(); h.writeFiles() }
func (h *history) log(line string) { h.story = append(h.story, line) }
func (h *history) must(err error) {
	if err != nil {
		h.t.Fatal(err)
	}
}

// fail ends the test with all that is needed to see why.
func (h *history) fail(what string, problems schema.Diagnostics) {
	h.t.Helper()
	packages, _ := h.w.source(func(*pack) bool { return true })
	text := ""
	for _, p := range packages {
		text += "\n-- " + p.Dir + " --\n" + p.Text
	}
	for _, name := range sortedKeys(h.files) {
		text += "\n-- " + name + " --\n" + h.files[name]
	}
	h.t.Fatalf("%s\n%v\nafter %s\n%s", what, problems, strings.Join(h.story, "; "), text)
}

func (h *history) run() {
	for range 8 {
		switch n := h.IntN(10); {
		case n == 0:
			h.branch()
		case n == 1:
			h.lose()
		default:
			h.step()
		}
	}
}

// step edits the source and builds it.
func (h *history) step() {
	for _, t := range h.w.things() { // the person tidies up, or not
		if h.IntN(4) > 0 {
			t.was = ""
		}
	}
	e := &editor{Rand: h.Rand, w: h.w, built: h.built, fresh: &h.fresh, inBranch: h.inBranch}
	for range 1 + h.IntN(5) {
		e.edit()
	}
	h.log("edits")
	if h.IntN(5) == 0 {
		h.buildPart()
	}
	h.build()
}

// buildPart builds some of the packages first, which must not change what a build of all gives.
func (h *history) buildPart() {
	before := h.save()
	whole, problems := h.attempt(false)
	some := h.w.packs[h.IntN(len(h.w.packs))]
	part, refused := h.attemptOf(func(p *pack) bool { return p == some }, false)
	if len(problems) > 0 || len(refused) > 0 {
		return
	}
	h.log("build of " + some.dir)
	h.files = part
	h.writeFiles()
	if after, problems := h.attempt(false); len(problems) > 0 || !maps.Equal(after, whole) {
		h.fail("a part built first changes the whole", problems)
	}
	h.restore(before)
}

// build builds, takes ways out until the build has no problem, and holds the outcome against the past.
func (h *history) build() {
	accept := false
	for range 20 {
		files, problems := h.attempt(accept)
		if len(problems) == 0 {
			h.commit(files)
			return
		}
		if h.IntN(8) == 0 && h.undo() {
			return
		}
		accept = h.waysOut(problems) || accept
		h.log(fmt.Sprintf("%d problems", len(problems)))
	}
	_, problems := h.attempt(accept)
	h.fail("no way out", problems)
}

// undo takes the edits back, which must build.
func (h *history) undo() bool {
	if len(h.files) == 0 {
		return false
	}
	merged := h.w
	h.w = h.built.clone()
	files, problems := h.attempt(false)
	if len(problems) > 0 { // after a merge the files are not those of this source
		h.w = merged
		return false
	}
	h.log("undo")
	h.commit(files)
	return true
}

// attempt builds all packages, and returns the .proto files that there are then.
func (h *history) attempt(accept bool) (map[string]string, schema.Diagnostics) {
	return h.attemptOf(func(*pack) bool { return true }, accept)
}

func (h *history) attemptOf(selected func(*pack) bool, accept bool) (map[string]string, schema.Diagnostics) {
	packages, at := h.w.source(selected)
	h.at = at
	s, err := parser.ParseTest(h.dir, packages, accept)
	var files []emitter.File
	if err == nil {
		files, err = emitter.Protos(s)
	}
	var problems schema.Diagnostics
	if err != nil && !errors.As(err, &problems) {
		h.fail(err.Error(), nil)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	h.warnings = s.Warnings.Error()
	out := maps.Clone(h.files)
	for _, f := range files {
		if name := strings.TrimPrefix(f.Path, "proto/"); f.Removed {
			delete(out, name)
		} else {
			out[name] = string(f.Content)
		}
	}
	return out, nil
}

// writeFiles makes the disk have the files.
func (h *history) writeFiles() {
	path := func(name string) string { return filepath.Join(h.dir, "proto", filepath.FromSlash(name)) }
	for name := range h.disk {
		if _, ok := h.files[name]; !ok {
			h.must(os.Remove(path(name)))
		}
	}
	for name, text := range h.files {
		if old, ok := h.disk[name]; !ok || old != text {
			h.must(os.MkdirAll(filepath.Dir(path(name)), 0o700))
			h.must(os.WriteFile(path(name), []byte(text), 0o600))
		}
	}
	h.disk = maps.Clone(h.files)
}

func (h *history) glue(p *pack) string { return filepath.Join(h.dir, p.dir, schema.GlueFile) }

// file returns the .proto of a package.
func file(p *pack) string { return strings.ReplaceAll(p.name, ".", "/") + "/" + p.dir + ".proto" }

// renew gives what is inside a type that was moved without the word, and so is another, lives of its own.
func (h *history) renew() {
	for _, p := range h.w.packs {
		for _, t := range p.types {
			b, _ := h.built.typeOf(t.id)
			if b == nil || b.life == t.life || t.was != "" {
				continue
			}
			for _, m := range t.members {
				h.fresh++
				m.life = h.fresh
			}
		}
	}
}

// commit takes in what was built.
func (h *history) commit(files map[string]string) {
	warnings := h.warnings
	h.renew()
	h.files = files
	h.writeFiles()
	v := version{names: h.w.names(), packages: map[string]string{}, warnings: warnings}
	for _, p := range h.w.packs {
		if b := find(h.built.packs, p.id); b.name != p.name && b.life == p.life {
			v.packages[b.name] = p.name
		}
	}
	types := h.compile(&v)
	if problems := append(h.past.check(v), h.past.decode(h.Rand, types)...); len(problems) > 0 {
		h.fail(strings.Join(problems, "\n"), nil)
	}
	if h.IntN(3) == 0 {
		if again, problems := h.attempt(false); len(problems) > 0 || !maps.Equal(again, files) {
			h.fail("building again changes something", problems)
		}
	}
	for _, t := range h.w.things() {
		t.former = ""
	}
	h.built = h.w.clone()
}

// compile compiles the files, and returns their messages by full name.
func (h *history) compile(v *version) map[string]protoreflect.MessageDescriptor {
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{Accessor: protocompile.SourceAccessorFromMap(h.files)})}
	files, err := compiler.Compile(context.Background(), sortedKeys(h.files)...)
	if err != nil {
		h.fail(err.Error(), nil)
	}
	types := map[string]protoreflect.MessageDescriptor{}
	for _, f := range files {
		v.files = append(v.files, protodesc.ToFileDescriptorProto(f))
		addTypes(types, f.Messages())
	}
	return types
}

func addTypes(types map[string]protoreflect.MessageDescriptor, all protoreflect.MessageDescriptors) {
	for i := range all.Len() {
		if m := all.Get(i); !m.IsMapEntry() {
			types[string(m.FullName())] = m
			addTypes(types, m.Messages())
		}
	}
}

// lose deletes a .proto: the build must refuse, and the file comes back, or all that it knew is forgotten.
func (h *history) lose() {
	p := h.w.packs[h.IntN(len(h.w.packs))]
	text, ok := h.files[file(p)]
	if !ok || len(p.types) == 0 {
		return
	}
	h.log("loses " + file(p))
	delete(h.files, file(p))
	h.writeFiles()
	h.must(os.MkdirAll(filepath.Dir(h.glue(p)), 0o700))
	glue := schema.CodeGenerated + "\n\n" + schema.GlueConstraint + "\n\npackage x\n\n" + schema.ProtoComment(file(p)) + "\n"
	h.must(os.WriteFile(h.glue(p), []byte(glue), 0o600))
	if _, problems := h.attempt(false); !mentions(problems, "is missing") {
		h.fail("a lost .proto was not refused", problems)
	}
	h.must(os.Remove(h.glue(p)))
	if h.IntN(2) == 0 {
		h.files[file(p)] = text
		h.writeFiles()
		return
	}
	h.past.forget(p.name)
	h.build()
}

func mentions(problems schema.Diagnostics, text string) bool {
	return slices.ContainsFunc(problems, func(d schema.Diagnostic) bool { return strings.Contains(d.Msg, text) })
}
