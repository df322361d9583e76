package ledger

import (
	"cmp"
	"slices"
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
func (a *applier) compatible(old typeText, in *message, now schema.Type) bool {
	if !isRead(now) {
		return true
	}
	text := textOf(now)
	switch {
	case old.card == schema.Map || text.card == schema.Map:
		return old.card == text.card && wireClass[old.key] == wireClass[text.key] && a.sameValue(old.name, in, now)
	case (old.card == schema.Repeated) != (text.card == schema.Repeated) && now.Kind.Info().Packable:
		return false
	}
	return a.sameValue(old.name, in, now)
}

// isRead is false for a type that could not be read, which has been reported.
func isRead(t schema.Type) bool {
	switch {
	case t.Message != nil:
		return t.Message.Package != nil || t.Message.Origin == schema.ForeignMessage
	case t.Enum != nil:
		return t.Enum.Package != nil || t.Enum.Foreign != nil
	}
	return t.Kind.Info().Proto != ""
}

// sameValue compares the types of single values: a name in a message of the ledger, and that of a living type.
func (a *applier) sameValue(old string, in *message, now schema.Type) bool {
	was, name := a.resolve(old, in.scope()), textOf(now).name
	if a.same(was, name) || a.areTwins(was, now.Message) {
		return true
	}
	switch {
	case a.enums[was] != nil:
		return holdsEnum(name)
	case now.Enum != nil:
		return holdsEnum(was)
	}
	return wireClass[was] != "" && wireClass[was] == wireClass[name]
}

// same reports whether a type is what it was, if under another name: a package that was not built when the type was renamed
// still uses the old one.
func (a *applier) same(was, now string) bool {
	if (a.enums[was] != nil) != a.enumsNow[now] && (a.enums[was] != nil || a.messages[was] != nil) {
		return false // an enum of a message's name, or the other way round
	}
	return was == now || was == a.types.former[now] || was == a.types.alias[now]
}

// changed reports whether a field's type differs from what it was by more than a rename. Presence is not compared.
func (a *applier) changed(old typeText, in *message, now schema.Type) bool {
	if !isRead(now) {
		return false
	}
	text := textOf(now)
	return old.key != text.key || (old.card == schema.Repeated) != (text.card == schema.Repeated) ||
		!a.same(a.resolve(old.name, in.scope()), text.name) && !a.areTwins(a.resolve(old.name, in.scope()), now.Message)
}

// holdsEnum reports whether an enum field can become one of the scalar type, and back: "enum is compatible with int32, uint32, int64, and
// uint64 in terms of wire format".
func holdsEnum(scalar string) bool { return wireClass[scalar] == "varint" && scalar != "bool" }

// resolve returns the full name of a type that a declaration of the ledger names, from the inside out as protoc does. In a
// package that was renamed it is the name that the type has now.
func (a *applier) resolve(name, scope string) string {
	if full, ok := strings.CutPrefix(name, "."); ok || wireClass[name] != "" {
		return a.nowCalled(full)
	}
	for ; scope != ""; scope, _ = outer(scope) {
		if now := a.findNow(scope + "." + name); now != "" {
			return now
		}
	}
	return a.nowCalled(name)
}

func (a *applier) nowCalled(full string) string { return cmp.Or(a.findNow(full), full) }

// findNow returns the name now of what the ledger has under a full name, or "". A package that was not built when another
// was renamed still uses the old name of that.
func (a *applier) findNow(full string) string {
	if now := a.nameNow[full]; now != "" {
		return now
	}
	for _, p := range a.schema.Packages {
		rest, ok := strings.CutPrefix(full, p.Was+".")
		now := fullName(p, rest)
		if ok && p.Was != "" && !a.isPackage(p.Was) && (a.messages[now] != nil || a.enums[now] != nil || a.types.moved[now]) {
			return now
		}
	}
	return ""
}

// isPackage reports whether a package of the module has that name.
func (a *applier) isPackage(name string) bool {
	return slices.ContainsFunc(a.schema.Packages, func(p *schema.Package) bool { return p.Proto == name })
}
