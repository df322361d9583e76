package main

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestCorpusElsewhere builds the scenarios of the corpus as other machines have them, and with their files read in other
// orders. Every byte and every message must be the same.
func TestCorpusElsewhere(t *testing.T) {
	all, err := filepath.Glob(corpusDir + "/*.txtar")
	if err != nil || len(all) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	several := slices.DeleteFunc(slices.Clone(all), func(path string) bool { return !hasSeveralFiles(readArchive(t, path)) })
	for _, v := range []struct {
		name      string
		goflags   string
		linked    bool // the folder is reached by a symbolic link
		text      func(name string, data []byte) []byte
		scenarios []string
		seeds     []uint64
	}{
		{name: "trimpath", goflags: "-trimpath", text: asItIs, scenarios: all, seeds: []uint64{1}},
		{name: "CRLF", text: withCRLF, scenarios: all, seeds: []uint64{2}},
		{name: "linked", linked: true, text: asItIs, scenarios: all, seeds: []uint64{0}},
		{name: "orders", text: asItIs, scenarios: several, seeds: seeds(3, 20)},
	} {
		t.Run(v.name, func(t *testing.T) {
			if v.goflags != "" {
				t.Setenv("GOFLAGS", v.goflags)
			}
			root := filepath.Join(t.TempDir(), "root")
			if v.linked {
				linkFolder(t, root, t.TempDir())
			}
			workspace(t, root, v.scenarios, v.text)
			for _, path := range v.scenarios {
				name := strings.TrimSuffix(filepath.Base(path), ".txtar")
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					for _, seed := range v.seeds {
						if compareFirst(t, readArchive(t, path), filepath.Join(root, name), seed); t.Failed() {
							t.Fatalf("with the seed %d", seed)
						}
					}
				})
			}
		})
	}
}

// seeds returns n seeds.
func seeds(first, n uint64) []uint64 {
	var all []uint64
	for seed := first; seed < first+n; seed++ {
		all = append(all, seed)
	}
	return all
}

// withCRLF ends the lines of Go and .proto files as git does when it checks files out for Windows.
func withCRLF(name string, data []byte) []byte {
	if ext := path.Ext(name); ext == ".go" || ext == ".proto" {
		return bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	}
	return data
}

// hasSeveralFiles reports whether a package of a scenario is more than one Go file.
func hasSeveralFiles(archive *txtar.Archive) bool {
	files := map[string]int{}
	for _, f := range archive.Files {
		if !expected(f.Name) && path.Ext(f.Name) == ".go" && !strings.HasSuffix(f.Name, "_test.go") {
			files[path.Dir(f.Name)]++
		}
	}
	for _, n := range files {
		if n > 1 {
			return true
		}
	}
	return false
}

// fileEnd is a problem of Go's parser behind the last line of a file: to the parser that is behind its carriage return.
var fileEnd = regexp.MustCompile(`:\d+: (expected .* found 'EOF')`)

// maskEnd removes the columns in problems at the end of a file.
func maskEnd(files []txtar.File) {
	for i, f := range files {
		if f.Name == wantErrors {
			files[i].Data = fileEnd.ReplaceAll(f.Data, []byte(": $1"))
		}
	}
}

// compareFirst compares what the first build of a scenario gives with what it expects.
func compareFirst(t *testing.T, archive *txtar.Archive, dir string, seed uint64) {
	t.Helper()
	others := buildOthers(t, archive, dir, seed)
	got := slices.Concat(others, pipeline(t, dir, seed))
	if slices.ContainsFunc(got, func(f txtar.File) bool { return f.Name == wantErrors }) {
		got = got[len(others):] // as the archive has it
	}
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == again })
	maskEnd(archive.Files)
	maskEnd(got)
	compare(t, archive, got)
	for _, f := range others { // so that another seed builds them, too
		if err := os.Remove(filepath.Join(dir, strings.TrimPrefix(f.Name, wantPrefix))); err != nil {
			t.Fatal(err)
		}
	}
}
