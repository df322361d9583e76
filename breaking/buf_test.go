package breaking

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
)

var (
	bufPath = flag.String("buf", "", "the buf program to compare with, instead of what it said when testdata/buf.txt was written")
	update  = flag.Bool("update", false, "with -buf: write testdata/buf.txt")
)

// TestAgreesWithBuf makes every change and wants the findings of buf: the same rules, in the same words, at the same line.
// What buf says is in testdata/buf.txt; with -buf it is asked again.
func TestAgreesWithBuf(t *testing.T) {
	before, after := trees(t)
	var got []string
	for _, category := range Categories {
		got = append(got, ours(t, before, after, category)...)
	}
	text := byChange(got)
	if *bufPath != "" {
		want := byChange(theirs(t, before, after))
		if *update {
			if err := os.WriteFile("testdata/buf.txt", []byte(want), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		compare(t, "buf", text, want)
	}
	want, err := os.ReadFile("testdata/buf.txt")
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "testdata/buf.txt", text, string(want))
}

func compare(t *testing.T, who, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for _, line := range w {
		if !slices.Contains(g, line) {
			t.Errorf("%s has, and grpcgen has not:\n%s", who, line)
		}
	}
	for _, line := range g {
		if !slices.Contains(w, line) {
			t.Errorf("grpcgen has, and %s has not:\n%s", who, line)
		}
	}
	if !t.Failed() && got != want {
		t.Errorf("grpcgen and %s differ in their order", who)
	}
}

// trees returns the files of testdata/before and those with the changes. Each change has a folder and a package of its
// own, so that buf need not be run for each.
func trees(t *testing.T) (before, after map[string][]byte) {
	t.Helper()
	before, after = map[string][]byte{}, map[string][]byte{}
	for i, c := range changes {
		folder := changeFolder(i)
		mine := map[string]string{}
		for _, name := range []string{"extended.proto", "kinds.proto", "other.proto", "shop.proto"} {
			data, err := os.ReadFile(filepath.Join("testdata", "before", name))
			if err != nil {
				t.Fatal(err)
			}
			mine[name] = string(data)
			before[folder+"/"+name] = bytes.ReplaceAll(data, []byte("CHANGE"), []byte(folder))
		}
		for _, e := range c.edits {
			switch {
			case e.old != "" && strings.Count(mine[e.file], e.old) != 1:
				t.Fatalf("%s: %s has %q %d times", c.name, e.file, e.old, strings.Count(mine[e.file], e.old))
			case e.old != "":
				mine[e.file] = strings.Replace(mine[e.file], e.old, e.new, 1)
			case e.new != "":
				mine[e.file] = e.new
			default:
				delete(mine, e.file)
			}
		}
		for name, text := range mine {
			after[folder+"/"+name] = []byte(strings.ReplaceAll(text, "CHANGE", folder))
		}
	}
	return before, after
}

func changeFolder(i int) string { return fmt.Sprintf("c%03d", i) }

// ours returns the findings of a category, a line each that begins with the file.
func ours(t *testing.T, before, after map[string][]byte, category string) []string {
	t.Helper()
	compile := func(sources map[string][]byte) []protoreflect.FileDescriptor {
		files, err := Compile(sources, slices.Sorted(maps.Keys(sources)), func(protoreflect.FullName) bool { return false })
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	findings, err := Compare(compile(after), compile(before), Options{Use: []string{category}})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range findings {
		out = append(out, line(category, filePath(f.At), protoLine(f.At), f.Rule, f.Message))
	}
	return out
}

// protoLine returns the line of a declaration, 0 for a file, whose options have lines of their own.
func protoLine(d protoreflect.Descriptor) int {
	if _, ok := d.(protoreflect.FileDescriptor); ok || d == nil {
		return 0
	}
	if entry, ok := d.Parent().(protoreflect.MessageDescriptor); ok && entry.IsMapEntry() {
		d = mapField(entry)
	}
	return d.ParentFile().SourceLocations().ByDescriptor(d).StartLine + 1
}

// line is one finding.
func line(category, path string, line int, rule, message string) string {
	if path == "" { // the change is found in the message
		line = 0
		for i := range changes {
			if strings.Contains(message, changeFolder(i)) {
				path = changeFolder(i)
			}
		}
	}
	return fmt.Sprintf("%s\t%d\t%s: %s\t%s", path, line, rule, message, category)
}

// theirs returns what buf finds in all the categories, as ours does.
func theirs(t *testing.T, before, after map[string][]byte) []string {
	t.Helper()
	dir := t.TempDir()
	for state, files := range map[string]map[string][]byte{"before": before, "after": after} {
		for name, data := range files {
			path := filepath.Join(dir, state, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	program, err := filepath.Abs(*bufPath)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, category := range Categories {
		cmd := exec.CommandContext(t.Context(), program, "breaking", "--against", "../before", "--error-format", "json",
			"--config", fmt.Sprintf(`{"version":"v2","breaking":{"use":[%q]}}`, category))
		cmd.Dir = filepath.Join(dir, "after")
		var errOut bytes.Buffer
		cmd.Stderr = &errOut
		found, err := cmd.Output()
		var exit *exec.ExitError
		if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 100) {
			t.Fatalf("buf: %v\n%s", err, errOut.String())
		}
		for text := range strings.Lines(string(found)) {
			var f struct {
				Path      string `json:"path"`
				StartLine int    `json:"start_line"`
				Type      string `json:"type"`
				Message   string `json:"message"`
			}
			if err := json.Unmarshal([]byte(text), &f); err != nil {
				t.Fatal(err)
			}
			out = append(out, line(category, f.Path, f.StartLine, f.Type, strings.Replace(f.Message, `"q moved from`, `" moved from`, 1)))
		}
	}
	return out
}

// byChange groups lines by the change, sorted, with the categories of each.
func byChange(lines []string) string {
	type key struct{ path, line, text string }
	categories := map[key][]string{}
	for _, l := range lines {
		p := strings.Split(l, "\t")
		if strings.HasPrefix(p[2], "FILE_") || strings.Contains(p[2], "from file.") || strings.Contains(p[2], "from package") {
			p[1] = "0" // of options of files
		}
		k := key{p[0], p[1], p[2]}
		if !slices.Contains(categories[k], p[3]) {
			categories[k] = append(categories[k], p[3])
		}
	}
	var out strings.Builder
	for i, c := range changes {
		fmt.Fprintf(&out, "== %s\n", c.name)
		var found []string
		for k, in := range categories {
			if strings.HasPrefix(k.path, changeFolder(i)) {
				at := strings.TrimPrefix(strings.TrimPrefix(k.path, changeFolder(i)), "/")
				found = append(found, strings.ReplaceAll(fmt.Sprintf("%s:%s: %s [%s]", at, k.line, k.text, strings.Join(in, " ")), changeFolder(i), "CHANGE"))
			}
		}
		slices.Sort(found)
		for _, f := range found {
			out.WriteString(f + "\n")
		}
	}
	return out.String()
}
