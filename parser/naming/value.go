package naming

import (
	"slices"
	"strings"
	"unicode"

	"github.com/grpcgen/grpcgen/internal/names"
)

// Value returns the name of an enum value: that of its constant, without the name of the constant's type if it begins with
// that, behind what prefix= says or the convention has. StatusActive of Status is STATUS_ACTIVE, and so are Active and
// STATUS_ACTIVE. The words that shared has, as SharedWords returns them, are not said twice.
func (c Convention) Value(enumName, prefixWord, shared, goType, constName string) string {
	return valueName(c.valuePrefix(enumName, prefixWord), shared, localName(enumName, goType, constName), constName)
}

// SharedWords returns the words that begin the names of all constants and what comes before them: EVENT_ of EventPlaced and
// EventShipped, which are of EventKind.
func (c Convention) SharedWords(enumName, prefixWord string, constNames ...string) string {
	prefix := strings.TrimSuffix(c.valuePrefix(enumName, prefixWord), "_")
	for i := strings.LastIndexByte(prefix, '_'); i > 0; i = strings.LastIndexByte(prefix[:i], '_') {
		without := func(name string) bool {
			rest, ok := strings.CutPrefix(names.UpperSnake(name), prefix[:i+1])
			return ok && names.IsIdentifier(rest)
		}
		if !slices.ContainsFunc(constNames, func(name string) bool { return !without(name) }) {
			return prefix[:i+1]
		}
	}
	return ""
}

// Unspecified returns the name of the zero value that an enum gets where Go has none.
func (c Convention) Unspecified(enumName, prefixWord string) string {
	if prefixWord != "" {
		return strings.TrimSuffix(prefixWord, "-") + "UNSPECIFIED"
	}
	return names.Unspecified(lastElement(enumName))
}

// valuePrefix returns what the names of an enum's values begin with: the enum's own name, unless the directive says more.
func (c Convention) valuePrefix(enumName, word string) string {
	if word != "" {
		return strings.TrimSuffix(word, "-")
	}
	return c.prefix(enumName)
}

// localName returns what the constants of a type may begin with: its name, or, as protoc-gen-go has it for an enum inside
// a message, that of the message.
func localName(enumName, goType, constName string) string {
	i := strings.LastIndexByte(goType, '_')
	if i > 0 && strings.Contains(enumName, ".") && !strings.HasPrefix(constName, goType) && strings.HasPrefix(constName, goType[:i+1]) {
		return goType[:i]
	}
	return goType
}

func valueName(prefix, shared, typeName, constName string) string {
	name := constName
	if rest, ok := strings.CutPrefix(name, typeName); ok && names.IsField(rest) && !unicode.IsLower(rune(rest[0])) {
		name, shared = rest, ""
	}
	name = names.UpperSnake(name)
	if rest, ok := strings.CutPrefix(name, prefix); ok && names.IsIdentifier(rest) {
		name = rest
	} else if rest, ok := strings.CutPrefix(name, shared); ok && names.IsIdentifier(rest) {
		name = rest
	}
	return prefix + name
}
