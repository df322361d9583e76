package emitter

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// File is one file that Emit gives. It is a value: nothing happens to the disk until Write.
type File struct {
	Path    string // slash-separated, relative to the module root
	Former  string // likewise, of a file whose place this one takes; its header goes along
	Content []byte
	Removed bool // the file has to go, if grpcgen wrote it
}

// Changed reports whether Write would change anything under root. Lines may end there as Windows has it: git can check
// files out so.
func (f File) Changed(root string) (bool, error) {
	old, exists, err := read(root, f.Path)
	if err != nil {
		return false, err
	}
	if f.Removed {
		return exists && schema.IsOurs(old), nil
	}
	text, err := f.Text(root)
	return !exists || !bytes.Equal(old, text), err
}

// Text returns what Write leaves under root: Content, below the header that the file has there, unless Content has one
// of its own.
func (f File) Text(root string) ([]byte, error) {
	if schema.Header(f.Content) != "" {
		return f.Content, nil
	}
	old, exists, err := read(root, f.Path)
	if !exists && err == nil && f.Former != "" {
		old, _, err = read(root, f.Former)
	}
	return append([]byte(schema.Header(old)), f.Content...), err
}

// Write puts f under root, with the folders it needs, or removes it. The file is replaced in one step, so that a reader
// sees the old content or the new and never a part; a file that is the same already is not touched, and keeps its time.
// A file that is a symbolic link stays one.
func (f File) Write(root string) error {
	changed, err := f.Changed(root)
	if err != nil || !changed {
		return err
	}
	if f.Removed {
		return f.remove(root)
	}
	text, err := f.Text(root)
	if err != nil {
		return err
	}
	return replace(f.name(root), text)
}

// Diff returns what Write would change under root as a unified diff, and nothing if it would change nothing.
func (f File) Diff(root string) (string, error) {
	old, exists, err := read(root, f.Path)
	if err != nil {
		return "", err
	}
	text, err := f.Text(root)
	if err != nil {
		return "", err
	}
	oldName, newName := "a/"+f.Path, "b/"+f.Path
	switch {
	case f.Removed:
		newName, text = "/dev/null", nil
	case !exists:
		oldName = "/dev/null"
	}
	return unifiedDiff(oldName, newName, string(old), string(text)), nil
}

// remove removes the file, and the folders that are empty then.
func (f File) remove(root string) error {
	name := f.name(root)
	if err := os.Remove(name); err != nil {
		return err
	}
	for dir := filepath.Dir(name); dir != root && isFolder(dir) && os.Remove(dir) == nil; {
		dir = filepath.Dir(dir)
	}
	return nil
}

// isFolder reports whether a folder is there, and not a symbolic link to one, which os.Remove would remove.
func isFolder(dir string) bool {
	info, err := os.Lstat(dir)
	return err == nil && info.IsDir()
}

func (f File) name(root string) string { return filepath.Join(root, filepath.FromSlash(f.Path)) }

// read returns the content of a file with LF line ends.
func read(root, path string) (content []byte, exists bool, err error) {
	name := filepath.Join(root, filepath.FromSlash(path))
	content, err = os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, checkDangling(name)
	}
	return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")), err == nil, err
}
