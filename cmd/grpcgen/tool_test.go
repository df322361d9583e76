package main

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be the tool: with this variable set it runs as grpcgen.
func TestMain(m *testing.M) {
	if os.Getenv("GRPCGEN_TEST_AS_TOOL") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// result is how a run of the tool ended.
type result struct {
	code        int
	out, errOut string
}

// grpcgen runs the tool in a folder.
func grpcgen(t *testing.T, dir string, args ...string) result {
	return grpcgenEnv(t, dir, nil, args...)
}

func grpcgenEnv(t *testing.T, dir string, env []string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GRPCGEN_TEST_AS_TOOL=1", "GOWORK=off"), env...)
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errOut.String()}
}

// want checks a result: its exit code, and words of its output.
func (r result) want(t *testing.T, code int, words ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d\n%s%s", r.code, code, r.out, r.errOut)
	}
	for _, w := range words {
		if !strings.Contains(r.out+r.errOut, w) {
			t.Errorf("%q is not in\n%s%s", w, r.out, r.errOut)
		}
	}
}

const service = `// Package hello greets.
package hello

import "context"

//grpc:service
type Greeter struct{}

// Greet greets.
//
//grpc:action
func (Greeter) Greet(ctx context.Context, name string) (greeting string, err error) {
	return "hello " + name, nil
}
`

// newModule writes a module with one service in a folder of its own.
func newModule(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), []byte("module example.com/m\n\ngo 1.26.0\n"))
	writeFile(t, filepath.Join(dir, "hello", "hello.go"), []byte(service))
	writeFile(t, filepath.Join(dir, "other", "other.go"), []byte(strings.ReplaceAll(service, "hello", "other")))
	return dir
}

// snapshot returns every file below dir with its content and time.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		info, _ := d.Info()
		files[path] = info.ModTime().String() + "\n" + string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func same(t *testing.T, before, after map[string]string) {
	t.Helper()
	for path, content := range after {
		if before[path] != content {
			t.Errorf("%s was written", path)
		}
	}
	if len(before) != len(after) {
		t.Errorf("%d files before, %d after", len(before), len(after))
	}
}

func goIn(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
