package main

import (
	"bytes"
	"encoding/json"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/breaking"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// git runs git in a folder, without the settings of the machine.
func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// newRepository writes a module with one service in a folder of a git repository: built and committed as v1, and then
// with another type of a parameter, built as well.
func newRepository(t *testing.T) (repo, module string) {
	t.Helper()
	repo = t.TempDir()
	module = filepath.Join(repo, "sub", "m")
	if err := os.MkdirAll(filepath.Dir(module), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(newModule(t), module); err != nil {
		t.Fatal(err)
	}
	git(t, repo, "init", "-q", "-b", "main")
	git(t, repo, "commit", "-q", "--allow-empty", "-m", "empty")
	git(t, repo, "tag", "empty")
	grpcgen(t, module, "build").want(t, 0)
	git(t, repo, "add", ".")
	git(t, repo, "commit", "-q", "-m", "one")
	git(t, repo, "tag", "-a", "v1", "-m", "v1")
	changed := strings.Replace(service, "name string)", "name []string)", 1)
	changed = strings.Replace(changed, `"hello " + name`, `"hello"`, 1)
	writeFile(t, filepath.Join(module, "hello", "hello.go"), []byte(changed))
	proto := filepath.Join(module, "proto", "m", "hello", "v1", "hello.proto")
	data, err := os.ReadFile(proto)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, proto, bytes.Replace(data, []byte("  string name = 1"), []byte("  repeated string name = 1"), 1))
	return repo, module
}

const found = `hello/hello.go:12:43: Field "1" with name "name" on message "GreeterGreetRequest" changed cardinality from "optional with implicit presence" to "repeated". (FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY)` + "\n"

func TestBreakingAgainstCommit(t *testing.T) {
	repo, module := newRepository(t)
	before := snapshot(t, repo)
	for _, commit := range []string{"v1", "main", "HEAD", "refs/heads/main", "HEAD~0", ":/one"} {
		grpcgen(t, module, "breaking", "--against", commit).want(t, 1, found, "1 breaking change against "+commit+"\n")
	}
	grpcgen(t, filepath.Join(module, "hello"), "breaking", "--against", "v1").want(t, 1, strings.TrimPrefix(found, "hello/"))
	grpcgen(t, repo, "-C", "sub/m", "breaking", "--against", "v1", "./hello").want(t, 1, found)
	grpcgen(t, module, "breaking", "--against", "v1", "./other").want(t, 0)
	grpcgen(t, module, "breaking", "--against", "v1", "--category", "WIRE,FILE").want(t, 1, "(FIELD_SAME_CARDINALITY)", "2 breaking changes")
	grpcgen(t, module, "breaking", "--against", "empty").want(t, 0, "empty:sub/m/proto has no .proto file: there was nothing to break")
	grpcgen(t, module, "breaking", "--against", "v1:sub").want(t, 2, "there is no commit or folder v1:sub")
	grpcgen(t, module, "breaking", "--against", "nope").want(t, 2, "there is no commit or folder nope; if it is on the server only, fetch it first")
	same(t, before, snapshot(t, repo))
}

func TestBreakingAgainstFolder(t *testing.T) {
	repo, module := newRepository(t)
	old := filepath.Join(repo, "old")
	git(t, repo, "worktree", "add", "-q", "old", "v1")
	for _, folder := range []string{filepath.Join(old, "sub", "m"), "../../old/sub/m", "../../old/sub/m/proto"} {
		grpcgen(t, module, "breaking", "--against", folder).want(t, 1, found)
	}
	grpcgen(t, filepath.Join(old, "sub", "m"), "breaking", "--against", "main").want(t, 0)
	grpcgen(t, module, "breaking", "--against", ".").want(t, 0)
	grpcgen(t, module, "breaking", "--against", "./hello").want(t, 2, "no .proto file in ./hello")
	grpcgen(t, module, "breaking", "--against", "./nothing").want(t, 2, "there is no folder ./nothing")
	git(t, repo, "branch", "hello")
	grpcgen(t, module, "breaking", "--against", "hello").want(t, 2, "hello is a commit and a folder: write ./hello for the folder")

	// Packages that are gone, with and without their .proto.
	if err := os.RemoveAll(filepath.Join(module, "other")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(module, "proto", "m", "other")); err != nil {
		t.Fatal(err)
	}
	grpcgen(t, module, "breaking", "--against", "v1", "--category", "FILE").want(t, 1,
		"go.mod:1:1: Previously present file \"m/other/v1/other.proto\" was deleted. (FILE_NO_DELETE)\n")
}

func TestBreakingRepositories(t *testing.T) {
	repo, module := newRepository(t)

	// A hook has these, relative to where it runs.
	grpcgenEnv(t, module, []string{"GIT_DIR=.git", "GIT_INDEX_FILE=.git/index"}, "breaking", "--against", "v1").want(t, 1, found)

	// What git has of a link is its target, which may be anywhere.
	git(t, repo, "stash", "-q")
	if err := os.Rename(filepath.Join(module, "proto"), filepath.Join(repo, "protos")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../protos", filepath.Join(module, "proto")); err != nil {
		t.Fatal(err)
	}
	git(t, repo, "add", ".")
	git(t, repo, "commit", "-q", "-m", "linked")
	grpcgen(t, module, "breaking", "--against", "HEAD").want(t, 2, "sub/m/proto in HEAD is a link or a submodule, not a folder")
	grpcgen(t, module, "breaking", "--against", "./proto", "--category", "FILE").want(t, 0)
	git(t, repo, "reset", "-q", "--hard", "v1")
	git(t, repo, "stash", "pop", "-q")

	// What a build server checks out.
	shallow := filepath.Join(t.TempDir(), "clone")
	git(t, repo, "clone", "-q", "--depth=1", "--no-tags", "file://"+repo, shallow)
	grpcgen(t, filepath.Join(shallow, "sub", "m"), "breaking", "--against", "v1").want(t, 2, "there is no commit or folder v1; this clone is shallow", "fetch-depth: 0")
	grpcgen(t, filepath.Join(shallow, "sub", "m"), "breaking", "--against", "origin/main").want(t, 0)

	// A bare repository, beside the files of its root.
	bare := filepath.Join(t.TempDir(), "bare.git")
	git(t, module, "init", "-q", "-b", "main", ".")
	git(t, module, "add", ".")
	git(t, module, "commit", "-q", "-m", "one")
	git(t, repo, "clone", "-q", "--bare", module, bare)
	if err := os.RemoveAll(filepath.Join(module, ".git")); err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(t.TempDir(), "alone")
	if err := os.Rename(module, alone); err != nil {
		t.Fatal(err)
	}
	grpcgenEnv(t, alone, []string{"GIT_DIR=" + bare}, "breaking", "--against", "main").want(t, 0)
	grpcgen(t, alone, "breaking", "--against", "main").want(t, 2, "there is no folder main, and git could not look for a commit", "not a git repository")
	grpcgenEnv(t, alone, []string{"PATH=" + filepath.Dir(goProgram(t))}, "breaking", "--against", "main").want(t, 2, "git is not installed")
}

func goProgram(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(program, filepath.Join(dir, "go")); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "go")
}

