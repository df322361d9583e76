package parser

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// snake turns a Go name into lower_snake_case. Runs of capitals are one word (HTTPServer is http_server), a plural s
// behind them belongs to it (UserIDs is user_ids), and digits stay with the word before them (Sha256Sum is
// sha256_sum).
func snake(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, c := range runes {
		if c == '_' {
			b.WriteRune('_')
			continue
		}
		if i > 0 && startsWord(runes, i) {
			b.WriteRune('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return strings.Trim(underscores.ReplaceAllString(b.String(), "_"), "_")
}

var underscores = regexp.MustCompile(`_+`)

// startsWord reports whether the capital at i begins a word.
func startsWord(runes []rune, i int) bool {
	if !unicode.IsUpper(runes[i]) || runes[i-1] == '_' {
		return false
	}
	if !unicode.IsUpper(runes[i-1]) {
		return true
	}
	if i+1 >= len(runes) || !unicode.IsLower(runes[i+1]) {
		return false
	}
	return !pluralS(runes, i+1)
}

// pluralS reports whether the letter at i is the s behind a run of capitals: IDs, URLsByName.
func pluralS(runes []rune, i int) bool {
	return runes[i] == 's' && (i+1 == len(runes) || !unicode.IsLower(runes[i+1]))
}

// shout turns a Go name into UPPER_SNAKE_CASE.
func shout(name string) string { return strings.ToUpper(snake(name)) }

var identifier = regexp.MustCompile(`^[A-Za-z]\w*$`)

// isIdentifier reports whether name can be a proto identifier that starts with a letter.
func isIdentifier(name string) bool { return identifier.MatchString(name) }

// isFieldName reports whether name can be that of a field, which underscores may begin.
func isFieldName(name string) bool { return isIdentifier(strings.TrimLeft(name, "_")) }

// isTypeName reports whether name can be the name of a message: an identifier, or several for a nested one. A field of
// a type called as a scalar would be that scalar.
func isTypeName(name string) bool {
	if schema.KindOf(name) != schema.NoKind {
		return false
	}
	for _, part := range strings.Split(name, ".") {
		if !isIdentifier(part) {
			return false
		}
	}
	return true
}
