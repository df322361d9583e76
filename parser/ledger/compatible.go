package ledger

import (
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// typeText is a field's type as the .proto spells it.
type typeText struct {
	card schema.Card
	key  string // of a map
	name string // of a scalar, message or enum
}

// String returns the type as it stands in the .proto.
func (t typeText) String() string {
	switch t.card {
	case schema.Map:
		return "map<" + t.key + ", " + t.name + ">"
	case schema.Repeated:
		return "repeated " + t.name
	case schema.Optional:
		return "optional " + t.name
	}
	return t.name
}

// textOf spells the type of a living field, messages and enums by their full name.
func textOf(t schema.Type) typeText {
	text := typeText{card: t.Card, name: t.Kind.Info().Proto}
	if t.Card == schema.Map {
		text.key = t.Key.Info().Proto
	}
	switch {
	case t.Message != nil:
		text.name = t.Message.FullName()
	case t.Enum != nil:
		text.name = t.Enum.FullName()
	}
	return text
}

// wireClass groups the scalar types whose bytes can be read as one another.
var wireClass = map[string]string{
	"int32": "varint", "int64": "varint", "uint32": "varint", "uint64": "varint", "bool": "varint",
	"sint32": "zigzag", "sint64": "zigzag",
	"string": "bytes", "bytes": "bytes",
	"fixed32": "fixed32", "sfixed32": "fixed32", "fixed64": "fixed64", "sfixed64": "fixed64",
	"float": "float", "double": "double",
}

// compatible reports whether bytes written for the old type are read as the same value of the new one, or its nearest.
func (a *applier) compatible(old typeText, f *File, now schema.Type) bool {
	text := textOf(now)
	if old.card == schema.Map || text.card == schema.Map {
		return old.card == text.card && wireClass[old.key] == wireClass[text.key] && a.sameValue(old.name, f, now)
	}
	if (old.card == schema.Repeated) != (text.card == schema.Repeated) && isPackable(now) {
		return false
	}
	return a.sameValue(old.name, f, now)
}

func isPackable(t schema.Type) bool { return t.Message == nil && t.Kind.Info().Packable }

// sameValue compares the types of single values.
func (a *applier) sameValue(old string, f *File, now schema.Type) bool {
	switch {
	case now.Message != nil:
		return sameName(old, now.Message.FullName()) || a.renamed(old, now.Message)
	case now.Enum != nil:
		return sameName(old, now.Enum.FullName()) || wireClass[old] == "varint" || f.isEnum(old)
	}
	name := now.Kind.Info().Proto
	class := wireClass[old]
	if class == "" && f.isEnum(old) {
		class = "varint"
	}
	return sameName(old, name) || class != "" && class == wireClass[name]
}

// sameName reports whether a name in a .proto, which may leave out enclosing scopes, can be the full name.
func sameName(old, full string) bool {
	old = strings.TrimPrefix(old, ".")
	return old == full || strings.HasSuffix(full, "."+old)
}

// renamed reports whether a living message had the old name, by its was=.
func (a *applier) renamed(old string, m *schema.Message) bool {
	if m.Was == "" || m.Package == nil {
		return false
	}
	return sameName(old, a.fullWas(m.Package, m.Was))
}

// isEnum reports whether a name in the file is that of one of its enums.
func (f *File) isEnum(name string) bool {
	for e := range f.enums {
		if sameName(name, f.pkg+"."+e) {
			return true
		}
	}
	return false
}
