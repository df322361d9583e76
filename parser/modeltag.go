package parser

import (
	"go/types"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/internal/lookups"
)

// checkModelTag reports what the tag of a field asks of a model service and the field does not allow.
func (r *reader) checkModelTag(in fieldTarget, c candidate) {
	kind := r.modelKind(c.v.Type())
	if c.tag.Has("read_only") && c.tag.Has("write_only") {
		in.problems.Add(c.tag.At("write_only"), "keep one of them", "%s is read_only and write_only, so it is in no message", c.v.Name())
	}
	for _, word := range []string{"sort", "filter", "search"} {
		if c.tag.Has("write_only") && c.tag.Has(word) {
			in.problems.Add(c.tag.At(word), "remove the word", "%s is write_only, but %s would reveal its value", c.v.Name(), word)
		}
	}
	if c.tag.Has("sort") && !kind.Comparable() {
		r.addMisfit(in, c, "sort", "sort", "a single value", "remove the word")
	}
	if c.tag.Has("search") && kind != lookups.Text {
		r.addMisfit(in, c, "search", "search", "a string", "remove the word")
	}
	if c.tag.Has("filter") {
		r.checkFilter(in, c, kind)
	}
	if c.tag.Has("keys") {
		r.checkKeys(in, c)
	}
}

// addMisfit reports a word of a tag that needs another field.
func (r *reader) addMisfit(in fieldTarget, c candidate, key, word, needs, help string) {
	in.problems.Add(c.tag.At(key), help, "%s needs %s, and %s has type %s", word, needs, c.v.Name(), r.typeString(c.v.Type()))
}

// checkFilter reports the words of filter= that are unknown, that are repeated, or that do not fit the field.
func (r *reader) checkFilter(in fieldTarget, c candidate, kind lookups.Kind) {
	all, known := c.tag.Word("filter"), lookupWords()
	seen := map[lookups.Lookup]string{} // the words that allow them
	for word := range strings.SplitSeq(all, "|") {
		said, twice := saidBefore(word, seen)
		switch {
		case !slices.Contains(known, word):
			in.problems.Add(c.tag.At("filter"), "allowed here, with | between them: "+strings.Join(known, ", "), "filter=%s: unknown word %q", all, word)
		case twice && said != word:
			in.problems.Add(c.tag.At("filter"), "keep "+rangeWord, "filter=%s: %s is what lt, lte, gt and gte are together", all, rangeWord)
		case twice:
			in.problems.Add(c.tag.At("filter"), "keep one of them", "filter=%s: %s is repeated", all, word)
		default:
			r.checkLookup(in, c, word, kind)
		}
		for _, l := range lookupsNamed(word) {
			seen[l] = word
		}
	}
}

// saidBefore returns the word before that allows what a word of filter= does.
func saidBefore(word string, seen map[lookups.Lookup]string) (said string, ok bool) {
	for _, l := range lookupsNamed(word) {
		if said, ok := seen[l]; ok {
			return said, true
		}
	}
	return "", false
}

// checkLookup reports a word of filter= that does not fit the field.
func (r *reader) checkLookup(in fieldTarget, c candidate, word string, kind lookups.Kind) {
	l := lookupsNamed(word)[0]
	help := "remove the word, or the filter"
	if l == lookups.Null {
		help = "remove the word, or make the field a pointer"
	}
	if needs := l.Misfit(kind, r.canBeUnset(c.v.Type())); needs != "" {
		r.addMisfit(in, c, "filter", "filter="+word, needs, help)
	}
}

// canBeUnset reports whether a field of a type can be unset in a message. An empty list or map is no different from none.
func (r *reader) canBeUnset(t types.Type) bool {
	return isPointer(t) || r.nullField(t) != nil || canBeNil(t)
}

// checkKeys checks a field of keys against the association whose keys it holds.
func (r *reader) checkKeys(in fieldTarget, c candidate) {
	name, at := c.tag.Word("keys"), c.tag.At("keys")
	obj, _, _ := types.LookupFieldOrMethod(in.of, true, c.v.Pkg(), name)
	to, ok := obj.(*types.Var)
	if !ok {
		in.problems.Add(at, "name the field that holds the rows", "keys=%s: %s has no field %s", name, r.typeString(in.of), name)
		return
	}
	if s, ok := to.Type().Underlying().(*types.Slice); !ok || !r.isStruct(s.Elem()) {
		in.problems.Add(at, "name the field that holds the rows", "keys=%s: %s is not a slice of structs but has type %s", name, name, r.typeString(to.Type()))
	}
	keys, ok := c.v.Type().Underlying().(*types.Slice)
	if !ok || isPointer(keys.Elem()) || !r.modelKind(keys.Elem()).Comparable() {
		in.problems.Add(at, "make it a slice of keys", "keys=%s: %s is not a slice of keys but has type %s", name, c.v.Name(), r.typeString(c.v.Type()))
	}
}

// isStruct reports whether a type is a struct of fields, or a pointer to one.
func (r *reader) isStruct(t types.Type) bool {
	_, ok := r.messageType(t)
	return ok
}

func isPointer(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Pointer)
	return ok
}
