package source

import (
	"go/token"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

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
	value, ok := t.Text.Lookup("grpc")
	if !ok {
		if strings.Contains(string(t.Text), "grpc:") {
			problems.Add(t.Pos, "write `grpc:\"...\"`, and a space between the tags of a field", "the struct tag is malformed, and its grpc part would have no effect")
		}
		return nil, problems
	}
	at := t.valuePosition()
	d := &Directive{Name: "tag", Pos: at}
	for i, word := range strings.Split(value, ",") {
		d.addTagWord(i, word, at, &problems)
		if at != t.Pos {
			at = wordPosition(at, word+",")
		}
	}
	d.checkAlone("-", &problems)
	d.checkAlone("inline", &problems)
	return d, problems
}

// valuePosition returns where the value of the grpc tag starts inside a raw string literal; other literals have escapes,
// and keep their own position.
func (t Tag) valuePosition() token.Position {
	const key = `grpc:"`
	if i := strings.Index(t.literal, key); i >= 0 && t.literal[0] == '`' {
		return wordPosition(t.Pos, t.literal[:i+len(key)])
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
