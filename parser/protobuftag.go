package parser

import (
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// hasProtobufTags reports whether the struct was generated from a .proto, and its fields without a tag are helpers. A field that
// is tagged to be left out says nothing of the others.
func hasProtobufTags(s *types.Struct) bool {
	for i := range s.NumFields() {
		if text, ok := reflect.StructTag(s.Tag(i)).Lookup("protobuf"); ok && text != "-" {
			return true
		}
	}
	return false
}

// protobufTag reads the tag that generators of Go from .proto files write, such as
// protobuf:"varint,3,opt,name=node_port,json=nodePort,proto3"; nil if there is none. The words are those of
// google.golang.org/protobuf/internal/encoding/tag; words that it does not know belong to other tools.
func protobufTag(v *types.Var, tag *source.Tag) (d *source.Directive, problems schema.Diagnostics) {
	text, ok := tag.Text.Lookup("protobuf")
	if !ok {
		return nil, nil
	}
	d = &source.Directive{Name: "tag", Pos: tag.Pos}
	if text == "-" {
		d.Add("-", "")
		return d, problems
	}
	words := strings.Split(text, ",")
	if number, err := strconv.Atoi(wordAt(words, 1)); err != nil || number < 1 {
		problems.Add(tag.Pos, "correct it, or put a grpc tag beside it", "the protobuf tag has no field number")
		return d, problems
	}
	d.Add("number", words[1])
	if slice, ok := v.Type().Underlying().(*types.Slice); ok && !isByte(slice.Elem()) {
		if packable := wordAt(words, 0) != "bytes"; packable && !slices.Contains(words, "packed") {
			d.Add("unpacked", "")
		}
	}
	key, value := tag.Text.Get("protobuf_key"), tag.Text.Get("protobuf_val")
	if m, ok := v.Type().Underlying().(*types.Map); ok && key != "" {
		if kind := wireKind(m.Key(), key); kind != schema.NoKind {
			d.Add("key", kind.Info().Proto)
		}
		words[0], _, _ = strings.Cut(value, ",")
	}
	if kind := wireKind(v.Type(), words[0]); kind != schema.NoKind {
		d.Add("type", kind.Info().Proto)
	}
	for _, word := range words[2:] {
		switch key, value, _ := strings.Cut(word, "="); key {
		case "name", "json":
			d.Add(key, value)
		case "enum":
			d.Add("enum", value)
		case "def", "group":
			problems.Add(tag.Pos, "put a grpc tag beside it", "%s in a protobuf tag is proto2, which grpcgen does not generate", key)
		}
	}
	if json := d.Word("json"); json == names.JSON(d.Word("name")) {
		d = d.Without("json")
	}
	return d, problems
}

func wordAt(words []string, i int) string {
	if i >= len(words) {
		return ""
	}
	return words[i]
}

// wireKind returns the kind that the first word of a protobuf tag asks for, if it is not the one that the Go type has
// by itself.
func wireKind(t types.Type, tag string) schema.Kind {
	word, _, _ := strings.Cut(tag, ",")
	basic := innermost(t)
	signed := basic != nil && basic.Info()&types.IsUnsigned == 0
	isInt := basic != nil && basic.Info()&types.IsInteger != 0
	switch {
	case word == "zigzag32":
		return schema.Sint32
	case word == "zigzag64":
		return schema.Sint64
	case word == "fixed32" && isInt && signed:
		return schema.Sfixed32
	case word == "fixed32" && isInt:
		return schema.Fixed32
	case word == "fixed64" && isInt && signed:
		return schema.Sfixed64
	case word == "fixed64" && isInt:
		return schema.Fixed64
	}
	return schema.NoKind
}

// innermost returns the basic type that a field holds, one or many; nil if there is none: a type such as type Tree []Tree has
// no end.
func innermost(t types.Type) *types.Basic {
	for seen := map[types.Type]bool{}; !seen[t]; {
		seen[t] = true
		switch u := t.Underlying().(type) {
		case *types.Basic:
			return u
		case interface{ Elem() types.Type }: // a pointer, array, slice or map
			t = u.Elem()
		}
	}
	return nil
}
