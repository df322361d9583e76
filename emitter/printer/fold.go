package printer

import (
	"bytes"
	"cmp"
	"go/scanner"
	"go/token"
	"slices"
)

// A line that is too long is broken behind every comma of one list: the arguments of a call, the parameters of a function, the
// elements of a literal. gofmt leaves them so.

// Columns is how long a line may be, with a tab of tabColumns, unless it has nothing to break.
const Columns = 120

const tabColumns = 4

// fold breaks long lines of a Go file, each once, and reports whether there were any. What it gives is not formatted.
func fold(src []byte) (folded []byte, changed bool) {
	var all []list
	var breaks []lineBreak
	start := 0
	for line := range bytes.Lines(src) {
		end := start + len(line)
		if isLong(line) {
			if all == nil {
				all = lists(src)
			}
			if l, ok := choose(all, start, end); ok {
				breaks = append(breaks, l.breaks()...)
			}
		}
		start = end
	}
	slices.SortFunc(breaks, func(a, b lineBreak) int { return cmp.Compare(a.at, b.at) })
	start = 0
	for _, b := range breaks {
		folded = append(append(append(folded, src[start:b.at]...), b.comma...), '\n')
		start = b.at
	}
	return append(folded, src[start:]...), len(breaks) > 0
}

// isLong reports whether a line is longer than Columns. A comment is as its author broke it.
func isLong(line []byte) bool {
	text := bytes.TrimLeft(line, "\t")
	return !bytes.HasPrefix(text, []byte("//")) && len(bytes.Runes(bytes.TrimRight(line, "\n")))+(tabColumns-1)*bytes.Count(line, []byte("\t")) > Columns
}

// lineBreak is a place in a file, and the comma before it, if that is not there.
type lineBreak struct {
	at    int
	comma string
}

// list is what stands between two brackets of a file.
type list struct {
	bracket token.Token
	open    int   // offset behind the opening bracket
	end     int   // offset of the closing one
	commas  []int // offsets behind the commas
	depth   int   // how many brackets are around it
	isBlock bool  // the body of a function
}

// breaks returns where a list is broken.
func (l list) breaks() []lineBreak {
	found := []lineBreak{{at: l.open}}
	for _, comma := range l.commas {
		found = append(found, lineBreak{at: comma})
	}
	last := lineBreak{l.end, ","}
	if l.isBlock {
		last.comma = ""
	}
	return append(found, last)
}

// choose returns the list that is broken to make a line shorter: of those that are on this line alone the outermost, or the
// longest of several. Type arguments come last.
func choose(all []list, start, end int) (list, bool) {
	var inside, beyond []list
	for _, l := range all {
		switch {
		case l.open < start || l.open >= end-1:
		case l.end < end:
			inside = append(inside, l)
		case l.bracket == token.LPAREN:
			beyond = append(beyond, l)
		}
	}
	if len(inside) == 0 {
		inside = beyond
	}
	if len(inside) == 0 {
		return list{}, false
	}
	return slices.MinFunc(inside, func(a, b list) int {
		return cmp.Or(compareBool(a.bracket == token.LBRACK, b.bracket == token.LBRACK), cmp.Compare(a.depth, b.depth), cmp.Compare(b.end-b.open, a.end-a.open))
	}), true
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// lexeme is a token of a file.
type lexeme struct {
	tok token.Token
	at  int
}

// lists returns the lists of a file that can be broken.
func lists(src []byte) (found []list) {
	tokens := lex(src)
	var open []list
	var first []int // the tokens that opened them
	for i, t := range tokens {
		switch t.tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			open = append(open, list{bracket: t.tok, open: t.at + 1, depth: len(open)})
			first = append(first, i)
		case token.COMMA:
			last := &open[len(open)-1]
			last.commas = append(last.commas, t.at+1)
		case token.RPAREN, token.RBRACE, token.RBRACK:
			last, from := open[len(open)-1], first[len(first)-1]
			open, first = open[:len(open)-1], first[:len(first)-1]
			last.end = t.at
			last.isBlock = isBlock(tokens, from)
			isTypes := last.bracket == token.LBRACK && len(last.commas) > 0 // gofmt joins a single one
			if i > from+1 && tokens[i-1].tok != token.COMMA && (isTypes || breaks(tokens, from, i)) {
				found = append(found, last)
			}
		}
	}
	return found
}

func lex(src []byte) (found []lexeme) {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(file, src, nil, 0)
	for {
		pos, tok, _ := s.Scan()
		if tok == token.EOF {
			return found
		}
		found = append(found, lexeme{tok, file.Offset(pos)})
	}
}

// isBlock reports whether a brace opens the body of a function that stands on one line.
func isBlock(tokens []lexeme, brace int) bool {
	return tokens[brace].tok == token.LBRACE && (tokens[brace+1].tok == token.RETURN || brace > 0 && tokens[brace-1].tok == token.RPAREN)
}

// breaks reports whether what stands between two brackets can go on in the next line. Receivers and struct types
// cannot.
func breaks(tokens []lexeme, open, end int) bool {
	if open == 0 {
		return false
	}
	before := tokens[open-1].tok
	switch tokens[open].tok {
	case token.LPAREN:
		isReceiver := before == token.FUNC && tokens[end+1].tok == token.IDENT && tokens[end+2].tok == token.LPAREN
		return !isReceiver && slices.Contains([]token.Token{token.IDENT, token.RBRACK, token.RPAREN, token.FUNC}, before)
	case token.LBRACE:
		return before != token.STRUCT && before != token.INTERFACE
	default:
		return false
	}
}
