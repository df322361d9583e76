package printer

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/parser"
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
	return !bytes.HasPrefix(text, []byte("//")) && columns(line) > Columns
}

// columns returns how wide a line is.
func columns(line []byte) int {
	return len(bytes.Runes(bytes.TrimRight(line, "\n"))) + (tabColumns-1)*bytes.Count(line, []byte("\t"))
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

// breaks returns where a list is broken. The body of a function leaves its braces.
func (l list) breaks() []lineBreak {
	if l.isBlock {
		return []lineBreak{{at: l.open}, {at: l.end}}
	}
	found := []lineBreak{{at: l.open}}
	for _, comma := range l.commas {
		found = append(found, lineBreak{at: comma})
	}
	return append(found, lineBreak{l.end, ","})
}

// choose returns the list that is broken to make a line shorter: of those that are on this line alone the outermost, or the
// longest of several, or else one that goes on behind the line, or that goes on in it. Type arguments come last.
func choose(all []list, start, end int) (list, bool) {
	var inside, beyond, above, types []list
	for _, l := range all {
		isOn := func(at int) bool { return at >= start && at < end }
		switch {
		case isOn(l.open) && isOn(l.end) && l.bracket == token.LBRACK:
			types = append(types, l)
		case isOn(l.open) && isOn(l.end):
			inside = append(inside, l)
		case l.bracket != token.LPAREN:
		case isOn(l.open) && l.open < end-1:
			beyond = append(beyond, l)
		case l.open < start && (isOn(l.end) || slices.ContainsFunc(l.commas, isOn)):
			above = append(above, l)
		}
	}
	for _, lists := range [][]list{inside, beyond, above, types} {
		if len(lists) > 0 {
			return slices.MinFunc(lists, func(a, b list) int {
				return cmp.Or(cmp.Compare(a.depth, b.depth), cmp.Compare(b.end-b.open, a.end-a.open))
			}), true
		}
	}
	return list{}, false
}

// lexeme is a token of a file.
type lexeme struct {
	tok token.Token
	at  int
}

// lists returns the lists of a file that can be broken.
func lists(src []byte) (found []list) {
	tokens, bodies := lex(src), blocks(src)
	var open []list
	var first []int // the tokens that opened them
	for i, t := range tokens {
		switch t.tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			open = append(open, list{bracket: t.tok, open: t.at + 1, depth: len(open)})
			first = append(first, i)
		case token.COMMA:
			if len(open) > 0 { // and not between the names of a declaration
				last := &open[len(open)-1]
				last.commas = append(last.commas, t.at+1)
			}
		case token.RPAREN, token.RBRACE, token.RBRACK:
			last, from := open[len(open)-1], first[len(first)-1]
			open, first = open[:len(open)-1], first[:len(first)-1]
			last.end = t.at
			last.isBlock = bodies[tokens[from].at]
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

// blocks returns where the bodies of functions and statements begin: tokens alone do not tell them from a literal of functions.
func blocks(src []byte) map[int]bool {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", src, parser.SkipObjectResolution)
	found := map[int]bool{}
	if err != nil {
		return found
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if block, ok := n.(*ast.BlockStmt); ok {
			found[files.Position(block.Lbrace).Offset] = true
		}
		return true
	})
	return found
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
