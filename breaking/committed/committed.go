// Package committed reads the .proto files of an earlier state of a module: those of a commit, without a checkout, or
// those of a folder.
package committed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Tree is the .proto files of one state.
type Tree struct {
	Name  string            // what was read, as a prefix of the files' names in problems: "main:proto/", "../old/proto/"
	Files map[string][]byte // by the path below the proto folder, slash-separated
}

// Read reads the state that against names of the module in root: a folder that is a module or has its .proto files, or
// what git can name, "main", "origin/main", "v1.2.0", "HEAD~3". The file config of that state decides where its .proto files
// are: folder returns their folder, of an empty text if there is no such file.
//
// A commit that has no such folder is an empty Tree: nothing was promised then. A folder without .proto files is an
// error. The working tree and the index of the repository are neither read nor changed.
func Read(ctx context.Context, root, against, config string, folder func([]byte) string) (*Tree, error) {
	if isPath(against) {
		return readFolder(against, config, folder)
	}
	isFolder := folderExists(against)
	repo, err := open(ctx, root)
	if err != nil {
		if isFolder {
			return readFolder(against, config, folder)
		}
		return nil, fmt.Errorf("there is no folder %s, and git cannot be asked for a commit of that name: %w", against, err)
	}
	switch commit := repo.commit(ctx, against); {
	case commit != "" && isFolder:
		return nil, fmt.Errorf("%s is a commit and a folder: write ./%[1]s for the folder, %[1]s^0 for the commit", against)
	case commit != "":
		return repo.read(ctx, folder(repo.file(ctx, commit, config)), against, commit)
	case isFolder:
		return readFolder(against, config, folder)
	}
	return nil, repo.unknown(ctx, against)
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
func readFolder(dir, config string, folder func([]byte) string) (*Tree, error) {
	if !folderExists(dir) {
		return nil, fmt.Errorf("there is no folder %s", dir)
	}
	settings, err := os.ReadFile(filepath.Join(dir, config))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	protoDir := folder(settings)
	if inner := filepath.Join(dir, filepath.FromSlash(protoDir)); folderExists(inner) {
		dir = inner
	}
	t := &Tree{Name: filepath.ToSlash(filepath.Clean(dir)) + "/", Files: map[string][]byte{}}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(real, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != real && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.Type().IsRegular() || filepath.Ext(path) != ".proto":
			return nil
		}
		name, err := filepath.Rel(real, path)
		if err != nil {
			return err
		}
		t.Files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err == nil && len(t.Files) == 0 {
		err = errors.New("no .proto file in " + dir)
	}
	return t, err
}
