// Package clients runs the clients of other languages against the example server, as processes of their own.
package clients

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/grpcgen/grpcgen/example/question/internal/django/v019"
	"github.com/grpcgen/grpcgen/internal/pgtest"
)

// The server stops with exit code 0, at once if nothing is under way and otherwise not long after its grace period.
const (
	stopsWithin = 3 * time.Second
	grace       = 5 * time.Second
)

// binary is the server, built with the race detector.
var binary string

func TestMain(m *testing.M) { os.Exit(built(m)) }

func built(m *testing.M) int {
	folder, err := os.MkdirTemp("", "question")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	binary = filepath.Join(folder, "server")
	if out, err := exec.Command("go", "build", "-race", "-o", binary, "../server").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// server is a running question server.
type server struct {
	cmd  *exec.Cmd
	addr string
}

// startServer starts the question server on a free port, with its questions in memory. At the end of the test SIGTERM
// must stop it at once, which also says that no call is left behind.
func startServer(t *testing.T) string {
	t.Helper()
	return startWith(t, "sqlite::memory:")
}

// startWith is startServer for a database.
func startWith(t *testing.T, database string) string {
	t.Helper()
	s := launch(t, database)
	t.Cleanup(func() { s.stop(t, syscall.SIGTERM, stopsWithin) })
	return s.addr
}

// launch starts the server.
func launch(t *testing.T, database string) server {
	t.Helper()
	cmd := exec.Command(binary, "-addr", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "DATABASE_URL="+database)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // for a test that fails before it stops the server
	line, err := bufio.NewReader(out).ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		t.Fatalf("the server said %q, %v", line, err)
	}
	return server{cmd, addr}
}

// stop signals the server and waits for its end.
func (s server) stop(t *testing.T, signal os.Signal, within time.Duration) {
	t.Helper()
	started := time.Now()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Error(err)
	}
	kill := time.AfterFunc(4*grace, func() { _ = s.cmd.Process.Kill() })
	defer kill.Stop()
	err := s.cmd.Wait()
	if took := time.Since(started); err != nil || took > within {
		t.Errorf("%v: the server stopped after %v, want %v: %v", signal, took, within, err)
	}
}

// The server stops on both signals, and a call that does not end cannot hold it up for ever.
func TestServerStops(t *testing.T) {
	file := "sqlite:" + filepath.Join(t.TempDir(), "db.sqlite3")
	launch(t, file).stop(t, os.Interrupt, stopsWithin)

	s := launch(t, file)
	call, err := dial(t, s).Stream(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Send(&v019.QuestionStreamRequest{QuestionText: "Are you there?"}); err != nil {
		t.Fatal(err)
	}
	if _, err := call.Recv(); err != nil {
		t.Fatal(err)
	}
	s.stop(t, syscall.SIGTERM, grace+stopsWithin)
}

// run runs a command to its end and returns what it printed.
func run(t *testing.T, env []string, stdin, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// The page's own client and one of all actions, with Debian's grpcio and stubs that protoc makes of the .proto files of the
// Django application.
func TestPython(t *testing.T) {
	postgres := pgtest.Start(t)
	for version, database := range map[string]string{
		"v019": "sqlite:" + filepath.Join(t.TempDir(), "db.sqlite3"),
		"v025": postgres.DSN("postgres"),
	} {
		t.Run(version, func(t *testing.T) {
			addr, stubs := startWith(t, database), t.TempDir()
			run(t, nil, "", "/usr/bin/protoc", "-I", "../internal/django/"+version, "--python_out="+stubs, "--grpc_python_out="+stubs,
				"--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin", "app_example/grpc/app_example.proto")
			t.Log(run(t, []string{"PYTHONPATH=" + stubs, "QUESTION_ADDR=" + addr}, "", "/usr/bin/python3", "python/test_client.py"))
		})
	}
}

// grpc-js, with proto-loader.
func TestNode(t *testing.T) {
	addr := startServer(t)
	t.Log(run(t, []string{"QUESTION_ADDR=" + addr}, "", "npm", "--prefix", "node", "test"))
}
