package names

import (
	"strings"
	"unicode"
)

// Snake returns a Go name in lower_snake_case: the name of a proto field. Runs of capitals are one word (HTTPServer is http_server), a plural s behind them
// belongs to it (UserIDs is user_ids), digits stay with the word before them (Sha256Sum is sha256_sum), and NaN is a word.
func Snake(name string) string {
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

// startsWord reports whether the capital at i begins a word.
func startsWord(runes []rune, i int) bool {
	if !unicode.IsUpper(runes[i]) || runes[i-1] == '_' {
		return false
	}
	if !unicode.IsUpper(runes[i-1]) {
		return !endsNaN(runes, i)
	}
	if i+1 >= len(runes) || !unicode.IsLower(runes[i+1]) {
		return false
	}
	return !pluralS(runes, i+1)
}

// endsNaN reports whether the capital at i is the last letter of NaN.
func endsNaN(runes []rune, i int) bool {
	return i >= 2 && string(runes[i-2:i+1]) == "NaN" && (i+1 == len(runes) || !unicode.IsLower(runes[i+1]))
}

// pluralS reports whether the letter at i is the s behind a run of capitals: IDs, URLsByName.
func pluralS(runes []rune, i int) bool {
	return runes[i] == 's' && (i+1 == len(runes) || !unicode.IsLower(runes[i+1]))
}

// UpperSnake returns a Go name in UPPER_SNAKE_CASE, its words as Snake finds them: the name of an enum's value.
func UpperSnake(name string) string { return strings.ToUpper(Snake(name)) }