func TestBreakingUsage(t *testing.T) {
	dir := newModule(t)
	grpcgen(t, dir, "breaking").want(t, 2, "--against is required")
	grpcgen(t, dir, "breaking", "--against", ".", "--category", "wire").want(t, 2, "unknown --category wire: use FILE, PACKAGE, WIRE_JSON, WIRE")
	grpcgen(t, dir, "breaking", "--against", ".", "--format", "xml").want(t, 2, "unknown --format xml")
	grpcgen(t, dir, "breaking", "--against", "-x").want(t, 2)
	grpcgen(t, dir, "breaking", "--help").want(t, 0, "--against main", "WIRE_JSON")
}

// The problems of both states come in one run. Windows' line ends are none.
func TestBreakingProblems(t *testing.T) {
	repo, module := newRepository(t)
	old := filepath.Join(repo, "old")
	git(t, repo, "worktree", "add", "-q", "old", "v1")
	oldProto := filepath.Join(old, "sub", "m", "proto", "m", "hello", "v1", "hello.proto")
	data, err := os.ReadFile(oldProto)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, oldProto, bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")))
	writeFile(t, filepath.Join(old, "sub", "m", "proto", "caf\xe9.proto"), []byte("not of grpcgen, and not compared"))
	against := "../../old/sub/m"
	grpcgen(t, module, "breaking", "--against", against).want(t, 1, found)

	writeFile(t, oldProto, append(data, "message {\nmessage Two { string a = 1 }\n"...))
	writeFile(t, filepath.Join(module, "hello", "more.go"), []byte("package hello\n\n//grpc:message\ntype More struct{ C chan int }\n"))
	r := grpcgen(t, module, "breaking", "--against", against)
	r.want(t, 1, "hello/more.go:4:21: chan int cannot be sent", "../../old/sub/m/proto/m/hello/v1/hello.proto:2", "problems; nothing was compared")
}

