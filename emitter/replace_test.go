package emitter

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// A file keeps the mode that it has; a new one follows the umask, as the folders do.
func TestFileKeepsMode(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such modes")
	}
	root := t.TempDir()
	plain, err := os.OpenFile(filepath.Join(root, "plain"), os.O_CREATE, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	if err := plain.Close(); err != nil {
		t.Fatal(err)
	}
	if err := (File{Path: "new", Content: []byte("x")}).Write(root); err != nil {
		t.Fatal(err)
	}
	if got, want := modeOf(t, root, "new"), modeOf(t, root, "plain"); got != want {
		t.Errorf("a new file has mode %v, and %v is usual", got, want)
	}
	for _, mode := range []os.FileMode{0o600, 0o640, 0o664, 0o444, 0o755} {
		if err := os.Chmod(filepath.Join(root, "new"), mode); err != nil {
			t.Fatal(err)
		}
		if err := (File{Path: "new", Content: []byte(mode.String())}).Write(root); err != nil {
			t.Fatal(err)
		}
		if got := modeOf(t, root, "new"); got != mode {
			t.Errorf("mode %v became %v", mode, got)
		}
		checkContent(t, filepath.Join(root, "new"), mode.String())
	}
}

func modeOf(t *testing.T, root, path string) os.FileMode {
	t.Helper()
	info, err := os.Lstat(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

// A file that is a symbolic link stays one, and what it points to is written; a link to nothing is an error.
func TestFileWritesThroughLinks(t *testing.T) {
	root, shared := t.TempDir(), t.TempDir()
	link := func(target, path string) {
		if err := os.Symlink(target, filepath.Join(root, path)); err != nil {
			t.Skip(err)
		}
	}
	target := filepath.Join(shared, "real.go")
	if err := os.WriteFile(target, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	link(target, "second.go")
	link("second.go", "first.go")
	link("gone", "dangling.go")
	link(shared, "folder")
	for _, path := range []string{"first.go", "folder/new.go"} {
		f := File{Path: path, Content: []byte("text of " + path)}
		checkChanged(t, f, root, true)
		if err := f.Write(root); err != nil {
			t.Fatal(err)
		}
		checkChanged(t, f, root, false)
	}
	checkContent(t, target, "text of first.go")
	checkContent(t, filepath.Join(shared, "new.go"), "text of folder/new.go")
	if modeOf(t, root, "first.go").IsRegular() || modeOf(t, root, "second.go").IsRegular() {
		t.Error("a link was replaced")
	}
	if got := modeOf(t, shared, "real.go"); runtime.GOOS != "windows" && got != 0o640 {
		t.Errorf("mode %v", got)
	}
	dangling := File{Path: "dangling.go", Content: []byte("x")}
	if _, err := dangling.Changed(root); err == nil {
		t.Error("a link to nothing can be written")
	}
	if err := dangling.Write(root); err == nil || modeOf(t, root, "dangling.go").IsRegular() {
		t.Errorf("a link to nothing was written: %v", err)
	}
	for _, dir := range []string{root, shared} {
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) > 4 {
			t.Errorf("left behind: %v, %v", entries, err)
		}
	}
}

// A link to a folder stays when the last file in it is removed.
func TestFileRemovedBelowLink(t *testing.T) {
	root, shared := t.TempDir(), t.TempDir()
	if err := os.Symlink(shared, filepath.Join(root, "proto")); err != nil {
		t.Skip(err)
	}
	f := File{Path: "proto/a/v1/a.proto", Content: []byte(schema.CodeGenerated + "\n")}
	if err := f.Write(root); err != nil {
		t.Fatal(err)
	}
	f.Removed = true
	if err := f.Write(root); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(filepath.Join(root, "proto")); err != nil || len(entries) != 0 {
		t.Errorf("the link is gone, or not empty: %v, %v", entries, err)
	}
}
