package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/grpcgen/grpcgen/breaking"
	"github.com/grpcgen/grpcgen/emitter"
	"github.com/grpcgen/grpcgen/parser"
	"github.com/grpcgen/grpcgen/parser/schema"
)

var update = flag.Bool("update", false, "rewrite what the scenarios of the corpus expect")

const (
	corpusDir  = "testdata/corpus"
	wantPrefix = "want/"        // a file that build must write
	wantErrors = "errors.txt"   // the problems that it must report instead
	warnings   = "warnings.txt" // the warnings that it must print as well
	leftOut    = "left_out.txt" // the fields that build -v lists
	again      = "again.txt"    // the warnings of the next build, unless they are the same
	flags      = "flags.txt"    // of the build, and patterns
	removed    = "removed.txt"  // the files that it must remove
	against    = "against"      // an earlier state, where there is one
	findings   = "breaking.txt" // what has been broken since, by the rules of all categories
)

// TestCorpus builds every scenario of the corpus: a module, and either the files that it must give or the problems.
// What it gives must stay as it is when it is built again, and must compile and vet.
func TestCorpus(t *testing.T) {
	scenarios, err := filepath.Glob(corpusDir + "/*.txtar")
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
				if buildScenario(t, path, filepath.Join(root, name)) {
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

// asItIs is the text of a file as the archive has it.
func asItIs(_ string, data []byte) []byte { return data }

// workspace writes every scenario as a module of one workspace, which has this repository as well. The texts of files are as
// a function makes them.
func workspace(t *testing.T, root string, scenarios []string, text func(name string, data []byte) []byte) {
	t.Helper()
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	work := "go 1.26.0\n\nuse " + repo + "\n"
	for _, path := range scenarios {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		work += "use ./" + name + "\n"
		for _, module := range otherModules(readArchive(t, path)) {
			work += "use ./" + name + "/" + module + "\n"
		}
		for _, f := range readArchive(t, path).Files {
			if link, ok := strings.CutSuffix(f.Name, ".link"); ok {
				linkFolder(t, filepath.Join(root, name, link), strings.TrimSpace(string(f.Data)))
			} else if !expected(f.Name) {
				writeFile(t, filepath.Join(root, name, f.Name), text(f.Name, f.Data))
			}
		}
		writeFile(t, filepath.Join(root, name, "go.mod"), []byte("module example.com/"+name+"\n\ngo 1.26.0\n"))
	}
	writeFile(t, filepath.Join(root, "go.work"), []byte(work))
}

// linkFolder makes a symbolic link.
func linkFolder(t *testing.T, path, target string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = os.Symlink(target, path)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// otherModules returns the folders of the modules that a scenario has beside its own.
func otherModules(archive *txtar.Archive) []string {
	var folders []string
	for _, f := range archive.Files {
		if path.Base(f.Name) == "go.mod" {
			folders = append(folders, path.Dir(f.Name))
		}
	}
	return folders
}

func expected(name string) bool {
	return name == wantErrors || name == warnings || name == leftOut || name == again || name == removed || name == findings || strings.HasPrefix(name, wantPrefix)
}

func readArchive(t *testing.T, path string) *txtar.Archive {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// buildScenario compares what a scenario gives with what it expects, and reports whether there is code to compile.
func buildScenario(t *testing.T, path, dir string) bool {
	archive := readArchive(t, path)
	others := buildOthers(t, archive, dir, 0)
	got := pipeline(t, dir, 0)
	good := !slices.ContainsFunc(got, func(f txtar.File) bool { return f.Name == wantErrors })
	if good {
		got = slices.Concat(others, got, buildAgain(t, dir, got))
	}
	if *update {
		rewrite(t, path, archive, got)
		archive = readArchive(t, path)
	}
	compare(t, archive, got)
	return good
}

// buildAgain writes what the first build gave and builds once more, which must give the same. It returns the warnings of
// that build, if they are others.
func buildAgain(t *testing.T, dir string, got []txtar.File) []txtar.File {
	t.Helper()
	before := map[string][]byte{}
	for _, f := range got {
		before[f.Name] = f.Data
		if name, ok := strings.CutPrefix(f.Name, wantPrefix); ok {
			writeFile(t, filepath.Join(dir, name), f.Data)
		}
		if f.Name == removed {
			for name := range strings.Lines(string(f.Data)) {
				if err := os.Remove(filepath.Join(dir, strings.TrimSpace(name))); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	warned := []byte("none\n")
	for _, f := range pipeline(t, dir, 0) {
		switch {
		case f.Name == warnings:
			warned = f.Data
		case !bytes.Equal(f.Data, before[f.Name]):
			t.Errorf("building again changes %s", f.Name)
		}
	}
	if first, ok := before[warnings]; string(warned) == "none\n" && !ok || bytes.Equal(warned, first) {
		return nil
	}
	return []txtar.File{{Name: again, Data: warned}}
}

// buildOthers builds the other modules of a scenario, unless they have glue already, and returns their files.
func buildOthers(t *testing.T, archive *txtar.Archive, dir string, shuffle uint64) []txtar.File {
	t.Helper()
	var all []txtar.File
	for _, module := range otherModules(archive) {
		if hasGlue(archive, module) {
			continue
		}
		for _, f := range pipeline(t, filepath.Join(dir, module), shuffle) {
			f.Name = module + "/" + strings.TrimPrefix(f.Name, wantPrefix)
			writeFile(t, filepath.Join(dir, f.Name), f.Data)
			f.Name = wantPrefix + f.Name
			all = append(all, f)
		}
	}
	return all
}

// hasGlue reports whether a scenario gives the glue of a module.
func hasGlue(archive *txtar.Archive, module string) bool {
	return slices.ContainsFunc(archive.Files, func(f txtar.File) bool {
		return strings.HasPrefix(f.Name, module+"/") && schema.IsGlueFile(path.Base(f.Name))
	})
}

// pipeline builds a module and returns the files, or the problems, that come out. What it reads comes in an order that a seed
// decides, unless that is 0.
func pipeline(t *testing.T, dir string, shuffle uint64) []txtar.File {
	t.Helper()
	given, _ := os.ReadFile(filepath.Join(dir, flags))
	patterns := strings.Fields(string(given))
	removals, changes := slices.Contains(patterns, "--accept-removals"), slices.Contains(patterns, "--accept-changes")
	patterns = slices.DeleteFunc(patterns, func(word string) bool { return strings.HasPrefix(word, "--") })
	var s *schema.Schema
	var files []emitter.File
	cfg, err := readConfig(dir, dir)
	if err == nil {
		s, err = parser.Parse(t.Context(), parser.Config{
			Dir: dir, Patterns: patterns, Settings: cfg.Settings, AcceptRemovals: removals, AcceptChanges: changes, Shuffle: shuffle,
		})
	}
	if err == nil {
		files, err = emitter.Emit(s)
	}
	var problems schema.Diagnostics
	switch {
	case errors.As(err, &problems):
		return []txtar.File{{Name: wantErrors, Data: []byte(strings.ReplaceAll(problems.Error(), dir+"/", "") + "\n")}}
	case err != nil:
		t.Fatal(err)
	}
	var out []txtar.File
	if len(s.Warnings) > 0 {
		out = append(out, txtar.File{Name: warnings, Data: []byte(strings.ReplaceAll(s.Warnings.Error(), dir+"/", "") + "\n")})
	}
	if len(s.LeftOut) > 0 {
		out = append(out, txtar.File{Name: leftOut, Data: []byte(strings.ReplaceAll(s.LeftOut.Error(), dir+"/", "") + "\n")})
	}
	checkUnbroken(t, s, files)
	if text := findBreaking(t, dir); text != "" {
		out = append(out, txtar.File{Name: findings, Data: []byte(text)})
	}
	var gone []byte
	for _, f := range files {
		changed, err := f.Changed(dir)
		text, textErr := f.Text(dir)
		switch {
		case err != nil || textErr != nil:
			t.Fatal(err, textErr)
		case !f.Removed:
			out = append(out, txtar.File{Name: wantPrefix + f.Path, Data: text})
		case changed:
			gone = append(gone, f.Path+"\n"...)
		}
	}
	if gone != nil {
		out = append(out, txtar.File{Name: removed, Data: gone})
	}
	return out
}

// checkUnbroken holds the .proto files of a module against themselves, read back as those of an earlier state are.
func checkUnbroken(t *testing.T, s *schema.Schema, files []emitter.File) {
	t.Helper()
	sources := map[string][]byte{}
	for _, f := range files {
		if name, ok := strings.CutPrefix(f.Path, s.Settings.Folder()+"/"); ok && !f.Removed {
			sources[name] = f.Content
		}
	}
	now, err := emitter.Descriptors(s)
	if err != nil {
		t.Fatal(err)
	}
	before, err := breaking.Compile(sources, slices.Sorted(maps.Keys(sources)), breaking.ImportedEnum(now))
	if err != nil {
		t.Fatal(err)
	}
	found, err := breaking.Compare(now, before, breaking.Options{Use: breaking.Categories})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Errorf("broken by nothing: %s: %s", f.Rule, f.Message)
	}
}

// findBreaking compares a module with its earlier state, if it has one.
func findBreaking(t *testing.T, dir string) string {
	t.Helper()
	old := filepath.Join(dir, against)
	if _, err := os.Stat(old); err != nil {
		return ""
	}
	var out bytes.Buffer
	run := breakingRun{against: old, format: "text", options: breaking.Options{Use: breaking.Categories}}
	run.config.Dir, run.out, run.errOut = dir, &out, &out
	if err := run.run(t.Context()); err != nil && !errors.Is(err, errProblems) {
		t.Fatal(err)
	}
	return strings.ReplaceAll(strings.Replace(out.String(), slow, "", 1), dir+"/", "")
}

// compare reports every file that is not what the scenario expects.
func compare(t *testing.T, archive *txtar.Archive, got []txtar.File) {
	t.Helper()
	want := map[string][]byte{}
	for _, f := range archive.Files {
		if expected(f.Name) {
			want[f.Name] = f.Data
		}
	}
	for _, f := range got {
		if data, ok := want[f.Name]; !ok {
			t.Errorf("unexpected %s:\n%s", f.Name, f.Data)
		} else if !bytes.Equal(data, f.Data) {
			t.Errorf("%s: got\n%s\nwant\n%s", f.Name, f.Data, data)
		}
		delete(want, f.Name)
	}
	for name := range want {
		t.Errorf("%s is missing", name)
	}
}

// rewrite puts what came out into the scenario.
func rewrite(t *testing.T, path string, archive *txtar.Archive, got []txtar.File) {
	t.Helper()
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return expected(f.Name) })
	archive.Files = append(archive.Files, got...)
	if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

// shown returns the text of the scenarios' files that keep tells to read.
func shown(t *testing.T, keep func(name string) bool) string {
	t.Helper()
	scenarios, err := filepath.Glob(corpusDir + "/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, path := range scenarios {
		for _, f := range readArchive(t, path).Files {
			if keep(f.Name) {
				fmt.Fprintf(&all, "%s\n", f.Data)
			}
		}
	}
	return all.String()
}
