package main

import (
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"strings"
)

// printGenerated prints how many lines of generated code are wider than the limit, and returns those that need not be.
func printGenerated(all files) (problems []string, err error) {
	lines, widest := 0, 0
	check := func(name string, text string, first int) {
		for i, line := range strings.Split(text, "\n") {
			lines++
			width := columns(line)
			widest = max(widest, width)
			if width > mostColumns && !isUnbreakable(line) {
				problems = append(problems, fmt.Sprintf("%s:%d:1: %d columns, at most %d", name, first+i, width, mostColumns))
			}
		}
	}
	for _, f := range all.generated {
		check(f.path, string(f.text), 1)
	}
	for _, path := range all.archives {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for _, f := range generatedIn(string(text)) {
			check(path, f.text, f.line)
		}
	}
	fmt.Printf("%d lines of generated code, the widest has %d columns\n", lines, widest)
	return problems, nil
}

// archived is a file in a txtar archive, and the line of the archive where it begins.
type archived struct {
	text string
	line int
}

// generatedIn returns the Go files in a txtar archive that grpcgen has written.
func generatedIn(archive string) (found []archived) {
	var f archived
	var isGo bool
	take := func() {
		if isGo && isOurs([]byte(f.text)) {
			found = append(found, f)
		}
	}
	for i, line := range strings.Split(archive, "\n") {
		if name, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(name, " --") {
			take()
			f, isGo = archived{line: i + 2}, strings.HasSuffix(name, "_gen.go --") && strings.HasPrefix(name, "want/")
			continue
		}
		f.text += line + "\n"
	}
	take()
	return found
}

func columns(line string) int { return len([]rune(line)) + (tabColumns-1)*strings.Count(line, "\t") }

// isUnbreakable reports whether a line is as wide as it is because of one name or one text: with its indentation that
// alone is over the limit. Code and lists in a comment are as their author broke them.
func isUnbreakable(line string) bool {
	text := strings.TrimLeft(line, "\t")
	if strings.HasPrefix(text, "//") {
		return len(strings.Fields(text)) < 3 || strings.HasPrefix(text, "//  ") || strings.HasPrefix(text, "//\t")
	}
	indent := columns(line) - columns(text)
	var s scanner.Scanner
	files := token.NewFileSet()
	s.Init(files.AddFile("", files.Base(), len(text)), []byte(text), nil, 0)
	for {
		_, tok, literal := s.Scan()
		if tok == token.EOF {
			return false
		}
		if (tok == token.IDENT || tok == token.STRING) && indent+columns(literal) > mostColumns {
			return true
		}
	}
}
