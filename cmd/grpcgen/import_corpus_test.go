package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/parser/protofile"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// TestImportOfCorpus imports every .proto that a scenario of the corpus expects: it must come out again, line for line, but
// for what names the Go.
func TestImportOfCorpus(t *testing.T) {
	scenarios, err := filepath.Glob(corpusDir + "/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	imported := 0
	for _, scenario := range scenarios {
		dir := t.TempDir()
		cfg := protofile.Config{Roots: []string{filepath.Join(dir, "protos")}, Module: "example.com/m", Dir: dir, Out: dir}
		want := map[string][]string{}
		for _, f := range readArchive(t, scenario).Files {
			m := protoOf.FindStringSubmatch(f.Name)
			if m == nil || strings.HasPrefix(m[2], "google/") {
				continue
			}
			file := filepath.Join(dir, "protos", m[2])
			writeFile(t, file, f.Data)
			if m[1] == wantPrefix+"proto/" { // the others are imported
				want["proto/"+m[2]] = statements(f.Data)
				cfg.Files = append(cfg.Files, file)
			}
		}
		if len(want) == 0 {
			continue
		}
		_, files, err := importFiles(t.Context(), cfg)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(scenario), err)
			continue
		}
		for _, f := range files {
			if lines, ok := want[f.Path]; ok && !slices.Equal(lines, statements(f.Content)) {
				t.Errorf("%s: %s became\n%s", filepath.Base(scenario), f.Path, f.Content)
			}
		}
		imported += len(want)
	}
	if imported == 0 {
		t.Error("nothing was imported")
	}
}

// protoOf takes the name of a .proto of a scenario apart. Google's are those of this program.
var protoOf = regexp.MustCompile(`^(want/(?:\w+/)?proto/|import/)(.*\.proto)$`)

var namesGo = regexp.MustCompile(`^(// Source: |option go_package = |// Package \w+ is the proto package )`)

// statements returns the lines of a .proto in an order of their own, since that of methods is the one of their Go names. A
// header is not among them: import leaves a license to the Go.
func statements(text []byte) (lines []string) {
	for line := range strings.Lines(strings.TrimPrefix(string(text), schema.Header(text))) {
		line, _, _ = strings.Cut(line, " // of the Go module ")
		if line = strings.TrimSpace(line); line != "" && !namesGo.MatchString(line) {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return lines
}
