package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/grpcgen/grpcgen/parser/schema"
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

func TestBuildCommand(t *testing.T) {
	dir := newModule(t)
	before := snapshot(t, dir)
	grpcgen(t, dir, "build", "--check").want(t, 1, "proto/m/hello/v1/hello.proto\n", "hello/grpc_gen.go\n", "4 files not up to date")
	grpcgen(t, dir, "build", "--diff").want(t, 0, "+service Greeter {", "+package hello")
	grpcgen(t, dir, "build", "--diff", "--check").want(t, 1, "+service Greeter {")
	same(t, before, snapshot(t, dir))

	grpcgen(t, dir, "build").want(t, 0, "wrote proto/m/hello/v1/hello.proto\n", "wrote hello/grpc_gen.go\n")
	built := snapshot(t, dir)
	for _, where := range []string{"", "hello", "proto"} {
		grpcgen(t, filepath.Join(dir, where), "build").want(t, 0, "up to date")
	}
	grpcgen(t, filepath.Join(dir, "hello"), "build", "../other", ".").want(t, 0, "up to date")
	grpcgen(t, t.TempDir(), "-C", dir, "build", "./...").want(t, 0, "up to date")
	grpcgen(t, dir, "build", "--check").want(t, 0)
	same(t, built, snapshot(t, dir))
}

// git can check files out with the line ends of Windows. They are up to date as they are.
func TestBuildWithCRLF(t *testing.T) {
	dir := newModule(t)
	grpcgen(t, dir, "build").want(t, 0)
	for name := range snapshot(t, dir) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, name, bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")))
	}
	grpcgen(t, dir, "build", "--check").want(t, 0)
	before := snapshot(t, dir)
	grpcgen(t, dir, "build").want(t, 0, "up to date")
	same(t, before, snapshot(t, dir))
}

// A pattern chooses what is written and changes no byte of it.
func TestBuildPatterns(t *testing.T) {
	dir := newModule(t)
	grpcgen(t, dir, "build", "./hello").want(t, 0, "wrote hello/grpc_gen.go")
	if _, err := os.Stat(filepath.Join(dir, "other", schema.GlueFile)); err == nil {
		t.Error("a package was written that the pattern does not cover")
	}
	one := snapshot(t, filepath.Join(dir, "hello"))
	grpcgen(t, dir, "build").want(t, 0)
	same(t, one, snapshot(t, filepath.Join(dir, "hello")))
	grpcgen(t, dir, "build", "./nothing/...").want(t, 1, "nothing")
	grpcgen(t, dir, "build", "./nothing").want(t, 1, "grpcgen: stat ")
	grpcgen(t, dir, "build", "hello/hello.go").want(t, 1, "name packages")
	grpcgen(t, dir, "build", "fmt").want(t, 1, "fmt is not a package of module example.com/m")
}

// The files that a cgo package is compiled from are in Go's build cache.
func TestBuildCgo(t *testing.T) {
	dir := newModule(t)
	cgo := strings.Replace(service, `import "context"`, "// int one;\nimport \"C\"\nimport \"context\"", 1)
	writeFile(t, filepath.Join(dir, "hello", "hello.go"), []byte(cgo))
	grpcgenEnv(t, dir, []string{"CGO_ENABLED=1"}, "build").want(t, 0, "wrote hello/grpc_gen.go")
}

// Glue that is missing, broken or of another age is written anew, and never read.
func TestBuildRepairsGlue(t *testing.T) {
	dir := newModule(t)
	grpcgen(t, dir, "build").want(t, 0)
	glue := filepath.Join(dir, "hello", schema.GlueFile)
	good, err := os.ReadFile(glue)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"empty":         "",
		"half":          string(good[:len(good)/2]),
		"merge markers": "<<<<<<< HEAD\n" + string(good) + "=======\n" + string(good) + ">>>>>>> other\n",
		"garbage":       "\x00\x01 not Go at all",
		"without tag":   strings.Replace(string(good), "//go:build !grpcgen\n", "", 1),
		"other package": strings.Replace(strings.Replace(string(good), "//go:build !grpcgen\n", "", 1), "package hello", "package other", 1),
	} {
		writeFile(t, glue, []byte(content))
		grpcgen(t, dir, "build").want(t, 0, "wrote hello/grpc_gen.go")
		if again, _ := os.ReadFile(glue); string(again) != string(good) {
			t.Errorf("%s: not the same glue again", name)
		}
	}
	if err := os.Remove(glue); err != nil {
		t.Fatal(err)
	}
	grpcgen(t, dir, "build").want(t, 0, "wrote hello/grpc_gen.go")
}

