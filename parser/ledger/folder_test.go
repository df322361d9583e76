package ledger

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Files behind symbolic links are found, each once; a link to nothing is an error.
func TestFilesFollowsLinks(t *testing.T) {
	root, shared := t.TempDir(), t.TempDir()
	write := func(name string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(schema.CodeGenerated+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Skip(err)
		}
	}
	write(filepath.Join(root, "protos", "z", "z.proto"))
	write(filepath.Join(shared, "a", "a.proto"))
	write(filepath.Join(shared, "b.proto"))
	link("protos", "proto")
	link(filepath.Join(shared, "a"), "proto/a")
	link(filepath.Join(shared, "b.proto"), "proto/b.proto")
	link("z/z.proto", "proto/again.proto")
	link("..", "proto/loop")
	link("someone@host", "proto/.#z.proto")
	check := func(want ...string) {
		t.Helper()
		got, err := Files(filepath.Join(root, "proto"))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	check("a/a.proto", "b.proto", "z/z.proto")
	if got, err := Files(filepath.Join(root, "none")); err != nil || got != nil {
		t.Errorf("of no folder: %q, %v", got, err)
	}
	link("gone", "proto/gone")
	if got, err := Files(filepath.Join(root, "proto")); err == nil {
		t.Errorf("a link to nothing is no error: %q", got)
	}
	link("gone", "lost")
	if got, err := Files(filepath.Join(root, "lost")); err == nil {
		t.Errorf("the folder is a link to nothing: %q", got)
	}
}
