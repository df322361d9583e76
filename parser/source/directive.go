package source

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Directive is one checked //grpc: line.
type Directive struct {
	Name string
	Pos  token.Position
	on   target
	Args []Arg // in their order; the word without a key has the key "", a flag its own name
}

// Arg is one word of a directive or one element of a struct tag.
type Arg struct {
	Key, Value string
	Pos        token.Position // of the word
}

// find returns the first word of a key, or nil.
func (d *Directive) find(key string) *Arg {
	if d == nil {
		return nil
	}
	for i, a := range d.Args {
		if a.Key == key {
			return &d.Args[i]
		}
	}
	return nil
}

// Word returns the value of a key, or "" if it is not there.
func (d *Directive) Word(key string) string {
	if a := d.find(key); a != nil {
		return a.Value
	}
	return ""
}

// Has reports whether a key or flag is there.
func (d *Directive) Has(key string) bool { return d.find(key) != nil }

// At returns the position of a key, or that of the directive if it is not there.
func (d *Directive) At(key string) token.Position {
	if a := d.find(key); a != nil {
		return a.Pos
	}
	return d.Pos
}

// Each returns every word of a key that may be repeated.
func (d *Directive) Each(key string) []Arg {
	return slices.DeleteFunc(slices.Clone(d.Args), func(a Arg) bool { return a.Key != key })
}

// Only returns a directive with just the words of some keys, or nil if d has none.
func (d *Directive) Only(keys ...string) *Directive {
	if d == nil {
		return nil
	}
	args := slices.DeleteFunc(slices.Clone(d.Args), func(a Arg) bool { return !slices.Contains(keys, a.Key) })
	if len(args) == 0 {
		return nil
	}
	return &Directive{Name: d.Name, Pos: d.Pos, on: d.on, Args: args}
}

// Without returns a directive with the words of d but those of some keys.
func (d *Directive) Without(keys ...string) *Directive {
	if d == nil {
		return nil
	}
	args := slices.DeleteFunc(slices.Clone(d.Args), func(a Arg) bool { return slices.Contains(keys, a.Key) })
	return &Directive{Name: d.Name, Pos: d.Pos, on: d.on, Args: args}
}

// With returns a directive with the words of d, if there is one, and a.
func (d *Directive) With(a Arg) *Directive {
	if d == nil {
		return &Directive{Name: "tag", Pos: a.Pos, Args: []Arg{a}}
	}
	return &Directive{Name: d.Name, Pos: d.Pos, on: d.on, Args: append(slices.Clone(d.Args), a)}
}

// Add adds a word, at the position of the directive.
func (d *Directive) Add(key, value string) {
	d.Args = append(d.Args, Arg{Key: key, Value: value, Pos: d.Pos})
}

// Directives are those of one declaration, in the order of their lines.
type Directives []*Directive

