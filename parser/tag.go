package parser

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// tagRule is the grammar of a struct tag: that of //grpc:param, and what only a struct field can say.
var tagRule = rule{keys: merged(tagKeys, fieldKeys), flags: slices.Concat(fieldFlags, tagFlags)}

func merged(a, b map[string][]string) map[string][]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// readTag reads the grpc tag of a struct field, or else its protobuf tag, as if it were a directive; nil if there is
// none.
func (r *reader) readTag(v *types.Var, lit *ast.BasicLit) *directive {
	if lit == nil {
		return nil
	}
	pos := r.src.fset.Position(lit.Pos())
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return nil
	}
	value, ok := reflect.StructTag(text).Lookup("grpc")
	if !ok {
		if strings.Contains(text, "grpc:") {
			r.diags.Add(pos, "write `grpc:\"...\"`, and a space between the tags of a field", "the struct tag is malformed, and its grpc part would have no effect")
			return nil
		}
		return r.protobufTag(v, reflect.StructTag(text), pos)
	}
	d := &directive{name: "tag", pos: tagPosition(pos, lit.Value), args: map[string]arg{}}
	at := d.pos
	for i, word := range strings.Split(value, ",") {
		r.addTagWord(d, i, word, at)
		if at != pos {
			at = wordPosition(at, word+",")
		}
	}
	d.alone("-", &r.diags)
	d.alone("inline", &r.diags)
	return d
}

// tagPosition returns where the value of the grpc tag starts inside a raw string literal at pos; other literals have
// escapes, and keep their own position.
func tagPosition(pos token.Position, literal string) token.Position {
	const key = `grpc:"`
	if i := strings.Index(literal, key); i >= 0 && literal[0] == '`' {
		return wordPosition(pos, literal[:i+len(key)])
	}
	return pos
}

func (r *reader) addTagWord(d *directive, i int, word string, pos token.Position) {
	key, value, isKey := strings.Cut(word, "=")
	a := arg{key: key, value: value, pos: pos}
	if _, err := strconv.Atoi(word); err == nil && i == 0 {
		d.args["number"] = arg{key: "number", value: word, pos: pos}
		return
	}
	if help, msg := checkWord("the grpc tag", tagRule, a, isKey); msg != "" {
		r.diags.Add(pos, help, "%s", msg)
		return
	}
	if d.has(key) {
		r.diags.Add(pos, "keep one of them", "%s stands here twice", word)
		return
	}
	d.args[key] = a
}

// applyTag sets what a tag or //grpc:param says about a field's name and number.
func (r *reader) applyTag(f *schema.Field, d *directive) {
	if n := d.word("number"); n != "" {
		f.Pinned = true
		f.Number, _ = strconv.Atoi(n)
		f.Pos = d.at("number")
	}
	f.Name = r.protoName(d, "name", f.Name, names.IsField)
	f.Was = d.word("was")
	f.JSONName = d.word("json")
}
