package parser_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser"
)

// The model of a module's Go source, which random edits change. What has a name has two identities: id for as long as the
// source knows it, and life for as long as its numbers must mean it.

// thing is what has a name.
type thing struct {
	id, life int
	name     string
	was      string // the word was=
	former   string // the name before a rename without a word, in this step
	previous int    // the life before that
}

// still reports whether a thing was not renamed in this step.
func (t *thing) still() bool { return t.was == "" && t.former == "" }

// member is a field, a parameter or a value of an enum.
type member struct {
	thing
	form   string // of a field: a Go type, where % stands for another, and behind a | the words of a tag
	ref    int    // id of that type
	number int    // of a value
}

// typ is a struct, or an enum.
type typ struct {
	thing
	enum    string // "int" or "string", empty for a struct
	members []*member
}

// action is a method of a service. Its request is a struct, or its parameters.
type action struct {
	thing
	request int
	members []*member
}

type service struct {
	thing
	actions []*action
}

// pack is a Go package. Its name is the proto package; it may use those that come before it.
type pack struct {
	thing
	dir     string
	types   []*typ
	service *service
}

type world struct{ packs []*pack }

func cloneAll[T any](all []*T, clone func(*T) *T) []*T {
	out := make([]*T, len(all))
	for i, one := range all {
		out[i] = clone(one)
	}
	return out
}

func shallow[T any](one *T) *T {
	out := *one
	return &out
}

func (w *world) clone() *world {
	return &world{packs: cloneAll(w.packs, func(p *pack) *pack {
		out := shallow(p)
		out.types = cloneAll(p.types, func(t *typ) *typ {
			out := shallow(t)
			out.members = cloneAll(t.members, shallow)
			return out
		})
		if p.service != nil {
			out.service = shallow(p.service)
			out.service.actions = cloneAll(p.service.actions, func(a *action) *action {
				out := shallow(a)
				out.members = cloneAll(a.members, shallow)
				return out
			})
		}
		return out
	})}
}

// things returns everything that has a name.
func (w *world) things() []*thing {
	var all []*thing
	members := func(ms []*member) {
		for _, m := range ms {
			all = append(all, &m.thing)
		}
	}
	for _, p := range w.packs {
		all = append(all, &p.thing)
		for _, t := range p.types {
			all = append(all, &t.thing)
			members(t.members)
		}
		if p.service != nil {
			all = append(all, &p.service.thing)
			for _, a := range p.service.actions {
				all = append(all, &a.thing)
				members(a.members)
			}
		}
	}
	return all
}

// typeOf returns a type and its package.
func (w *world) typeOf(id int) (*typ, *pack) {
	for _, p := range w.packs {
		for _, t := range p.types {
			if t.id == id {
				return t, p
			}
		}
	}
	return nil, nil
}

// holders returns every list of fields and parameters, with the package that it is in.
func (w *world) holders(visit func(p *pack, members []*member, request *int)) {
	for _, p := range w.packs {
		for _, t := range p.types {
			visit(p, t.members, nil)
		}
		if p.service != nil {
			for _, a := range p.service.actions {
				visit(p, a.members, &a.request)
			}
		}
	}
}

// valid reports whether it could be built: what is used exists, in a package that comes before, and enums have values.
func (w *world) valid() bool {
	ok := true
	for _, p := range w.packs {
		for _, t := range p.types {
			ok = ok && (t.enum == "" || len(t.members) > 0)
		}
	}
	w.holders(func(p *pack, members []*member, request *int) {
		refs := []int{}
		for _, m := range members {
			refs = append(refs, m.ref)
		}
		if request != nil {
			refs = append(refs, *request)
		}
		for _, ref := range refs {
			if ref == 0 {
				continue
			}
			_, home := w.typeOf(ref)
			ok = ok && home != nil && slices.Index(w.packs, home) <= slices.Index(w.packs, p)
		}
	})
	return ok
}

// goFile is a package's Go text while it is printed, and the thing on each line.
type goFile struct {
	strings.Builder
	w     *world
	p     *pack
	lines map[int]*thing
	line  int
}

func (f *goFile) say(t *thing, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for range strings.Count(text, "\n") + 1 {
		f.line++
		f.lines[f.line] = t
	}
	f.WriteString(text + "\n")
}

