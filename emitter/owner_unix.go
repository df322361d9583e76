//go:build unix

package emitter

import (
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives a file the owner and the group of another, as far as the process may.
func keepOwner(file *os.File, other fs.FileInfo) {
	is, err := file.Stat()
	if err != nil {
		return
	}
	had, ok := other.Sys().(*syscall.Stat_t)
	has, same := is.Sys().(*syscall.Stat_t)
	if ok && same && had.Gid != has.Gid {
		_ = file.Chown(-1, int(had.Gid))
	}
	if ok && same && had.Uid != has.Uid {
		_ = file.Chown(int(had.Uid), -1)
	}
}
