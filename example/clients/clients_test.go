// Package clients runs the clients of other languages against the example server, as processes of their own.
package clients

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// startServer builds and starts the question server on a free port and returns its address. At the end of the test it
// must stop with exit code 0 when it gets SIGTERM.
func startServer(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "server")
	run(t, nil, "", "go", "build", "-o", binary, "../question/server")
	cmd := exec.Command(binary, "-addr", "127.0.0.1:0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server did not stop cleanly: %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		t.Fatalf("the server said %q, %v", line, err)
	}
	return addr
}

// run runs a command to its end and returns what it printed.
func run(t *testing.T, env []string, stdin, name string, args ...string) string {
	t.Helper()
	out, err := try(env, stdin, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

func try(env []string, stdin, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// The page's own client, with Debian's grpcio and stubs that protoc makes from grpcgen's .proto.
func TestPython(t *testing.T) {
	addr := startServer(t)
	stubs := t.TempDir()
	folder := filepath.Join(stubs, "app_example", "grpc")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	proto, err := os.ReadFile("../proto/dsg_example/app_example/question.proto")
	if err != nil {
		t.Fatal(err)
	}
	// The page imports app_example.grpc.app_example_pb2, so that is what the file is called.
	if err := os.WriteFile(filepath.Join(folder, "app_example.proto"), proto, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, nil, "", "protoc", "-I", stubs, "--python_out="+stubs, "--grpc_python_out="+stubs,
		"--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin", "app_example/grpc/app_example.proto")
	t.Log(run(t, []string{"PYTHONPATH=" + stubs, "QUESTION_ADDR=" + addr}, "", "/usr/bin/python3", "python/test_client.py"))
}

// grpc-js, with proto-loader.
func TestNode(t *testing.T) {
	addr := startServer(t)
	t.Log(run(t, []string{"QUESTION_ADDR=" + addr}, "", "npm", "--prefix", "node", "test"))
}

// grpcurl knows the service by reflection alone.
func TestGrpcurl(t *testing.T) {
	addr := startServer(t)
	grpcurl := filepath.Join(t.TempDir(), "grpcurl")
	run(t, nil, "", "go", "build", "-C", "../../tools", "-o", grpcurl, "github.com/fullstorydev/grpcurl/cmd/grpcurl")
	const method = "dsg_example.app_example.QuestionController/Stream"
	call := func(stdin string, flags ...string) (string, error) {
		return try(nil, stdin, grpcurl, append(append([]string{"-plaintext"}, flags...), "-d", "@", addr, method)...)
	}

	if out := run(t, nil, "", grpcurl, "-plaintext", addr, "list"); !strings.Contains(out, "dsg_example.app_example.QuestionController\n") {
		t.Errorf("list: %s", out)
	}
	out := run(t, nil, "", grpcurl, "-plaintext", addr, "describe", "dsg_example.app_example.QuestionStreamRequest")
	if !strings.Contains(out, "string question_text = 1;") {
		t.Errorf("describe: %s", out)
	}
	out, err := call(`{"question_text": "one"} {"question_text": "two"} {"questionText": "three"}`)
	one, two, three := strings.Index(out, "one: I don't"), strings.Index(out, "two: I don't"), strings.Index(out, "three: I don't")
	if err != nil || one < 0 || two < one || three < two {
		t.Errorf("three questions: %v\n%s", err, out)
	}
	out, err = call(strings.Repeat(`{"question_text": "again"}`+"\n", 50))
	if n := strings.Count(out, "again: I don't know"); err != nil || n != 50 {
		t.Errorf("50 questions: %d answers, %v", n, err)
	}
	if out, err := call(""); err != nil || strings.TrimSpace(out) != "" {
		t.Errorf("no questions: %v\n%s", err, out)
	}
	if out, err := silent(grpcurl, addr, method); err == nil || !strings.Contains(out, "DeadlineExceeded") {
		t.Errorf("deadline: %v\n%s", err, out)
	}
}

// silent asks nothing for longer than the call may take.
func silent(grpcurl, addr, method string) (string, error) {
	cmd := exec.Command(grpcurl, "-plaintext", "-max-time", "0.3", "-d", "@", addr, method)
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	timer := time.AfterFunc(5*time.Second, func() { _ = in.Close() })
	defer timer.Stop()
	out, err := cmd.CombinedOutput()
	return string(out), err
}
