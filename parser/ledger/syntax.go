package ledger

import (
	"bytes"
	"fmt"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"text/scanner"

	"github.com/emicklei/proto"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// syntaxError is why a file cannot be parsed.
type syntaxError struct {
	pos scanner.Position
	msg string
}

// reported takes the errors of the proto parser and of its scanner apart: "<input>:5:3: found ...",
// "go scanner error at <input>:5:3 = literal not terminated".
var reported = regexp.MustCompile(`^(?:go scanner error at )?[^:]*:(\d+):(\d+)(?:: | = )(.*)`)

// parse reads a .proto, whatever is in it: the proto parser panics on a few malformed lines.
// What the file says of its rpcs is returned beside it.
func parse(data []byte) (file *proto.Proto, rpcs map[place]rpcText, problem *syntaxError) {
	defer func() {
		if r := recover(); r != nil {
			problem = &syntaxError{start, fmt.Sprintf("this file cannot be read: %v", r)}
		}
	}()
	if end, ok := endsInsideRPC(data); ok {
		return nil, nil, &syntaxError{end, `found "" but expected [rpc closing }]`}
	}
	rpcs, masked := readRPCs(data)
	file, err := proto.NewParser(bytes.NewReader(masked)).Parse()
	if err == nil {
		return file, rpcs, nil
	}
	problem = &syntaxError{start, strings.TrimSpace(err.Error())}
	if m := reported.FindStringSubmatch(err.Error()); m != nil {
		problem.pos.Line, _ = strconv.Atoi(m[1])
		problem.pos.Column, _ = strconv.Atoi(m[2])
		problem.msg = m[3]
	}
	return nil, nil, problem
}

// endsInsideRPC reports whether the braces of an rpc are never closed, and where the file ends. The proto parser would
// look for the closing one for ever.
func endsInsideRPC(data []byte) (scanner.Position, bool) {
	var open []string // the first word of each statement whose brace is open
	word := ""
	all := lexemes(data)
	for _, t := range all {
		switch {
		case t.text == "{":
			open, word = append(open, word), ""
		case t.text == "}":
			open, word = open[:max(len(open)-1, 0)], ""
		case t.text == ";":
			word = ""
		case word == "":
			word = t.text
		}
	}
	for _, word := range open {
		if word == "rpc" {
			return all[len(all)-1].pos, true
		}
	}
	return scanner.Position{}, false
}

// checkMergeMarkers reports what an unfinished merge has left: each conflict once, where it begins.
func (r *reader) checkMergeMarkers(data []byte) bool {
	inside := false
	for i, line := range bytes.Split(data, []byte("\n")) {
		begins, ends := schema.IsMergeMarker(line, '<'), schema.IsMergeMarker(line, '>')
		if begins || !inside && (ends || schema.IsMergeMarker(line, '=')) {
			r.refuse(scanner.Position{Line: i + 1, Column: 1}, conflict, "this file has merge conflicts")
			inside = true
		}
		inside = inside && !ends
	}
	return len(r.diags) > 0
}

func (r *reader) position(pos scanner.Position) token.Position {
	return token.Position{Filename: r.path, Line: pos.Line, Column: pos.Column, Offset: pos.Offset}
}

// position returns the position of an element that grpcgen does not write.
func position(e proto.Visitee) scanner.Position {
	switch e := e.(type) {
	case *proto.Edition:
		return e.Position
	case *proto.Extensions:
		return e.Position
	case *proto.Group:
		return e.Position
	case *proto.Option:
		return e.Position
	}
	return start
}

// kindOf names an element by its Go type: *proto.Extensions is "extensions".
func kindOf(e proto.Visitee) string {
	_, name, _ := strings.Cut(fmt.Sprintf("%T", e), ".")
	return strings.ToLower(name)
}
