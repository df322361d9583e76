package printer

import (
	"bytes"
	"strings"
)

// wrapComments breaks the lines of comments that are too long between words. Code in a comment, which is indented, stays as
// it is.
func wrapComments(src []byte) (wrapped []byte, changed bool) {
	for line := range bytes.Lines(src) {
		text := strings.TrimLeft(string(line), "\t")
		words := strings.Fields(text)
		if columns(line) <= Columns || len(words) < 3 || words[0] != "//" || strings.HasPrefix(text, "//  ") || strings.HasPrefix(text, "//\t") {
			wrapped = append(wrapped, line...)
			continue
		}
		changed = true
		head := strings.Repeat("\t", len(line)-len(text)) + "//"
		at := head
		for _, word := range words[1:] {
			if at != head && columns([]byte(at+" "+word)) > Columns {
				wrapped = append(append(wrapped, at...), '\n')
				at = head
			}
			at += " " + word
		}
		wrapped = append(append(wrapped, at...), '\n')
	}
	return wrapped, changed
}