// A type that is renamed with was= keeps its numbers; a body that does not compile does not matter.
func TestBuildFollowsRenames(t *testing.T) {
	dir := newModule(t)
	source := filepath.Join(dir, "hello", "hello.go")
	write := func(text string) { writeFile(t, source, []byte(text)) }
	const one = "package hello\n\nimport \"context\"\n\ntype Old struct {\n\tA, B string\n}\n\n//grpc:service\ntype S struct{}\n\n" +
		"//grpc:action\nfunc (S) Do(ctx context.Context, in *Old) error { return nil }\n"
	write(one)
	grpcgen(t, dir, "build").want(t, 0)
	two := strings.ReplaceAll(one, "Old", "New")
	two = strings.Replace(two, "type New struct {\n\tA, B string", "//grpc:message was=Old\ntype New struct {\n\tC, B string", 1)
	write(strings.Replace(two, "{ return nil }", "{\n\treturn undefined +\n}", 1))
	grpcgen(t, dir, "build", "--accept-removals").want(t, 0, "wrote proto/m/hello/v1/hello.proto")
	proto, err := os.ReadFile(filepath.Join(dir, "proto/m/hello/v1/hello.proto"))
	if err != nil {
		t.Fatal(err)
	}
	want := "message New {\n  reserved 1;\n  reserved \"a\";\n\n  string b = 2;\n  string c = 3;\n}\n"
	if !strings.Contains(string(proto), want) || strings.Contains(string(proto), "message Old") {
		t.Errorf("got\n%s\nwant in it\n%s", proto, want)
	}
}

func TestBuildProblems(t *testing.T) {
	dir := newModule(t)
	source := filepath.Join(dir, "hello", "hello.go")
	writeFile(t, source, []byte(strings.Replace(service, "//grpc:action", "//grpc:action stream=bidi nmae=x", 1)))
	before := snapshot(t, dir)
	r := grpcgen(t, filepath.Join(dir, "hello"), "build")
	r.want(t, 1, "hello.go:11:15: stream=bidi contradicts", "hello.go:11:27: unknown word nmae", "2 problems; nothing was written")
	same(t, before, snapshot(t, dir))
}

