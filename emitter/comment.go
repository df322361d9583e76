package emitter

import "strings"

// commentWidth is where the text of a doc comment is wrapped. Text that its author kept shorter stays as it is.
const commentWidth = 100

// commentLines returns doc as // lines.
func commentLines(doc string) []string {
	doc = strings.TrimRight(strings.TrimLeft(doc, "\n"), " \t\r\n")
	if doc == "" {
		return nil
	}
	var lines []string
	for line := range strings.SplitSeq(doc, "\n") {
		for _, part := range wrap(strings.TrimRight(line, " \t\r")) {
			lines = append(lines, commentLine(part))
		}
	}
	return lines
}

func commentLine(text string) string {
	if text == "" || text[0] == '\t' { // gofmt writes a line of code as //<tab>
		return "//" + text
	}
	return "// " + text
}

// wrap breaks a long line between words; lines that begin with a space are code or lists and keep their shape.
func wrap(line string) []string {
	if len(line) <= commentWidth || line[0] == ' ' || line[0] == '\t' {
		return []string{line}
	}
	var lines []string
	current := ""
	for _, word := range strings.Fields(line) {
		if current != "" && len(current)+1+len(word) > commentWidth {
			lines = append(lines, current)
			current = ""
		}
		if current != "" {
			current += " "
		}
		current += word
	}
	return append(lines, current)
}
