package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// readmeFile is a Go file of the README: its name in bold, a sentence or none, and the code.
var readmeFile = regexp.MustCompile("(?m)^\\*\\*(\\S+\\.go)\\*\\*[^\n]*\n\n```go\n((?s:.*?))```\n")

// TestReadme does what the README says: its files, built, served and called, print what it shows.
func TestReadme(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(repo, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	addr := freeAddress(t)
	dir := emptyModule(t, "example.com/hello")
	goIn := func(args ...string) string { return goCommand(t, dir, args...) }
	goIn("mod", "tidy")
	files := map[string]string{}
	for _, m := range readmeFile.FindAllStringSubmatch(string(readme), -1) {
		files[m[1]] = strings.ReplaceAll(m[2], "127.0.0.1:50051", addr)
	}
	write := func(name string) { writeFile(t, filepath.Join(dir, name), []byte(files[name])) }
	write("hello.go")
	goIn("generate", "./...")
	goIn("mod", "tidy")
	write("server/main.go")
	write("client/main.go")
	goIn("vet", "./...")
	binary := filepath.Join(t.TempDir(), "server")
	goIn("build", "-o", binary, "./server")
	startServer(t, binary, addr)
	if out := goIn("run", "./client"); !shows(readme, out) {
		t.Errorf("the README does not show what the client prints:\n%s", out)
	}

	write("note.go")
	problems := grpcgen(t, dir, "build")
	if problems.code != exitProblems || !shows(readme, strings.TrimPrefix(problems.errOut, slow)) {
		t.Errorf("exit code %d, and the README does not show\n%s", problems.code, problems.errOut)
	}
}

// shows reports whether a block of the README, one without a language, is what was printed.
func shows(readme []byte, out string) bool {
	return strings.Contains(string(readme), "\n```\n"+out+"```\n")
}

func goCommand(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// startServer runs a server until the test ends, and waits for it to listen.
func startServer(t *testing.T, path, addr string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), path)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	for range 600 { // half a minute on a busy machine
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the server does not listen")
}
