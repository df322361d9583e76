package parser

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

// directive is one checked //grpc: line.
type directive struct {
	name string
	pos  token.Position
	on   target
	args map[string]arg // by key; the word without a key is under "", a flag under its own name
	all  []arg          // in their order, those of one key too
}

// arg is one word of a directive or one element of a struct tag.
type arg struct {
	key, value string
	pos        token.Position // of the word
}

// word returns the value of a key, or "" if it is not there.
func (d *directive) word(key string) string {
	if d == nil {
		return ""
	}
	return d.args[key].value
}

// has reports whether a key or flag is there.
func (d *directive) has(key string) bool {
	if d == nil {
		return false
	}
	_, ok := d.args[key]
	return ok
}

// at returns the position of a key, or that of the directive.
func (d *directive) at(key string) token.Position {
	if a, ok := d.args[key]; ok {
		return a.pos
	}
	return d.pos
}

// each returns every word of a key that may stand several times.
func (d *directive) each(key string) []arg {
	return slices.DeleteFunc(slices.Clone(d.all), func(a arg) bool { return a.key != key })
}

// directives are those of one declaration, in the order of their lines.
type directives []*directive

// get returns the directive of that name, or nil.
func (ds directives) get(name string) *directive {
	for _, d := range ds {
		if d.name == name {
			return d
		}
	}
	return nil
}

// nearly matches comment lines that look like a directive but for spacing, case or the separator, and whose rest
// could be arguments; prose about gRPC does not match.
var nearly = regexp.MustCompile(`^(?i)//\s*grpc\s*[:\-]\s*(((package|param)\s+[\w.]+)|package|service|action|param|message|enum|oneof|field)(\s+(\w+=\S*|-|unpacked|\d+))*\s*$`)

// readDirectives reads the directives of a comment group that stands on a declaration of kind on.
func readDirectives(fset *token.FileSet, group *ast.CommentGroup, on target, diags *schema.Diagnostics) directives {
	var found directives
	if group == nil {
		return nil
	}
	for _, c := range group.List {
		d, ok := ast.ParseDirective(c.Slash, c.Text)
		if !ok || d.Tool != "grpc" {
			if !strings.HasPrefix(c.Text, "//grpc:") && nearly.MatchString(c.Text) || strings.HasPrefix(c.Text, "//grpc:") {
				diags.Add(fset.Position(c.Slash), "write it without spaces and in lower case: "+repaired(c.Text),
					"this comment is nearly a directive, and would have no effect")
			}
			continue
		}
		if parsed := readDirective(fset, d, on, diags); parsed != nil {
			if other := found.get(d.Name); other != nil && !grammar[d.Name].repeatable {
				diags.Add(parsed.pos, "keep one of them", "//grpc:%s stands here twice", d.Name)
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

func readDirective(fset *token.FileSet, d ast.Directive, on target, diags *schema.Diagnostics) *directive {
	pos := fset.Position(d.Slash)
	r, known := grammar[d.Name]
	switch {
	case !known:
		diags.Add(wordPosition(pos, "//grpc:"), "the directives are "+list(slices.Sorted(maps.Keys(grammar))), "unknown directive //grpc:%s", d.Name)
		return nil
	case r.on != on && (r.or != on || on == onNothing):
		diags.Add(pos, fmt.Sprintf("put it in the comment directly above %s", r.on), "//grpc:%s stands on %s", d.Name, on)
		return nil
	}
	words, err := d.ParseArgs()
	if err != nil {
		diags.Add(fset.Position(d.ArgsPos), "quote a whole word as Go does, or not at all", "the arguments of //grpc:%s cannot be read: %v", d.Name, err)
		return nil
	}
	parsed := &directive{name: d.Name, pos: pos, on: on, args: map[string]arg{}}
	for _, w := range words {
		parsed.addWord(r, w.Arg, fset.Position(w.Pos), diags)
	}
	if r.required && !parsed.has("") {
		diags.Add(pos, fmt.Sprintf("write //grpc:%s %s", d.Name, r.positional), "//grpc:%s lacks its %s", d.Name, r.positional)
		return nil
	}
	parsed.alone("-", diags)
	return parsed
}

// addWord checks one word against the grammar and keeps it.
func (d *directive) addWord(r rule, word string, pos token.Position, diags *schema.Diagnostics) {
	key, value, isKey := strings.Cut(word, "=")
	a := arg{key: key, value: value, pos: pos}
	if !isKey {
		a = bareWord(d, r, word, pos)
	}
	if help, msg := checkWord("//grpc:"+d.name, r, a, isKey); msg != "" {
		diags.Add(pos, help, "%s", msg)
		return
	}
	if d.has(a.key) && !slices.Contains(r.several, a.key) {
		diags.Add(pos, "keep one of them", "%s stands here twice", word)
		return
	}
	d.args[a.key] = a
	d.all = append(d.all, a)
}

// alone reports what stands beside a word that leaves it without effect.
func (d *directive) alone(word string, diags *schema.Diagnostics) {
	if !d.has(word) {
		return
	}
	for key, a := range d.args {
		if key != word {
			diags.Add(a.pos, "remove one of them", "%s has no effect beside %s", cmp.Or(a.key, a.value), word)
		}
	}
}

// bareWord sorts a word without "=": a flag, the name that the directive takes, or a number.
func bareWord(d *directive, r rule, word string, pos token.Position) arg {
	if slices.Contains(r.flags, word) || slices.Contains(r.later, word) {
		return arg{key: word, pos: pos}
	}
	if _, err := strconv.Atoi(word); err == nil && (d.name == "param" && d.has("") || d.name == "field" && d.on == onType) {
		return arg{key: "number", value: word, pos: pos}
	}
	if r.positional != "" && !d.has("") {
		return arg{key: "", value: word, pos: pos}
	}
	return arg{key: word, pos: pos}
}

// checkWord returns what is wrong with a word, and the way out.
func checkWord(where string, r rule, a arg, isKey bool) (help, msg string) {
	values, known := r.keys[a.key]
	switch {
	case slices.Contains(r.later, a.key):
		return "remove it", fmt.Sprintf("%s of %s is not in this version", a.key, where)
	case !isKey && (a.key == "" || a.key == "number" || slices.Contains(r.flags, a.key)):
		return "", ""
	case !known:
		return "allowed here: " + allowed(r), fmt.Sprintf("unknown word %s in %s", quoteIfEmpty(a.key), where)
	case !isKey || a.value == "":
		return "write " + a.key + "=...", fmt.Sprintf("%s lacks its value", a.key)
	case values != nil && !slices.Contains(values, a.value):
		return "allowed here: " + list(values), fmt.Sprintf("%s=%s is unknown", a.key, a.value)
	}
	return "", ""
}

func quoteIfEmpty(s string) string {
	if s == "" {
		return `""`
	}
	return s
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