// directive is a line such as //grpc:message was=Old.
func (f *goFile) directive(t *thing, word string, always bool) {
	switch {
	case t.was != "":
		f.say(t, "//grpc:%s was=%s", word, t.was)
	case always:
		f.say(t, "//grpc:%s", word)
	}
}

func exported(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// goType spells a member's type and its tag.
func (f *goFile) goType(m *member) (text, words string) {
	text, words, _ = strings.Cut(m.form, "|")
	if t, home := f.w.typeOf(m.ref); t != nil {
		name := t.name
		if home != f.p {
			name = home.dir + "." + name
		}
		text = strings.ReplaceAll(text, "%", name)
	}
	return text, words
}

// print prints a package.
func (f *goFile) print() {
	p := f.p
	f.say(&p.thing, "//grpc:package %s%s\npackage %s", p.name, spaced("was=", p.was), p.dir)
	before := f.w.packs[:slices.Index(f.w.packs, p)]
	f.say(nil, "import \"context\"")
	for _, other := range before {
		f.say(nil, "import \"example.com/m/%s\"", other.dir)
	}
	f.say(nil, "var _ context.Context")
	for _, other := range before {
		f.say(nil, "var _ %s.Used", other.dir)
	}
	f.say(nil, "// Used is not a message.\ntype Used int")
	for _, t := range p.types {
		if t.enum != "" {
			f.printEnum(t)
			continue
		}
		f.directive(&t.thing, "message", true)
		f.say(&t.thing, "type %s struct {", t.name)
		for _, m := range t.members {
			text, words := f.goType(m)
			if m.was != "" {
				words = strings.TrimPrefix(words+",was="+m.was, ",")
			}
			if words != "" {
				text += " `grpc:\"" + words + "\"`"
			}
			f.say(&m.thing, "%s %s", exported(m.name), text)
		}
		f.say(&t.thing, "}")
	}
	if s := p.service; s != nil && len(s.actions) > 0 {
		f.directive(&s.thing, "service", true)
		f.say(&s.thing, "type %s struct{}", s.name)
		for _, a := range s.actions {
			f.printAction(s, a)
		}
	}
}

func spaced(word, value string) string {
	if value == "" {
		return ""
	}
	return " " + word + value
}

func (f *goFile) printEnum(t *typ) {
	f.directive(&t.thing, "enum", true)
	f.say(&t.thing, "type %s %s", t.name, t.enum)
	for _, m := range t.members {
		f.directive(&m.thing, "field", false)
		value := fmt.Sprint(m.number)
		if t.enum == "string" {
			value = fmt.Sprintf("%q", fmt.Sprint("text", m.id))
		}
		f.say(&m.thing, "const %s%s %[1]s = %[3]s", t.name, m.name, value)
	}
}

func (f *goFile) printAction(s *service, a *action) {
	f.directive(&a.thing, "action", true)
	params := "ctx context.Context"
	members := a.members
	if a.request != 0 { // two branches have made different things of it
		members = nil
	}
	for _, m := range members {
		text, words := f.goType(m)
		words = strings.TrimSpace(words + spaced("was=", m.was))
		if words != "" {
			f.say(&m.thing, "//grpc:param %s %s", m.name, words)
		}
		params += ", " + m.name + " " + text
	}
	if t, home := f.w.typeOf(a.request); t != nil {
		params = "ctx context.Context, in *" + t.name
		if home != f.p {
			params = "ctx context.Context, in *" + home.dir + "." + t.name
		}
	}
	f.say(&a.thing, "func (%s) %s(%s) error { return nil }", s.name, a.name, params)
}

// source prints every package, and returns what finds the thing at a place.
func (w *world) source(selected func(*pack) bool) (packages []parser.TestPackage, at map[string]map[int]*thing) {
	at = map[string]map[int]*thing{}
	for _, p := range w.packs {
		f := &goFile{w: w, p: p, lines: map[int]*thing{}}
		f.print()
		at[p.dir] = f.lines
		packages = append(packages, parser.TestPackage{Dir: p.dir, Name: p.dir, Text: f.String(), Selected: selected(p)})
	}
	return packages, at
}
