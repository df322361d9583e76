package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// scaffold is the module that init writes. MODULE stands for the module path, and every name ends in .tmpl so that Go
// takes none of it for a package.
//
//go:embed scaffold
var scaffold embed.FS

// writeAll writes the files, unless one of them, or of what is generated from them, exists.
func (i *initializer) writeAll(files []scaffoldFile, generated []string) error {
	if err := i.checkExisting(files, generated); err != nil {
		return err
	}
	for _, f := range files {
		if err := i.writeFile(f); err != nil {
			return err
		}
	}
	return nil
}

// scaffoldFile is a file to be written, with its path below the new module.
type scaffoldFile struct {
	path    string
	content []byte
}

// files returns the files of the new module.
func (i *initializer) files() ([]scaffoldFile, error) {
	files, err := filled(scaffold, "scaffold", strings.NewReplacer("MODULE", i.module))
	if err != nil || !i.buf {
		return files, err
	}
	more, err := bufFiles(i.config)
	return append(files, more...), err
}

// filled returns the files of a folder with their words filled in.
func filled(folder embed.FS, root string, words *strings.Replacer) ([]scaffoldFile, error) {
	var files []scaffoldFile
	err := fs.WalkDir(folder, root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := folder.ReadFile(path)
		name := strings.TrimSuffix(strings.TrimPrefix(path, root+"/"), ".tmpl")
		files = append(files, scaffoldFile{path: filepath.FromSlash(name), content: []byte(words.Replace(string(content)))})
		return err
	})
	return files, err
}

// generated is what the steps after the scaffold write.
func (i *initializer) generated() []string {
	paths := []string{"go.sum", filepath.FromSlash(i.config.Folder())}
	for _, file := range schema.GlueFiles {
		paths = append(paths, filepath.Join("greeter", file))
	}
	return paths
}

// checkExisting reports the files that exist already.
func (i *initializer) checkExisting(files []scaffoldFile, generated []string) error {
	paths := slices.Clone(generated)
	for _, f := range files {
		paths = append(paths, f.path)
	}
	slices.Sort(paths)
	var found []string
	for _, path := range paths {
		if _, err := os.Lstat(filepath.Join(i.dir, path)); err == nil {
			found = append(found, relative(filepath.Join(i.dir, path)))
		}
	}
	if len(found) == 0 {
		return nil
	}
	for _, path := range found {
		fmt.Fprintf(i.errOut, "%s exists\n", path)
	}
	way := "choose an empty folder"
	if generated == nil {
		way = "move them away"
	}
	fmt.Fprintf(i.errOut, "init does not overwrite files: %s; nothing was written\n", way)
	return errProblems
}

func (i *initializer) writeFile(f scaffoldFile) error {
	path := filepath.Join(i.dir, f.path)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(path, f.content, 0o666); err != nil {
		return err
	}
	fmt.Fprintln(i.out, "wrote", relative(path))
	return nil
}
