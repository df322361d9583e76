package parser

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// encodings lists what type= and key= can ask for, by the kind that goes without them.
var encodings = map[schema.Kind][]schema.Kind{
	schema.Int32:  {schema.Int32, schema.Sint32, schema.Sfixed32, schema.Int64, schema.Sint64, schema.Sfixed64},
	schema.Int64:  {schema.Int64, schema.Sint64, schema.Sfixed64, schema.Int32, schema.Sint32, schema.Sfixed32},
	schema.Uint32: {schema.Uint32, schema.Fixed32, schema.Uint64, schema.Fixed64},
	schema.Uint64: {schema.Uint64, schema.Fixed64, schema.Uint32, schema.Fixed32},

	schema.Timestamp: {schema.TimeText},
	schema.Duration:  {schema.DurationText},
}

// encodingsOf returns what type= and key= can ask for where kind goes without them.
func encodingsOf(kind schema.Kind) []schema.Kind {
	if allowed := encodings[kind]; allowed != nil {
		return allowed
	}
	return []schema.Kind{kind}
}

// encoding applies a type= or key= word to the kind of a Go type.
func (r *reader) encoding(kind schema.Kind, at use, key string, t types.Type) (schema.Kind, bool) {
	if !at.tag.Has(key) {
		return kind, true
	}
	return r.choose(encodingsOf(kind), at, key, t)
}

// choose returns the first of the allowed kinds, or the one that a type= or key= word names.
func (r *reader) choose(allowed []schema.Kind, at use, key string, t types.Type) (schema.Kind, bool) {
	if !at.tag.Has(key) {
		return allowed[0], true
	}
	var words []string
	for _, k := range allowed {
		word := k.Info().Proto
		if word == at.tag.Word(key) {
			return k, true
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	at.problems.Add(at.tag.At(key), "allowed here: "+strings.Join(words, ", "), "%s=%s does not fit %s", key, at.tag.Word(key), r.typeString(t))
	return allowed[0], false
}

// checkTag reports words of a tag that say nothing about such a field.
func (r *reader) checkTag(t schema.Type, at use) bool {
	misfit := func(key, why string) bool {
		if at.tag.Has(key) {
			at.problems.Add(at.tag.At(key), "remove the word", "%s has no effect here: %s", key, why)
			return true
		}
		return false
	}
	switch {
	case t.Card != schema.Map && misfit("key", "the field is not a map"),
		(t.Card != schema.Repeated || !t.Kind.Info().Packable) && misfit("unpacked", "the field is not a slice of numbers"),
		!hasEncoding(t.Kind) && at.tag.Word("type") != t.Kind.Info().Proto && misfit("type", kindWord(t)):
		return false
	}
	return true
}

// hasEncoding reports whether a kind is one of several for its Go type: then the word has been read.
func hasEncoding(kind schema.Kind) bool {
	switch kind {
	case schema.TimeText, schema.DurationText, schema.Text, schema.Binary:
		return true
	}
	return encodings[kind] != nil
}

// kindWord says what a field is, for a type= that does not apply.
func kindWord(t schema.Type) string {
	switch t.Kind {
	case schema.MessageKind:
		return "the field is a message"
	case schema.EnumKind:
		if t.Enum.Strings {
			return "the field is an enum; remove //grpc:enum from its type to send a string"
		}
		return "the field is an enum; mark its type //grpc:enum - to send a number"
	}
	return fmt.Sprintf("the field is a %s", t.Kind.Info().Proto)
}
