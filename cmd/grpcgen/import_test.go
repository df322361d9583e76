package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
	root := t.TempDir()
	workspace(t, root, scenarios, asItIs)
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

// TestImportHasEveryProblem finds the messages that import can report and no scenario shows.
func TestImportHasEveryProblem(t *testing.T) {
	scenarios, err := filepath.Glob(importDir + "/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	// What would be faults of this program.
	problems := "M would not be the same in the generated .proto\nM would be new in the generated .proto\n"
	for _, path := range scenarios {
		for _, f := range readArchive(t, path).Files {
			if f.Name == wantErrors {
				problems += string(f.Data)
			}
		}
	}
	for at, format := range formats(t, "../../parser/protofile", map[string]int{"Add": 2}) {
		pattern := verb.ReplaceAllLiteralString(regexp.QuoteMeta(format), ".*")
		if !regexp.MustCompile(pattern).MatchString(problems) {
			t.Errorf("%s: no scenario shows %q", at, format)
		}
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
	for _, f := range pipeline(t, dir, 0) {
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

// importArgs are those of a scenario's command line, a word each, as name=value: root, file, drop, package and out.
const importArgs = "args.txt"

// imported imports the .proto files of a scenario that lie in its folder protos, or those that it asks for.
func imported(t *testing.T, archive *txtar.Archive, dir string) []txtar.File {
	t.Helper()
	cfg := protofile.Config{Roots: []string{filepath.Join(dir, "protos")}, Module: "example.com/" + filepath.Base(dir), Dir: dir, Out: dir}
	var all []string
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "protos/") {
			all = append(all, filepath.Join(dir, f.Name))
		}
		if f.Name == importArgs {
			for _, word := range strings.Fields(string(f.Data)) {
				setImportArg(t, &cfg, dir, word)
			}
		}
	}
	if len(cfg.Files) == 0 {
		cfg.Files = all
	}
	_, files, err := importFiles(t.Context(), cfg)
	var problems schema.Diagnostics
	switch {
	case errors.As(err, &problems):
		return []txtar.File{{Name: wantErrors, Data: []byte(below(problems.Error(), dir) + "\n")}}
	case err != nil:
		t.Fatal(err)
	}
	var out []txtar.File
	for _, f := range files {
		out = append(out, txtar.File{Name: wantPrefix + f.Path, Data: f.Content})
	}
	return out
}

// below makes the paths in a text relative to a folder, or to the one above it.
func below(text, dir string) string {
	text = strings.ReplaceAll(text, dir+"/", "")
	return strings.ReplaceAll(strings.ReplaceAll(text, dir, "."), filepath.Dir(dir)+"/", "../")
}

func setImportArg(t *testing.T, cfg *protofile.Config, dir, word string) {
	t.Helper()
	switch name, value, _ := strings.Cut(word, "="); name {
	case "root":
		cfg.Roots = append(cfg.Roots, filepath.Join(dir, value))
	case "file":
		cfg.Files = append(cfg.Files, filepath.Join(dir, value))
	case "drop":
		cfg.Drop = append(cfg.Drop, value)
	case "package":
		cfg.Name = value
	case "out":
		cfg.Out = filepath.Join(dir, value)
	default:
		t.Fatalf("%s: unknown argument %s", importArgs, word)
	}
}
