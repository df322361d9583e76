package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/grpcgen/grpcgen/parser/protofile"
	"github.com/grpcgen/grpcgen/parser/schema"
)

const importDir = "testdata/import"

// TestImport imports the .proto files of every scenario: what is written must build, keep its .proto as it is, and vet;
// or the problems must be those that the scenario expects.
func TestImport(t *testing.T) {
	scenarios, err := filepath.Glob(importDir + "/*.txtar")
	if err != nil || len(scenarios) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	root := workspace(t, scenarios)
	var good []string
	t.Run("build", func(t *testing.T) {
		for _, path := range scenarios {
			name := strings.TrimSuffix(filepath.Base(path), ".txtar")
			t.Run(name, func(t *testing.T) {
				if importScenario(t, path, filepath.Join(root, name)) {
					good = append(good, "./"+name+"/...")
				}
			})
		}
	})
	cmd := exec.Command("go", append([]string{"vet"}, good...)...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("what was generated does not vet: %v\n%s", err, out)
	}
}

// importScenario compares what a scenario gives with what it expects, and reports whether there is code to compile.
func importScenario(t *testing.T, path, dir string) bool {
	archive := readArchive(t, path)
	got := imported(t, archive, dir)
	if *update {
		rewrite(t, path, archive, got)
		archive = readArchive(t, path)
	}
	compare(t, archive, got)
	for _, f := range got {
		if f.Name == wantErrors {
			return false
		}
		writeFile(t, filepath.Join(dir, strings.TrimPrefix(f.Name, wantPrefix)), f.Data)
	}
	for _, f := range pipeline(t, dir) {
		if f.Name == wantErrors {
			t.Errorf("what was imported does not build:\n%s", f.Data)
			return false
		}
		name := filepath.Join(dir, strings.TrimPrefix(f.Name, wantPrefix))
		if old, err := os.ReadFile(name); err == nil && !bytes.Equal(old, f.Data) {
			t.Errorf("build changes %s to\n%s", f.Name, f.Data)
		}
		writeFile(t, name, f.Data)
	}
	return true
}

// imported imports the .proto files of a scenario that lie in its folder protos.
func imported(t *testing.T, archive *txtar.Archive, dir string) []txtar.File {
	t.Helper()
	cfg := protofile.Config{Roots: []string{filepath.Join(dir, "protos")}, Module: "example.com/" + filepath.Base(dir), Dir: dir, Out: dir}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "protos/") {
			cfg.Files = append(cfg.Files, filepath.Join(dir, f.Name))
		}
	}
	_, files, err := importFiles(t.Context(), cfg)
	var problems schema.Diagnostics
	switch {
	case errors.As(err, &problems):
		return []txtar.File{{Name: wantErrors, Data: []byte(strings.ReplaceAll(problems.Error(), dir+"/", "") + "\n")}}
	case err != nil:
		t.Fatal(err)
	}
	var out []txtar.File
	for _, f := range files {
		out = append(out, txtar.File{Name: wantPrefix + f.Path, Data: f.Content})
	}
	return out
}
