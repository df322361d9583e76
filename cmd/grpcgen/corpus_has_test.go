package main

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestCorpusHasEveryWord finds what a user can write and no scenario shows.
func TestCorpusHasEveryWord(t *testing.T) {
	sources := shown(t, func(name string) bool { return !expected(name) })
	for _, word := range []string{
		"//grpc:package", "//grpc:service", "//grpc:action", "//grpc:action -", "//grpc:param", "//grpc:message", "//grpc:enum", "//grpc:enum -",
		"//grpc:oneof", "//grpc:field", "stream=unary", "stream=server", "stream=client", "stream=bidi", "name=", "was=", "messages=", "request=",
		"response=", "http=", "idempotency=no_side_effects", "idempotency=idempotent", "file=", "prefix=", "type=sint32", "key=", "oneof=", "unpacked", "json=", "inline", "read_only", "write_only", "writable",
		"grpc:\"-\"", "ServerStreamingServer", "ClientStreamingServer", "BidiStreamingServer", "google.protobuf.Empty",
	} {
		if !strings.Contains(sources, word) {
			t.Errorf("no scenario has %s", word)
		}
	}
}

// TestCorpusHasEveryProblem finds the messages that the parser can report and no scenario shows.
func TestCorpusHasEveryProblem(t *testing.T) {
	problems := shown(t, func(name string) bool { return name == wantErrors || name == warnings || name == again })
	for dir, reporters := range map[string]map[string]int{
		"../../parser":        {"Add": 2, "refuse": 1, "fail": 2},
		"../../parser/source": {"Add": 2},
		"../../parser/ledger": {"Add": 2, "refuse": 2},
		"../../config":        {"refuse": 2},
	} {
		for at, format := range formats(t, dir, reporters) {
			var parts []string
			for _, literal := range verb.Split(format, -1) {
				parts = append(parts, regexp.QuoteMeta(literal))
			}
			if !regexp.MustCompile(strings.Join(parts, ".*")).MatchString(problems) {
				t.Errorf("%s: no scenario shows %q", at, format)
			}
		}
	}
}

var verb = regexp.MustCompile(`%[a-z]`)

// formats returns the text of every problem that the files of a package report, by position. For each method that
// reports one it is told which argument the text is.
func formats(t *testing.T, dir string, reporters map[string]int) map[string]string {
	t.Helper()
	found := map[string]string{}
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	fset := token.NewFileSet()
	for _, path := range files {
		file, err := goparser.ParseFile(fset, path, nil, goparser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if i, ok := reporters[method.Sel.Name]; ok && i < len(call.Args) {
				if format, ok := call.Args[i].(*ast.BasicLit); ok {
					found[fset.Position(call.Pos()).String()], _ = strconv.Unquote(format.Value)
				}
			}
			return true
		})
	}
	return found
}
