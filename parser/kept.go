package parser

import (
	"go/types"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/source"
)

// Most fields say in their own tag in which direction they travel. Others have it from a struct that embeds them, or are
// read_only because GORM sets them: what a client sent would overwrite the time of creation, or remove a row by another way
// than Destroy. GORM's types are known by name, so that the generator does not depend on it.

// directionWords are the words that hold for the fields of an embedded struct.
var directionWords = []string{"read_only", "write_only", "writable"}

// directed returns a field with the words that hold for it beside those of its own tag.
func (f *structReader) directed(c candidate) candidate {
	f.checkWritable(c)
	writable := c.tag.Has("writable")
	for _, word := range c.words {
		switch {
		case word.Key == "writable":
			writable = true
		case !c.tag.Has(word.Key):
			c.tag = c.tag.With(word)
		}
	}
	named := c.tag.Has("read_only") || c.tag.Has("write_only") || c.tag.Has("primary")
	if !named && !writable && (isKept(c) || f.served && f.r.isAutoTime(c)) {
		c.tag = c.tag.With(source.Arg{Key: "read_only", Pos: c.decl.Pos})
	}
	return c
}

// checkWritable reports the word writable where a field is that without it.
func (f *structReader) checkWritable(c candidate) {
	if !c.tag.Has("writable") {
		return
	}
	for _, word := range []string{"read_only", "write_only"} {
		if c.tag.Has(word) {
			f.out.problems.Add(c.tag.At(word), "keep one of them", "%s is %s and writable", c.v.Name(), word)
		}
	}
	if !isKept(c) && !f.r.isAutoTime(c) {
		f.out.problems.Add(c.tag.At("writable"), "remove the word", "writable has no effect here: %s is not read_only by default", c.v.Name())
	}
}

// checkWritableStruct reports the word on an embedded struct without a field that is read_only by default.
func (f *structReader) checkWritableStruct(c candidate, fields []candidate) {
	kept := func(c candidate) bool { return isKept(c) || f.r.isAutoTime(c) }
	if c.tag.Has("writable") && !slices.ContainsFunc(fields, kept) {
		f.out.problems.Add(c.tag.At("writable"), "remove the word", "writable has no effect here: no field of %s is read_only by default", c.v.Name())
	}
}

const gormPath = "gorm.io/gorm"

// isKept reports whether a field is what GORM keeps in any struct: when a row was removed, and what gorm.Model has beside the
// key.
func isKept(c candidate) bool {
	t := deref(c.v.Type())
	if isNamed(t, gormPath, "DeletedAt") || isNamed(t, "gorm.io/plugin/soft_delete", "DeletedAt") {
		return true
	}
	return len(c.within) > 0 && isNamed(c.within[len(c.within)-1], gormPath, "Model") && c.v.Name() != "ID"
}

// isAutoTime reports whether GORM sets a field of a model to the time at which a row is created or updated: it is tagged so, or
// has the name and the type.
func (r *reader) isAutoTime(c candidate) bool {
	settings := gormSettings(c.text.Get("gorm"))
	if ignored, ok := settings["-"]; ok && !strings.EqualFold(strings.TrimSpace(ignored), "migration") {
		return false
	}
	for key, name := range map[string]string{"AUTOCREATETIME": "CreatedAt", "AUTOUPDATETIME": "UpdatedAt"} {
		value, tagged := settings[key]
		if tagged && !strings.EqualFold(value, "false") || !tagged && c.v.Name() == name && r.canHoldTime(c.v.Type()) {
			return true
		}
	}
	return false
}

// canHoldTime reports whether GORM takes a type for that of a time: it can be a number of seconds.
func (r *reader) canHoldTime(t types.Type) bool {
	value, _, _ := r.held(t)
	basic, ok := value.Underlying().(*types.Basic)
	return isTime(value) || ok && basic.Info()&types.IsInteger != 0
}

// gormSettings reads the gorm tag of a field as GORM does.
func gormSettings(text string) map[string]string {
	settings := map[string]string{}
	for part := range strings.SplitSeq(text, ";") {
		key, value, _ := strings.Cut(part, ":")
		settings[strings.ToUpper(strings.TrimSpace(key))] = value
	}
	return settings
}

// letKeyNameRows keeps the key of a model in requests if a struct that embeds it is read_only: they name the row by it, and
// the server chooses it, as with primary,read_only.
func letKeyNameRows(fields []candidate) {
	key := primaryOf(fields)
	if key != nil && !key.tag.Has("primary") && slices.ContainsFunc(key.words, func(a source.Arg) bool { return a.Key == "read_only" }) {
		key.tag = key.tag.With(source.Arg{Key: "primary", Pos: key.tag.At("read_only")})
	}
}