func TestBreakingFormats(t *testing.T) {
	repo, module := newRepository(t)
	r := grpcgen(t, module, "breaking", "--against", "v1", "--json")
	r.want(t, 1)
	var got map[string]any
	if err := json.Unmarshal([]byte(r.out), &got); err != nil {
		t.Fatalf("%v: %s", err, r.out)
	}
	for name, want := range map[string]any{"path": "hello/hello.go", "start_line": 12.0, "start_column": 43.0, "type": "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY"} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	github := []string{"GITHUB_WORKSPACE=" + repo}
	grpcgenEnv(t, module, github, "breaking", "--against", "v1", "--format=github-actions").want(t, 1,
		"::error file=sub/m/hello/hello.go,line=12,col=43,title=FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY::Field \"1\" with name")

	var out strings.Builder
	f := breaking.Finding{Rule: "A,B", Message: "100%, a:b\r\nc"}
	if err := printAnnotation(&out, f, token.Position{Filename: "/x,y:z", Line: 1, Column: 2}); err != nil {
		t.Fatal(err)
	}
	if want := "::error file=/x%2Cy%3Az,line=1,col=2,title=A%2CB::100%25, a:b%0D%0Ac\n"; out.String() != want {
		t.Errorf("got %s, want %s", out.String(), want)
	}
}

// No line of what is printed for GitHub is a workflow command that a name of a file or a folder has made.
func TestBreakingEscapesProblems(t *testing.T) {
	_, module := newRepository(t)
	evil := filepath.Join(module, "x\n::error::evil")
	github := []string{"--format", "github-actions"}
	writeFile(t, filepath.Join(module, "hello", "more.go"), []byte("package hello\n\n//grpc:message\ntype More struct{ C chan int }\n"))
	writeFile(t, filepath.Join(evil, "proto", "m", "hello", "v1", "hello.proto"), []byte(schema.CodeGenerated+"\nnot a .proto"))
	for _, against := range []string{evil, "v1", "gone\n::error::evil"} {
		r := grpcgen(t, module, append([]string{"breaking", "--against", against}, github...)...)
		for line := range strings.Lines(r.out + r.errOut) {
			if strings.HasPrefix(strings.TrimSpace(line), "::error::") {
				t.Errorf("a command of its own: %s", line)
			}
		}
		if !strings.HasPrefix(against, "gone") {
			r.want(t, 1, "::error file=", "title=grpcgen::chan int cannot be sent", "problem")
		}
	}
}

// A partial clone gets nothing over the network: what it has not got is an error with a way out, and never nothing to break.
func TestBreakingPartialClones(t *testing.T) {
	repo, module := newRepository(t)
	git(t, repo, "commit", "-q", "-a", "-m", "two")
	git(t, repo, "config", "uploadpack.allowFilter", "true")
	git(t, repo, "config", "uploadpack.allowAnySHA1InWant", "true")
	for _, filter := range []string{"blob:none", "tree:0"} {
		clone := filepath.Join(t.TempDir(), "clone")
		git(t, repo, "clone", "-q", "--filter="+filter, "file://"+repo, clone)
		fetched := filepath.Join(t.TempDir(), "fetched")
		script := filepath.Join(t.TempDir(), "uploadpack")
		if err := os.WriteFile(script, []byte("#!/bin/sh\ntouch "+fetched+"\nexec git-upload-pack \"$@\"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		git(t, clone, "config", "remote.origin.uploadpack", script)
		rel, err := filepath.Rel(repo, module)
		if err != nil {
			t.Fatal(err)
		}
		grpcgen(t, filepath.Join(clone, rel), "breaking", "--against", "v1").want(t, 2, "partial")
		if _, err := os.Stat(fetched); err == nil {
			t.Errorf("%s: something was fetched", filter)
		}
	}
}

// What is in the place of the folder, and links in it, are said to be that.
func TestBreakingLinks(t *testing.T) {
	repo, module := newRepository(t)
	proto := filepath.Join(module, "proto")
	if err := os.Symlink("../hello.proto", filepath.Join(proto, "m", "linked.proto")); err != nil {
		t.Skip(err)
	}
	git(t, repo, "add", ".")
	git(t, repo, "commit", "-q", "-m", "a link within")
	grpcgen(t, module, "breaking", "--against", "HEAD").want(t, 2, "linked.proto in HEAD is a symbolic link")
	linked := filepath.Join(repo, "linked")
	if err := os.MkdirAll(filepath.Join(linked, "m"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"m/hello": filepath.Join(proto, "m", "hello"), "m/loop": "..", "m/.lock.proto": "gone"} {
		if err := os.Symlink(target, filepath.Join(linked, name)); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(module, "hello", "hello.go"), []byte(strings.Replace(service, "name string)", "name int)", 1)))
	grpcgen(t, module, "breaking", "--against", linked).want(t, 1, "name = 1 was repeated string")
	if err := os.Rename(proto, filepath.Join(module, "protos")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("protos", proto); err != nil {
		t.Fatal(err)
	}
	git(t, repo, "add", ".")
	git(t, repo, "commit", "-q", "-m", "a link")
	grpcgen(t, module, "breaking", "--against", "HEAD").want(t, 2, "sub/m/proto in HEAD is a link or a submodule")
	for _, against := range []string{"^HEAD", "^v1", "HEAD^!", "HEAD..v1"} {
		grpcgen(t, module, "breaking", "--against", against).want(t, 2, "there is no commit or folder "+against)
	}
}