// The user's own tags count, from a flag and from GOFLAGS, in every spelling: what only they bring in is seen, and refused.
func TestBuildTags(t *testing.T) {
	for name, run := range map[string]func(dir string) result{
		"flag":      func(dir string) result { return grpcgen(t, dir, "build", "--tags", "extra") },
		"go's flag": func(dir string) result { return grpcgen(t, dir, "build", "-tags=more,extra") },
		"GOFLAGS":   func(dir string) result { return grpcgenEnv(t, dir, []string{"GOFLAGS=-tags=extra"}, "build") },
		"GOFLAGS plus": func(dir string) result {
			return grpcgenEnv(t, dir, []string{"GOFLAGS=-tags=extra"}, "build", "-tags", "more")
		},
	} {
		dir := newModule(t)
		writeFile(t, filepath.Join(dir, "hello", "hello.go"), []byte("//go:build extra\n\n"+service))
		if r := run(dir); r.code != 1 || !strings.Contains(r.errOut, "hello.go:9:6: Greeter is not the same in every build: its file has the line //go:build extra") {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestUsage(t *testing.T) {
	dir := t.TempDir()
	grpcgen(t, dir).want(t, 0, "Usage:", "build", "init", "version")
	grpcgen(t, dir, "biuld").want(t, 2, `unknown command "biuld"`)
	grpcgen(t, dir, "build", "--nothing").want(t, 2, "unknown flag: --nothing")
	grpcgen(t, dir, "version", "x").want(t, 2)
	grpcgen(t, dir, "-C", "nowhere", "build").want(t, 2, "nowhere")
	grpcgen(t, dir, "build").want(t, 1, "go mod init")
	writeFile(t, filepath.Join(dir, "go.mod"), []byte("module example.com/empty\n\ngo 1.26.0\n"))
	grpcgen(t, dir, "build").want(t, 1, "no annotated type found")
	grpcgen(t, dir, "version").want(t, 0, "grpcgen ", "go1.")
	var v buildVersion
	if err := json.Unmarshal([]byte(grpcgen(t, dir, "version", "--json").out), &v); err != nil || v.Version == "" || v.Go == "" {
		t.Errorf("version --json: %+v, %v", v, err)
	}
}

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

// A warning is printed beside the output, and stops nothing.
func TestBuildWarnings(t *testing.T) {
	dir := newModule(t)
	writeFile(t, filepath.Join(dir, "hello", "row.go"), []byte("package hello\n\n//grpc:message\ntype Message struct{ Text string }\n\ntype Row struct {\n\tMessage\n\tN int\n}\n"))
	for _, args := range [][]string{{"build"}, {"build", "--check"}, {"build", "--diff"}} {
		r := grpcgen(t, dir, args...)
		r.want(t, 0)
		if !strings.Contains(r.errOut, "hello/row.go:7:2: warning: Row embeds hello.Message") || strings.Contains(r.out, "warning") {
			t.Errorf("%v:\n%s\n%s", args, r.out, r.errOut)
		}
	}
}

// A package that is renamed takes its .proto along, with every way to run the command; a pattern leaves it where it is.
func TestBuildMovesPackage(t *testing.T) {
	dir := newModule(t)
	grpcgen(t, dir, "build").want(t, 0)
	source := filepath.Join(dir, "hello", "hello.go")
	writeFile(t, source, []byte(strings.Replace(service, "package hello", "//\n//grpc:package greet.v1 was=m.hello.v1\npackage hello", 1)))
	const old = "proto/m/hello/v1/hello.proto"
	grpcgen(t, dir, "build", "--check").want(t, 1, "proto/greet/v1/hello.proto\n", old+"\n", "hello/grpc_gen.go\n", "3 files not up to date")
	grpcgen(t, dir, "build", "--diff").want(t, 0, "+++ b/proto/greet/v1/hello.proto", "--- a/"+old+"\n+++ /dev/null")
	grpcgen(t, dir, "build", "./other").want(t, 0, "up to date")
	grpcgen(t, dir, "build").want(t, 0, "wrote proto/greet/v1/hello.proto\n", "removed "+old+"\n")
	if _, err := os.Stat(filepath.Join(dir, "proto/m/hello")); err == nil {
		t.Error("an empty folder was left behind")
	}
	grpcgen(t, dir, "build").want(t, 0, "up to date", "was=m.hello.v1 has no effect")
}

// What is new beside something gone is asked about; the flag is one way on, was= the other.
func TestBuildAcceptsRemovals(t *testing.T) {
	dir := newModule(t)
	grpcgen(t, dir, "build").want(t, 0)
	source := filepath.Join(dir, "hello", "hello.go")
	writeFile(t, source, []byte(strings.ReplaceAll(service, "name string", "who string")))
	before := snapshot(t, dir)
	grpcgen(t, dir, "build").want(t, 1, "hello.go:12:43: field GreeterGreetRequest.who is new, and name is gone", "--accept-removals", "//grpc:param who was=name")
	same(t, before, snapshot(t, dir))
	grpcgen(t, dir, "build", "--accept-removals").want(t, 0, "wrote "+filepath.FromSlash("proto/m/hello/v1/hello.proto"))
	grpcgen(t, dir, "build").want(t, 0, "up to date")
}
