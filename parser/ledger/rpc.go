package ledger

import (
	"bytes"
	"slices"
	"strings"
	"text/scanner"
)

// The proto parser does not take a keyword for the name of an rpc or of its messages, and reads "stream .p.M" as one name.
// So this package reads what stands between rpc and the end of returns (...) itself, and shows the parser plain names.

// rpcText is what an rpc says: its name, and its messages as the file spells them.
type rpcText struct{ name, request, response string }

// place is where the word rpc stands.
type place struct{ line, column int }

// lexeme is a word or a mark of a .proto.
type lexeme struct {
	text string
	kind rune
	pos  scanner.Position
}

// lexemes splits a .proto. What is malformed is the proto parser's to report.
func lexemes(data []byte) []lexeme {
	var s scanner.Scanner
	s.Init(bytes.NewReader(data))
	s.Mode = scanner.ScanIdents | scanner.ScanStrings | scanner.ScanChars | scanner.ScanComments | scanner.SkipComments
	s.Error = func(*scanner.Scanner, string) {}
	var all []lexeme
	for kind := s.Scan(); ; kind = s.Scan() {
		all = append(all, lexeme{s.TokenText(), kind, s.Position})
		if kind == scanner.EOF {
			return all
		}
	}
}

// readRPCs returns the rpcs of a .proto, and its text with plain names in their place, as long as those.
func readRPCs(data []byte) (found map[place]rpcText, masked []byte) {
	found, masked = map[place]rpcText{}, slices.Clone(data)
	all := lexemes(data)
	depth, begins := 0, true // whether a statement begins
	for i, t := range all {
		switch t.text {
		case "{":
			depth++
		case "}":
			depth--
		}
		if begins && depth == 1 && t.text == "rpc" {
			head, ok := rpcHead(all[i+1:])
			if ok {
				found[place{t.pos.Line, t.pos.Column}] = head.rpcText
			}
			for _, names := range head.names {
				mask(masked, names)
			}
		}
		begins = t.text == ";" || t.text == "{" || t.text == "}"
	}
	return found, masked
}

// mask overwrites the first lexeme with a plain name, and the others with blanks.
func mask(data []byte, names []lexeme) {
	fill := byte('x')
	for _, t := range names {
		for i := range t.text {
			data[t.pos.Offset+i] = fill
		}
		fill = ' '
	}
}

// head is an rpc, and the lexemes of its three names.
type head struct {
	rpcText
	names [3][]lexeme
}

// rpcHead reads what follows the word rpc: name ( [stream] type ) returns ( [stream] type ).
func rpcHead(rest []lexeme) (h head, ok bool) {
	if rest[0].kind != scanner.Ident {
		return h, false
	}
	h.name, h.names[0], rest = rest[0].text, rest[:1], rest[1:]
	if h.request, h.names[1], rest, ok = rpcSide(rest); !ok || rest[0].text != "returns" {
		return h, false
	}
	h.response, h.names[2], _, ok = rpcSide(rest[1:])
	return h, ok
}

// rpcSide reads ( [stream] type ). The word stream is never a type there, nor the beginning of one.
func rpcSide(rest []lexeme) (typ string, names, after []lexeme, ok bool) {
	end := slices.IndexFunc(rest, func(t lexeme) bool { return t.text == ")" })
	if rest[0].text != "(" || end < 0 {
		return "", nil, rest, false
	}
	names, after = rest[1:end], rest[end+1:]
	if len(names) > 1 && names[0].text == "stream" {
		names = names[1:]
	}
	var text strings.Builder
	for _, t := range names {
		if t.kind != scanner.Ident && t.text != "." {
			return "", nil, rest, false
		}
		text.WriteString(t.text)
	}
	return text.String(), names, after, len(names) > 0
}
