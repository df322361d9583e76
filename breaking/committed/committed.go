// Package committed reads the .proto files of an earlier state of a module: those of a commit, without a checkout, or
// those of a folder.
package committed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// State is an earlier state of a module: a commit, or a folder.
type State struct {
	name   string      // what the user calls it
	repo   *repository // nil for a folder
	commit string      // empty for a folder
}

// Tree is the .proto files of one state.
type Tree struct {
	Name  string            // what was read, as a prefix of the files' names in problems: "main:proto/", "../old/proto/"
	Files map[string][]byte // by the path below the proto folder, slash-separated
}

// Open finds an earlier state of the module in root by its name: a folder that is a module or holds its .proto files, or
// anything that git can resolve to a commit, such as "main", "origin/main", "v1.2.0" or "HEAD~3". The working tree and the
// index of the repository are neither read nor changed.
func Open(ctx context.Context, root, name string) (*State, error) {
	folder := &State{name: name}
	if isPath(name) {
		if !folderExists(name) {
			return nil, fmt.Errorf("there is no folder %s", name)
		}
		return folder, nil
	}
	isFolder := folderExists(name)
	repo, err := openRepository(ctx, root)
	if err != nil {
		if isFolder {
			return folder, nil
		}
		return nil, fmt.Errorf("there is no folder %s, and git could not look for a commit of that name: %w", name, err)
	}
	switch commit := repo.commit(ctx, name); {
	case commit != "" && isFolder:
		return nil, fmt.Errorf("%s is a commit and a folder: write ./%[1]s for the folder, %[1]s^0 for the commit", name)
	case commit != "":
		return &State{name, repo, commit}, nil
	case isFolder:
		return folder, nil
	}
	return nil, repo.unknown(ctx, name)
}

// File returns the content of a file at the root of the module, or nil if there is no such file.
func (s *State) File(ctx context.Context, name string) ([]byte, error) {
	if s.repo != nil {
		return s.repo.file(ctx, s.commit, name)
	}
	data, err := os.ReadFile(filepath.Join(s.name, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// Protos returns the .proto files below a folder of the module. The result is empty for a commit without that folder, which
// has nothing that could break. A State that is a folder must have .proto files.
func (s *State) Protos(ctx context.Context, folder string) (*Tree, error) {
	if s.repo != nil {
		return s.repo.read(ctx, folder, s.name, s.commit)
	}
	return readFolder(s.name, folder)
}

// isPath reports whether a name can only be that of a folder.
func isPath(name string) bool {
	slashed := filepath.ToSlash(name)
	return filepath.IsAbs(name) || slashed == "." || slashed == ".." || strings.HasPrefix(slashed, "./") || strings.HasPrefix(slashed, "../")
}

func folderExists(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// readFolder reads a module's .proto folder, or a folder that is one.
func readFolder(dir, protoDir string) (*Tree, error) {
	if inner := filepath.Join(dir, filepath.FromSlash(protoDir)); folderExists(inner) {
		dir = inner
	}
	t := &Tree{Name: filepath.ToSlash(filepath.Clean(dir)) + "/", Files: map[string][]byte{}}
	if err := t.read(dir, "", nil); err != nil {
		return nil, err
	}
	if len(t.Files) == 0 {
		return nil, errors.New("no .proto file in " + dir)
	}
	return t, nil
}

// read reads the .proto files of a folder and those below it, behind symbolic links too. above are the folders that it is in.
func (t *Tree) read(dir, name string, above []string) error {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil || slices.Contains(above, real) {
		return err
	}
	entries, err := os.ReadDir(real)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		inner, innerName := filepath.Join(real, e.Name()), path.Join(name, e.Name())
		info, err := os.Stat(inner)
		switch {
		case err != nil:
		case info.IsDir():
			err = t.read(inner, innerName, append(slices.Clip(above), real))
		case info.Mode().IsRegular() && path.Ext(innerName) == ".proto":
			t.Files[innerName], err = os.ReadFile(inner)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
