// Package published imports .proto files that others have published, builds what comes out, and holds the .proto that
// grpcgen writes against the original.
package published

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/reflect/protoreflect"
)

func TestImport(t *testing.T) {
	work := t.TempDir()
	grpcgen := filepath.Join(work, "grpcgen")
	run(t, "../..", "go", "build", "-o", grpcgen, "./cmd/grpcgen")
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	workspace := "go 1.26.0\n\nuse " + repo + "\n"
	all := sets(t)
	for _, s := range all {
		workspace += "use ./" + s.name + "\n"
		write(t, filepath.Join(work, s.name, "go.mod"), "module example.com/"+s.name+"\n\ngo 1.26.0\n")
	}
	write(t, filepath.Join(work, "go.work"), workspace)
	var good []string
	for _, s := range all {
		if t.Run(s.name, func(t *testing.T) { s.check(t, grpcgen, filepath.Join(work, s.name)) }) {
			good = append(good, "./"+s.name+"/...")
		}
	}
	run(t, work, "go", append([]string{"vet"}, good...)...)
}

// check imports a set, builds it, and compares.
func (s set) check(t *testing.T, grpcgen, dir string) {
	args := []string{"import", "-I", s.root}
	for _, name := range s.drop {
		args = append(args, "--drop-option", name)
	}
	for _, name := range s.files {
		args = append(args, filepath.Join(s.root, name))
	}
	run(t, dir, grpcgen, args...)
	run(t, dir, grpcgen, "build")
	run(t, dir, grpcgen, "build", "--check")
	original := s.linked
	if original == nil {
		original = whole(compile(t, s.root, s.files))
	}
	protos := filepath.Join(dir, "proto")
	want, got := of(original, s.drop), of(compile(t, protos, below(t, protos)), s.drop)
	if len(want) == 0 {
		t.Error("nothing was compared")
	}
	t.Logf("%d declarations", len(want))
	for _, line := range differences(want, got) {
		t.Error(line)
	}
}

// whole adds to files what they import of their packages, since all of a package becomes Go.
func whole(files []protoreflect.FileDescriptor) (all []protoreflect.FileDescriptor) {
	seen, packages := map[string]bool{}, map[protoreflect.FullName]bool{}
	var visit func(fd protoreflect.FileDescriptor)
	visit = func(fd protoreflect.FileDescriptor) {
		if seen[fd.Path()] || !packages[fd.Package()] {
			return
		}
		seen[fd.Path()] = true
		all = append(all, fd)
		for i := range fd.Imports().Len() {
			visit(fd.Imports().Get(i).FileDescriptor)
		}
	}
	for _, fd := range files {
		packages[fd.Package()] = true
	}
	for _, fd := range files {
		visit(fd)
	}
	return all
}

func compile(t *testing.T, root string, names []string) []protoreflect.FileDescriptor {
	t.Helper()
	c := protocompile.Compiler{Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: []string{root, googleapis}})}
	files, err := c.Compile(t.Context(), names...)
	if err != nil {
		t.Fatal(err)
	}
	var all []protoreflect.FileDescriptor
	for _, fd := range files {
		all = append(all, fd)
	}
	return all
}

// below returns the .proto files below a folder.
func below(t *testing.T, root string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".proto" {
			var name string
			name, err = filepath.Rel(root, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs a program, which must not fail, and returns what it prints.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return string(out)
}
