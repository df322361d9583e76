package protofile

import (
	"bytes"
	"go/token"
	"text/scanner"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// The compiler looks through a line for the place of each word in it, and through what is nested for each level of it. So
// that no file keeps it busy for minutes, both are bounded.
const (
	maxLine  = 16 << 10 // bytes
	maxDepth = 100      // of braces and brackets
)

// checkBounds reports the first line that is too long, and the first brace that is nested too deep.
func checkBounds(filename string, data []byte, diags *schema.Diagnostics) {
	number := 0
	for line := range bytes.Lines(data) {
		if number++; len(line) > maxLine && !isLineComment(line) {
			diags.Add(token.Position{Filename: filename, Line: number, Column: 1}, "break it into several", "this line has %d bytes, and %d are the limit", len(line), maxLine)
			break
		}
	}
	var s scanner.Scanner
	s.Init(bytes.NewReader(data))
	s.Mode = scanner.ScanIdents | scanner.ScanStrings | scanner.ScanChars | scanner.ScanComments | scanner.SkipComments
	s.Error = func(*scanner.Scanner, string) {} // the compiler reports it
	depth := 0
	for t := s.Scan(); t != scanner.EOF; t = s.Scan() {
		switch t {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if depth > maxDepth {
			diags.Add(token.Position{Filename: filename, Line: s.Line, Column: s.Column}, "", "this is nested in more than %d braces", maxDepth)
			return
		}
	}
}

// isLineComment reports whether a line has nothing but one comment.
func isLineComment(line []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(line), []byte("//")) }
