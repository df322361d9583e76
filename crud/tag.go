package crud

import (
	"reflect"
	"strconv"
	"strings"
)

// fieldTag is what the grpc tag of a field says about it as one of a model.
type fieldTag struct {
	skip, inline, numbered       bool
	name, keys                   string
	primary, readOnly, writeOnly bool
	sort, search                 bool
	filter                       []string
}

// tagOf reads the grpc tag of a field, or else its protobuf tag. Words of no concern here are the parser's, which
// reports unknown ones.
func tagOf(f reflect.StructField) (t fieldTag, ok bool) {
	text, ok := f.Tag.Lookup("grpc")
	if !ok {
		return protobufTag(f)
	}
	for i, word := range strings.Split(text, ",") {
		if _, err := strconv.Atoi(word); err == nil && i == 0 {
			t.numbered = true
			continue
		}
		t.word(word)
	}
	return t, true
}

func (t *fieldTag) word(word string) {
	key, value, _ := strings.Cut(word, "=")
	switch key {
	case "-":
		t.skip = true
	case "inline":
		t.inline = true
	case "name":
		t.name = value
	case "primary":
		t.primary = true
	case "read_only":
		t.readOnly = true
	case "write_only":
		t.writeOnly = true
	case "sort":
		t.sort = true
	case "search":
		t.search = true
	case "keys":
		t.keys = value
	case "filter":
		t.filter = strings.Split(value, "|")
	}
}

// protobufTag reads the tag that generators of Go from .proto files write.
func protobufTag(f reflect.StructField) (t fieldTag, ok bool) {
	text, ok := f.Tag.Lookup("protobuf")
	if !ok {
		return t, false
	}
	t.skip, t.numbered = text == "-", true
	for word := range strings.SplitSeq(text, ",") {
		if name, ok := strings.CutPrefix(word, "name="); ok {
			t.name = name
		}
	}
	return t, true
}

// hasProtobufTags reports whether the struct was generated from a .proto, and its fields without a tag are helpers.
func hasProtobufTags(t reflect.Type) bool {
	for i := range t.NumField() {
		if _, ok := t.Field(i).Tag.Lookup("protobuf"); ok {
			return true
		}
	}
	return false
}
