package emitter

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/grpcgen/grpcgen/parser/schema"
)

func TestFile(t *testing.T) {
	root := t.TempDir()
	f := File{Path: "a/b/c.txt", Content: []byte("one\ntwo\n")}
	name := filepath.Join(root, "a", "b", "c.txt")
	checkChanged(t, f, root, true)
	diff, err := f.Diff(root)
	if want := "--- /dev/null\n+++ b/a/b/c.txt\n@@ -0,0 +1,2 @@\n+one\n+two\n"; err != nil || diff != want {
		t.Errorf("diff of a new file %q, %v", diff, err)
	}
	if err := f.Write(root); err != nil {
		t.Fatal(err)
	}
	checkContent(t, name, "one\ntwo\n")
	checkChanged(t, f, root, false)

	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(name, old, old); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(root); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || !info.ModTime().Equal(old) {
		t.Errorf("a file that did not change was touched: %v, %v", info.ModTime(), err)
	}

	f.Content = []byte("one\n2\n")
	checkChanged(t, f, root, true)
	diff, err = f.Diff(root)
	if want := "--- a/a/b/c.txt\n+++ b/a/b/c.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"; err != nil || diff != want {
		t.Errorf("diff %q, %v", diff, err)
	}
	if err := f.Write(root); err != nil {
		t.Fatal(err)
	}
	checkContent(t, name, "one\n2\n")
	if entries, err := os.ReadDir(filepath.Dir(name)); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestFileErrors puts a file where a folder must be, and a folder where the file must be.
func TestFileErrors(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "a"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, "d"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"a/b.txt", "d"} {
		if err := (File{Path: path, Content: []byte("x")}).Write(root); err == nil {
			t.Errorf("Write(%s) has no error", path)
		}
	}
	folder := File{Path: "d"}
	if _, err := folder.Changed(root); err == nil {
		t.Error("Changed has no error for a folder")
	}
	if _, err := folder.Diff(root); err == nil {
		t.Error("Diff has no error for a folder")
	}
	if entries, err := os.ReadDir(root); err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func checkChanged(t *testing.T, f File, root string, want bool) {
	t.Helper()
	if got, err := f.Changed(root); err != nil || got != want {
		t.Errorf("changed %v, %v; want %v", got, err, want)
	}
}

func checkContent(t *testing.T, name, want string) {
	t.Helper()
	got, err := os.ReadFile(name)
	if err != nil || string(got) != want {
		t.Errorf("%s has %q, %v; want %q", name, got, err, want)
	}
}

func TestDiff(t *testing.T) {
	numbers := func(from, to int) string {
		var b strings.Builder
		for i := from; i <= to; i++ {
			b.WriteString(strings.Repeat("i", i) + "\n")
		}
		return b.String()
	}
	for _, test := range []struct{ name, old, new, want string }{
		{"equal", "a\n", "a\n", ""},
		{"emptied", "a\n", "", "@@ -1 +0,0 @@\n-a\n"},
		{"no line break", "a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
		{"in the middle", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n", "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"},
		{"moved", "a\nb\nc\nd\n", "d\na\nb\nc\n", "@@ -1,4 +1,4 @@\n+d\n a\n b\n c\n-d\n"},
		{"repeated lines", "{\na\n}\n{\nb\n}\n", "{\na\n}\n{\nc\n}\n{\nb\n}\n", "@@ -2,5 +2,8 @@\n a\n }\n {\n+c\n+}\n+{\n b\n }\n"},
		{"two hunks", numbers(1, 20), numbers(2, 19), "@@ -1,4 +1,3 @@\n-i\n ii\n iii\n iiii\n@@ -17,4 +16,3 @@\n " + strings.Repeat("i", 17) + "\n " + strings.Repeat("i", 18) + "\n " + strings.Repeat("i", 19) + "\n-" + strings.Repeat("i", 20) + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := test.want
			if want != "" {
				want = "--- old\n+++ new\n" + want
			}
			if got := unifiedDiff("old", "new", test.old, test.new); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// FuzzDiff applies the diff of two texts to the first and expects the second.
func FuzzDiff(f *testing.F) {
	f.Add("", "a\n")
	f.Add("a\nb\nc\n", "a\nc\nb")
	f.Add("a\na\nb\na\n", "b\na\nb\nb\n")
	f.Add("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "0\n1\n2\n3\n4\n5\n6\n7\n8\n")
	f.Fuzz(func(t *testing.T, old, new string) {
		diff := unifiedDiff("old", "new", old, new)
		if (diff == "") != (old == new) {
			t.Fatalf("diff %q of %q and %q", diff, old, new)
		}
		if got := patch(t, old, diff); diff != "" && got != new {
			t.Errorf("%q with\n%sbecomes %q, want %q", old, diff, got, new)
		}
	})
}

// patch applies a unified diff and checks that every line of the old text is where the diff says.
func patch(t *testing.T, old, diff string) string {
	t.Helper()
	lines := splitLines(old)
	var out strings.Builder
	done := 0
	edits := splitLines(diff)
	for i, edit := range edits {
		text := edit[1:]
		if i+1 < len(edits) && strings.HasPrefix(edits[i+1], "\\") {
			text = strings.TrimSuffix(text, "\n")
		}
		switch {
		case i < 2, edit[0] == '\\':
		case edit[0] == '@':
			start := hunkStart(t, edit)
			for ; done < start; done++ {
				out.WriteString(lines[done])
			}
		case edit[0] == '+':
			out.WriteString(text)
		default:
			if done >= len(lines) || lines[done] != text {
				t.Fatalf("line %d is not %q", done+1, text)
			}
			if edit[0] == ' ' {
				out.WriteString(text)
			}
			done++
		}
	}
	for ; done < len(lines); done++ {
		out.WriteString(lines[done])
	}
	return out.String()
}

// hunkStart returns how many lines of the old text come before a hunk.
func hunkStart(t *testing.T, head string) int {
	t.Helper()
	var start, count int
	if n, _ := fmt.Sscanf(head, "@@ -%d,%d", &start, &count); n < 2 {
		count = 1
	}
	if count == 0 {
		return start
	}
	return start - 1
}

// TestFileRemoved removes a file that grpcgen wrote, and the folders that are empty then. That of another is left alone.
func TestFileRemoved(t *testing.T) {
	root := t.TempDir()
	f := File{Path: "a/b/c.proto", Content: []byte(schema.CodeGenerated + "\none\n")}
	checkWrite := func(f File) {
		t.Helper()
		if err := f.Write(root); err != nil {
			t.Fatal(err)
		}
	}
	gone := File{Path: f.Path, Removed: true}
	checkChanged(t, gone, root, false)
	checkWrite(f)
	checkWrite(File{Path: "a/kept.txt"})
	checkChanged(t, gone, root, true)
	want := "--- a/a/b/c.proto\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-" + schema.CodeGenerated + "\n-one\n"
	if diff, err := gone.Diff(root); err != nil || diff != want {
		t.Errorf("diff %q, %v", diff, err)
	}
	checkWrite(gone)
	if entries, err := os.ReadDir(filepath.Join(root, "a")); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	checkWrite(File{Path: f.Path, Content: []byte("by hand\n")})
	checkChanged(t, gone, root, false)
	checkWrite(gone)
	checkContent(t, filepath.Join(root, "a", "b", "c.proto"), "by hand\n")
}

// What stands above the first line of a file stays there, unless the new content has something of its own.
func TestFileKeepsHeader(t *testing.T) {
	root := t.TempDir()
	write := func(path, text string) {
		if err := os.WriteFile(filepath.Join(root, path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	body := schema.CodeGenerated + "\n"
	write("own.proto", "// Acme\r\n\r\n"+strings.ReplaceAll(body, "\n", "\r\n"))
	write("theirs.proto", "// Acme\n\nsyntax = \"proto3\";\n")
	for _, c := range []struct {
		file    File
		text    string
		changed bool
	}{
		{File{Path: "own.proto", Content: []byte(body)}, "// Acme\n\n" + body, false},
		{File{Path: "own.proto", Content: []byte(body + "more\n")}, "// Acme\n\n" + body + "more\n", true},
		{File{Path: "own.proto", Content: []byte("// Other\n" + body)}, "// Other\n" + body, true},
		{File{Path: "new.proto", Content: []byte(body)}, body, true},
		{File{Path: "new.proto", Former: "own.proto", Content: []byte(body)}, "// Acme\n\n" + body, true},
		{File{Path: "theirs.proto", Content: []byte(body)}, body, true},
	} {
		if text, err := c.file.Text(root); err != nil || string(text) != c.text {
			t.Errorf("%s: %q, %v; want %q", c.file.Path, text, err, c.text)
		}
		checkChanged(t, c.file, root, c.changed)
	}
}
