package printer

import "strings"

// CommentLines returns doc as // lines, as its author broke them.
func CommentLines(doc string) []string {
	doc = strings.TrimRight(strings.TrimLeft(doc, "\n"), " \t\r\n")
	if doc == "" {
		return nil
	}
	var lines []string
	for line := range strings.SplitSeq(doc, "\n") {
		lines = append(lines, commentLine(strings.TrimRight(line, " \t\r")))
	}
	return lines
}

func commentLine(text string) string {
	if text == "" || text[0] == '\t' { // gofmt writes a line of code as //<tab>
		return "//" + text
	}
	return "// " + text
}
