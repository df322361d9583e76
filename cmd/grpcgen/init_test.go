package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What init writes builds, vets, tests and runs at once; it overwrites nothing.
func TestInit(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	grpcgen(t, parent, "init", "hello", "--replace", repo).want(t, 0, "wrote hello/greeter/greeter.go", "next:")
	dir := filepath.Join(parent, "hello")
	goIn(t, dir, "vet", "./...")
	goIn(t, dir, "test", "./...")
	goIn(t, dir, "generate", "./...")
	grpcgen(t, dir, "build", "--check").want(t, 0)
	converse(t, dir)

	before := snapshot(t, dir)
	grpcgen(t, parent, "init", "hello", "--replace", repo).want(t, 1, "hello/go.mod exists", "hello/greeter/greeter.go exists",
		"hello/greeter/grpc_gen.go exists", "hello/proto exists", "nothing was written")
	same(t, before, snapshot(t, dir))
}

// With --buf there are buf's files as well. In a module that exists there are only these, and they follow its grpcgen.yaml.
func TestInitBuf(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	writeFile(t, filepath.Join(parent, "hello", "grpcgen.yaml"), []byte("version: 1\nproto: api\nnaming: socio\n"))
	grpcgen(t, parent, "init", "hello", "--buf", "--replace", repo).
		want(t, 0, "wrote hello/buf.yaml", "wrote hello/greeter/greeter.go", "wrote hello/api/greeter/greeter.proto", "  buf generate ")
	if data, err := os.ReadFile(filepath.Join(parent, "hello", "buf.yaml")); err != nil || !strings.Contains(string(data), "    - BASIC\n") {
		t.Errorf("%v\n%s", err, data)
	}
	goIn(t, filepath.Join(parent, "hello"), "test", "./...")
	grpcgen(t, filepath.Join(parent, "hello"), "init", "--buf").want(t, 1, "buf.yaml exists\n", "buf.gen.yaml exists\n", "nothing was written")

	dir := newModule(t)
	before := snapshot(t, dir)
	settings := filepath.Join(dir, "grpcgen.yaml")
	writeFile(t, settings, []byte("version: 2\n"))
	grpcgen(t, dir, "init", "--buf").want(t, 1, "grpcgen.yaml:1:10: version 2", "nothing was written")
	writeFile(t, settings, []byte("version: 1\nproto: api/v\nbreaking:\n  use: [FILE]\n  ignore: [api/v/a]\n  ignore_only: {WIRE: [api/v]}\n"))
	grpcgen(t, dir, "init", "--buf").want(t, 0, "wrote buf.gen.yaml\nwrote buf.yaml\n", "  buf generate\n")
	if got := len(snapshot(t, dir)) - len(before); got != 3 {
		t.Errorf("%d files are new, want buf.yaml, buf.gen.yaml and grpcgen.yaml", got)
	}
	data, err := os.ReadFile(filepath.Join(dir, "buf.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := "breaking:\n  use:\n    - FILE\n  ignore:\n    - api/v/a\n  ignore_only:\n    WIRE:\n      - api/v\n"
	if !strings.Contains(string(data), "  - path: api/v\n") || !strings.HasSuffix(string(data), want) {
		t.Errorf("got\n%s\nwant in it\n%s", data, want)
	}
}

// A mistake on the command line, and any one file that is in the way, leaves the folder as it is.
func TestInitRefuses(t *testing.T) {
	parent := t.TempDir()
	for name, args := range map[string][]string{
		"two folders":           {"a", "b"},
		"no module path":        {"x", "--module", "not a path"},
		"no folder to replace":  {"x", "--replace", "nowhere"},
		"another module's code": {"x", "--replace", newModule(t)},
	} {
		if r := grpcgen(t, parent, append([]string{"init"}, args...)...); r.code != 2 {
			t.Errorf("%s: exit code %d, want 2\n%s", name, r.code, r.errOut)
		}
	}
	if files := snapshot(t, parent); len(files) > 0 {
		t.Errorf("written: %v", files)
	}
	for _, path := range []string{"go.mod", "go.sum", "greeter/grpc_gen.go", "proto/mine.proto", "server/main.go"} {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, path), []byte("mine"))
		before := snapshot(t, dir)
		top, _, _ := strings.Cut(path, "/mine")
		grpcgen(t, dir, "init", "--module", "example.com/x").want(t, 1, filepath.FromSlash(top)+" exists\n", "nothing was written")
		same(t, before, snapshot(t, dir))
	}
}

// Below a workspace that does not know the new module, init works all the same and says what to do.
func TestInitInWorkspace(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	writeFile(t, filepath.Join(parent, "go.work"), []byte("go 1.26.0\n"))
	grpcgenEnv(t, parent, []string{"GOWORK="}, "init", "hello", "--replace", repo).
		want(t, 0, "wrote hello/greeter/grpc_gen.go", "\n  cd hello\n  go work use .\n")
}

// converse runs the scaffold's server and its client as processes.
func converse(t *testing.T, dir string) {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "server")
	goIn(t, dir, "build", "-o", binary, "./server")
	server := exec.Command(binary, "-addr", "127.0.0.1:0")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill() }) // for a test that fails; one that passes has seen it end
	line, _ := bufio.NewReader(out).ReadString('\n')
	addr := strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
	said := goIn(t, dir, "run", "./client", "-addr", addr)
	if want := "Hello, world!\nYou said: How are you?\nYou said: Goodbye.\n"; said != want {
		t.Errorf("the client printed %q, want %q", said, want)
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the server did not stop cleanly: %v", err)
	}
}
