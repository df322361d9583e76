package crud

import (
	"strings"
	"unicode"
)

// snake turns a Go name into lower_snake_case exactly as the parser does when it names the fields of a message.
func snake(name string) string {
	runes := []rune(name)
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for i, c := range runes {
		if c == '_' || i > 0 && startsWord(runes, i) {
			end()
		}
		if c != '_' {
			word.WriteRune(unicode.ToLower(c))
		}
	}
	end()
	return strings.Join(words, "_")
}

// startsWord reports whether the capital at i begins a word: runs of capitals are one, with a plural s behind them.
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

func pluralS(runes []rune, i int) bool {
	return runes[i] == 's' && (i+1 == len(runes) || !unicode.IsLower(runes[i+1]))
}
