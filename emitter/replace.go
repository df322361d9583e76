package emitter

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// replace puts text in the place of a file, in one step. Where the file is a symbolic link, what it points to is replaced.
// The file keeps its mode, and its owner where the process may say so; a new one gets what the process creates files with.
func replace(name string, text []byte) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	temp, err := createBeside(name)
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // a no-op once it is renamed
	_, err = temp.Write(text)
	if old, statErr := os.Stat(name); statErr == nil && err == nil {
		keepOwner(temp, old) // before the mode: a new owner clears some of its bits
		err = temp.Chmod(old.Mode())
	}
	if err := errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}

// createBeside creates a file in the folder of another. Unlike those of os.CreateTemp, its mode follows the umask.
func createBeside(name string) (*os.File, error) {
	for {
		beside := filepath.Join(filepath.Dir(name), fmt.Sprintf(".%s.%d", filepath.Base(name), rand.Uint64()))
		temp, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return temp, err
		}
	}
}

// checkDangling reports a symbolic link to nothing: to write there would replace the link.
func checkDangling(name string) error {
	target, err := os.Readlink(name)
	if err != nil {
		return nil
	}
	return fmt.Errorf("%s is a symbolic link to %s, which is not there: remove the link, or restore what it points to", name, target)
}
