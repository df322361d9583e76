package names

import "strings"

// IsIdentifier reports whether name is a proto identifier that starts with a letter.
func IsIdentifier(name string) bool { return name != "" && isLetter(name[0]) && all(name, isWord) }

// IsField reports whether name can be that of a proto field: an identifier, perhaps with underscores before it.
func IsField(name string) bool { return IsIdentifier(strings.TrimLeft(name, "_")) }

// IsPackage reports whether name can be that of a proto package: identifiers with dots between them, which may start
// with an underscore.
func IsPackage(name string) bool {
	for element := range strings.SplitSeq(name, ".") {
		if element == "" || isDigit(element[0]) || !all(element, isWord) {
			return false
		}
	}
	return true
}

// IsLowerSnake reports whether name is in lower_snake_case.
func IsLowerSnake(name string) bool {
	return isSnake(name, func(c byte) bool { return isLower(c) || isDigit(c) })
}

// IsUpperSnake reports whether name is in UPPER_SNAKE_CASE.
func IsUpperSnake(name string) bool {
	return isSnake(name, func(c byte) bool { return isUpper(c) || isDigit(c) })
}

// IsPascal reports whether name is in PascalCase.
func IsPascal(name string) bool {
	return name != "" && isUpper(name[0]) && all(name, func(c byte) bool { return isLetter(c) || isDigit(c) })
}

// isSnake reports whether name is words of such letters with one underscore between them.
func isSnake(name string, letter func(byte) bool) bool {
	for word := range strings.SplitSeq(name, "_") {
		if word == "" || !all(word, letter) {
			return false
		}
	}
	return true
}

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func isLower(c byte) bool  { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return isLower(c) || isUpper(c) }
func isWord(c byte) bool   { return c == '_' || isLetter(c) || isDigit(c) }