// Get returns the directive of that name, or nil.
func (ds Directives) Get(name string) *Directive {
	for _, d := range ds {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// nearly matches comment lines that look like a directive but for spacing, case or the separator, and whose rest
// could be arguments; prose about gRPC does not match.
var nearly = regexp.MustCompile(`^(?i)//\s*grpc\s*[:\-]\s*(((package|param)\s+[\w.]+)|package|service|action|param|message|enum|oneof|field)(\s+(\w+=\S*|-|unpacked|\d+))*\s*$`)

// LooksLikeDirective reports whether a line of text would be a directive of a comment, or be taken for one that is misspelled.
func LooksLikeDirective(line string) bool { return nearly.MatchString("//" + line) }

// readDirectives reads the directives of a comment group above a declaration of kind on.
func readDirectives(at func(token.Pos) token.Position, group *ast.CommentGroup, on target, diags *schema.Diagnostics) Directives {
	var found Directives
	if group == nil {
		return nil
	}
	for _, c := range group.List {
		d, ok := ast.ParseDirective(c.Slash, c.Text)
		if !ok || d.Tool != "grpc" {
			if !strings.HasPrefix(c.Text, "//grpc:") && nearly.MatchString(c.Text) || strings.HasPrefix(c.Text, "//grpc:") {
				diags.Add(at(c.Slash), "write it without spaces and in lower case: "+repaired(c.Text),
					"this comment looks like a directive, but has no effect")
			}
			continue
		}
		if parsed := readDirective(at, d, on, diags); parsed != nil {
			if other := found.Get(d.Name); other != nil && !grammar[d.Name].repeatable {
				diags.Add(parsed.Pos, "keep one of them", "//grpc:%s is repeated here", d.Name)
				continue
			}
			found = append(found, parsed)
		}
	}
	return found
}

// repaired spells a near-directive as it should be.
func repaired(text string) string {
	rest := strings.TrimSpace(text[2:])
	rest = strings.TrimLeft(rest[4:], " \t:-")
	word, args, _ := strings.Cut(rest, " ")
	return strings.TrimSpace("//grpc:" + strings.ToLower(word) + " " + strings.TrimSpace(args))
}

func readDirective(at func(token.Pos) token.Position, d ast.Directive, on target, diags *schema.Diagnostics) *Directive {
	pos := at(d.Slash)
	r, known := grammar[d.Name]
	switch {
	case !known:
		diags.Add(wordPosition(pos, "//grpc:"), "known directives: "+list(slices.Sorted(maps.Keys(grammar))), "unknown directive //grpc:%s", d.Name)
		return nil
	case r.on != on && (r.or != on || on == onNothing):
		diags.Add(pos, fmt.Sprintf("put it in the comment directly above %s", r.on), "//grpc:%s does not belong on %s", d.Name, on)
		return nil
	}
	words, err := d.ParseArgs()
	if err != nil {
		diags.Add(at(d.ArgsPos), "quote a whole word, as in Go, or nothing", "the arguments of //grpc:%s cannot be read: %v", d.Name, err)
		return nil
	}
	parsed := &Directive{Name: d.Name, Pos: pos, on: on}
	for _, w := range words {
		parsed.addWord(r, w.Arg, at(w.Pos), diags)
	}
	if r.required && !parsed.Has("") {
		diags.Add(pos, fmt.Sprintf("write //grpc:%s %s", d.Name, r.positional), "//grpc:%s needs a %s", d.Name, r.positional)
		return nil
	}
	parsed.checkAlone("-", diags)
	return parsed
}

// addWord checks one word against the grammar and keeps it.
func (d *Directive) addWord(r rule, word string, pos token.Position, diags *schema.Diagnostics) {
	key, value, isKey := strings.Cut(word, "=")
	a := Arg{Key: key, Value: value, Pos: pos}
	if !isKey {
		a = bareWord(d, r, word, pos)
	}
	if help, msg := checkWord("//grpc:"+d.Name, r, a, isKey); msg != "" {
		diags.Add(pos, help, "%s", msg)
		return
	}
	if d.Has(a.Key) && !slices.Contains(r.several, a.Key) {
		diags.Add(pos, "keep one of them", "%s is repeated here", word)
		return
	}
	d.Args = append(d.Args, a)
}

// checkAlone reports what stands beside a word that leaves it without effect: all but some words.
func (d *Directive) checkAlone(word string, diags *schema.Diagnostics, but ...string) {
	if !d.Has(word) {
		return
	}
	for _, a := range d.Args {
		if a.Key != word && !slices.Contains(but, a.Key) {
			diags.Add(a.Pos, "remove one of them", "%s has no effect beside %s", cmp.Or(a.Key, a.Value), word)
		}
	}
}

// bareWord sorts a word without "=": a flag, the name that the directive takes, or a number.
func bareWord(d *Directive, r rule, word string, pos token.Position) Arg {
	if slices.Contains(r.flags, word) || slices.Contains(r.later, word) {
		return Arg{Key: word, Pos: pos}
	}
	if _, err := strconv.Atoi(word); err == nil && (d.Name == "param" && d.Has("") || d.Name == "field" && d.on == onType) {
		return Arg{Key: "number", Value: word, Pos: pos}
	}
	if r.positional != "" && !d.Has("") {
		return Arg{Key: "", Value: word, Pos: pos}
	}
	return Arg{Key: word, Pos: pos}
}

// checkWord returns what is wrong with a word, and the way out.
func checkWord(where string, r rule, a Arg, isKey bool) (help, msg string) {
	values, known := r.keys[a.Key]
	switch {
	case slices.Contains(r.later, a.Key):
		return "remove it", fmt.Sprintf("%s of %s is not in this version", a.Key, where)
	case !isKey && (a.Key == "" || a.Key == "number" || slices.Contains(r.flags, a.Key)):
		return "", ""
	case !known:
		return "allowed here: " + allowed(r), fmt.Sprintf("unknown word %q in %s", a.Key, where)
	case !isKey || a.Value == "":
		return "write " + a.Key + "=...", fmt.Sprintf("%s needs a value", a.Key)
	case values != nil && !slices.Contains(values, a.Value):
		return "allowed here: " + list(values), fmt.Sprintf("%s=%s is unknown", a.Key, a.Value)
	}
	return "", ""
}

// allowed lists what a rule takes, as an error message shows it.
func allowed(r rule) string {
	var words []string
	if r.positional != "" {
		words = append(words, r.positional)
	}
	for _, key := range slices.Sorted(maps.Keys(r.keys)) {
		words = append(words, key+"="+strings.Join(r.keys[key], "|"))
	}
	return list(append(words, r.flags...))
}

func list(words []string) string { return strings.Join(words, ", ") }

// wordPosition returns the position right behind prefix, which stands at pos.
func wordPosition(pos token.Position, prefix string) token.Position {
	pos.Column += len(prefix)
	pos.Offset += len(prefix)
	return pos
}
