package source

import (
	"go/token"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// tagRule is the grammar of a struct tag: that of //grpc:param, and what only a struct field can say.
var tagRule = rule{keys: merged(tagKeys, fieldKeys), flags: slices.Concat(fieldFlags, tagFlags)}

func merged(a, b map[string][]string) map[string][]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// Tag is the whole tag of a struct field, with the parts of all tools.
type Tag struct {
	Text    reflect.StructTag
	Pos     token.Position
	literal string // as the source spells it; empty where that is not known
}

// Grpc reads the grpc tag as if it were a directive; it is nil if there is none. What is wrong with the tag is returned,
// and left out of the directive.
func (t Tag) Grpc() (*Directive, schema.Diagnostics) {
	var problems schema.Diagnostics
	keys, _ := t.keys()
	i := slices.IndexFunc(keys, func(k tagKey) bool { return k.name == "grpc" })
	if i < 0 {
		return nil, nil
	}
	value, at := t.Text.Get("grpc"), t.position(keys[i].at+len(`grpc:"`))
	d := &Directive{Name: "tag", Pos: at}
	for i, word := range strings.Split(value, ",") {
		d.addTagWord(i, word, at, &problems)
		if at != t.Pos {
			at = wordPosition(at, word+",")
		}
	}
	d.checkAlone("-", &problems)
	d.checkAlone("inline", &problems, "read_only", "write_only", "writable")
	return d, problems
}

// CheckKeys returns what is nearly a grpc tag and would have no effect, such as gRPC:"-" or grpc="-".
func (t Tag) CheckKeys() (problems schema.Diagnostics) {
	keys, rest := t.keys()
	found := false
	for _, k := range keys {
		switch {
		case k.name == "grpc" && found:
			problems.Add(t.position(k.at), "write one: `grpc:\"...\"`, with commas between its words", "the grpc tag is repeated here, where it has no effect")
		case k.name == "grpc":
			found = true
		case isNearlyGrpc(k.name):
			problems.Add(t.position(k.at), "write `grpc:\"...\"`", "the key %s in the struct tag looks like grpc, but has no effect", k.name)
		}
	}
	if malformedGrpc.MatchString(rest) {
		problems.Add(t.Pos, "write `grpc:\"...\"`, and a space between the tags of a field", "the struct tag is malformed, and its grpc part would have no effect")
	}
	return problems
}

// tagKey is a key in a struct tag.
type tagKey struct {
	name string
	at   int // its offset
}

// keys returns the keys of the tag in order, read as package reflect does, and the rest that it cannot read.
func (t Tag) keys() (keys []tagKey, rest string) {
	for text := string(t.Text); ; {
		rest = strings.TrimLeft(text, " ")
		pair := tagPair.FindStringSubmatch(rest)
		if pair == nil {
			return keys, rest
		}
		keys = append(keys, tagKey{pair[1], len(t.Text) - len(rest)})
		text = rest[len(pair[0]):]
	}
}

var (
	tagPair       = regexp.MustCompile(`^([^\x00-\x20":\x7f]+):"(?:[^"\\]|\\.)*"`)
	malformedGrpc = regexp.MustCompile(`(?i)\bgrpc\s*[:=]`)
)

// isNearlyGrpc reports whether a key has the letters of grpc, in another case or order or with something between them, or is the
// name of this tool.
func isNearlyGrpc(key string) bool {
	var letters []rune
	for _, c := range strings.ToLower(key) {
		if unicode.IsLetter(c) {
			letters = append(letters, c)
		}
	}
	if string(letters) == "grpcgen" {
		return true
	}
	slices.Sort(letters)
	return string(letters) == "cgpr"
}

// position returns where an offset into the text is in a raw string literal; other literals have escapes, and keep their own
// position.
func (t Tag) position(offset int) token.Position {
	if strings.HasPrefix(t.literal, "`") {
		return wordPosition(t.Pos, t.literal[:1+offset])
	}
	return t.Pos
}

func (d *Directive) addTagWord(i int, word string, pos token.Position, problems *schema.Diagnostics) {
	key, value, isKey := strings.Cut(word, "=")
	a := Arg{Key: key, Value: value, Pos: pos}
	if _, err := strconv.Atoi(word); err == nil && i == 0 {
		d.Args = append(d.Args, Arg{Key: "number", Value: word, Pos: pos})
		return
	}
	if help, msg := checkWord("the grpc tag", tagRule, a, isKey); msg != "" {
		problems.Add(pos, help, "%s", msg)
		return
	}
	if d.Has(key) {
		problems.Add(pos, "keep one of them", "%s is repeated here", word)
		return
	}
	d.Args = append(d.Args, a)
}
