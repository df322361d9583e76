//go:build unix

package emitter

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A file keeps its owner where the process may say whose a file is.
func TestFileKeepsOwner(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a file away")
	}
	root := t.TempDir()
	name := filepath.Join(root, "a.go")
	const owner, group = 1234, 2345
	if err := os.WriteFile(name, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(name, owner, group); err != nil {
		t.Skip(err)
	}
	if err := (File{Path: "a.go", Content: []byte("new")}).Write(root); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if has := info.Sys().(*syscall.Stat_t); has.Uid != owner || has.Gid != group || info.Mode() != 0o640 {
		t.Errorf("owner %d, group %d, mode %v", has.Uid, has.Gid, info.Mode())
	}
}
