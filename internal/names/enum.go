package names

import (
	"strings"
	"unicode"
)

// Unspecified returns the name of the zero value of an enum, as the protobuf style guide has it.
func Unspecified(enum string) string { return EnumPrefix(enum) + "_UNSPECIFIED" }

// EnumPrefix returns the name of an enum in upper snake case as buf lint expects it in front of the names of its values
// (ENUM_VALUE_PREFIX). It differs from UpperSnake: the s of a plural such as URLs begins a word, and a digit never does.
func EnumPrefix(enum string) string {
	runes := []rune(strings.Trim(enum, "_"))
	var b strings.Builder
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && runes[i-1] != '_' {
			beginsWord := i+1 < len(runes) && !unicode.IsUpper(runes[i+1]) && !unicode.IsDigit(runes[i+1]) && runes[i+1] != '_'
			if beginsWord || unicode.IsLower(runes[i-1]) {
				b.WriteByte('_')
			}
		}
		if r != '_' || runes[i-1] != '_' {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String()
}
