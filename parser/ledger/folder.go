package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Files returns the import paths of the .proto files below dir that grpcgen wrote, sorted. It follows symbolic links; a file
// that has several paths is returned once, by the path without links if there is one.
func Files(dir string) ([]string, error) {
	f := finder{root: dir, seen: map[string]bool{}}
	if err := f.folder(dir); err != nil {
		if _, linkErr := os.Lstat(dir); errors.Is(linkErr, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, err
	}
	for len(f.links) > 0 {
		link := f.links[0]
		f.links = f.links[1:]
		if err := f.link(link); err != nil {
			return nil, err
		}
	}
	slices.Sort(f.found)
	return f.found, nil
}

// finder is the state of looking for files.
type finder struct {
	root  string
	found []string
	links []string        // to be followed once everything else is found
	seen  map[string]bool // folders and files, without links
}

// folder visits what is in a folder, unless it has been there.
func (f *finder) folder(dir string) error {
	if known, err := f.visit(dir); known || err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case err != nil:
		case e.Type() == fs.ModeSymlink:
			f.links = append(f.links, path)
		case e.IsDir():
			err = f.folder(path)
		default:
			err = f.file(path)
		}
	}
	return err
}

// link follows a link. One to nothing hides numbers, unless it is a hidden file, such as an editor's lock.
func (f *finder) link(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil && strings.HasPrefix(filepath.Base(path), "."):
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s is a symbolic link to nothing: restore what it points to, or remove it", path)
	case err != nil:
		return err
	case info.IsDir():
		return f.folder(path)
	}
	return f.file(path)
}

// file notes a file that grpcgen wrote.
func (f *finder) file(path string) error {
	if !strings.HasSuffix(path, ".proto") {
		return nil
	}
	if known, err := f.visit(path); known || err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err == nil && schema.IsOurs(data) {
		rel, _ := filepath.Rel(f.root, path)
		f.found = append(f.found, filepath.ToSlash(rel))
	}
	return err
}

// visit notes a path, and reports whether it is known.
func (f *finder) visit(path string) (known bool, err error) {
	real, err := filepath.EvalSymlinks(path)
	known = f.seen[real]
	f.seen[real] = true
	return known, err
}
