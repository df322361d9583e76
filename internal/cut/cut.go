// Package cut keeps what others sent short in texts of errors: a status travels in trailers, whose size peers limit.
package cut

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// The most that a text of an error has of what came from elsewhere.
const (
	quoted = 64      // letters
	reason = 1 << 10 // bytes
)

// Input returns the first letters of s.
func Input(s string) string {
	if len(s) <= quoted {
		return s
	}
	n := 0
	for i := range s {
		if n++; n > quoted {
			return s[:i] + "..."
		}
	}
	return s
}

// Quote quotes the first letters of s.
func Quote(s string) string { return strconv.Quote(Input(s)) }

// Reason returns the beginning of a text that says why something is wrong, which may have quoted the input.
func Reason(s, input string) string {
	if len(input) > quoted {
		short := strconv.Quote(Input(input))
		quoted := strconv.Quote(input)
		s = strings.ReplaceAll(s, quoted[1:len(quoted)-1], short[1:len(short)-1])
		s = strings.ReplaceAll(s, input, Input(input))
	}
	return Text(s, reason)
}

// Text returns the first bytes of s that are whole letters.
func Text(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most -= len("..."); most > 0 && !utf8.RuneStart(s[most]); most-- {
		continue
	}
	return s[:most] + "..."
}
