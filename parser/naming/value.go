package naming

import (
	"strings"
	"unicode"

	"github.com/grpcgen/grpcgen/internal/names"
)

// Value returns the name of an enum value: that of its constant, without the name of the constant's type if it begins with
// that, behind what prefix= says or the convention has. StatusActive of Status is STATUS_ACTIVE, and so are Active and
// STATUS_ACTIVE.
func (c Convention) Value(enumName, prefixWord, goType, constName string) string {
	return valueName(c.valuePrefix(enumName, prefixWord), localName(enumName, goType, constName), constName)
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

func valueName(prefix, typeName, constName string) string {
	name := constName
	if rest, ok := strings.CutPrefix(name, typeName); ok && names.IsField(rest) && !unicode.IsLower(rune(rest[0])) {
		name = rest
	}
	name = names.UpperSnake(name)
	if rest, ok := strings.CutPrefix(name, prefix); ok && names.IsIdentifier(rest) {
		name = rest
	}
	return prefix + name
}
