package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

func TestBuildCommand(t *testing.T) {
	dir := newModule(t)
	before := snapshot(t, dir)
	grpcgen(t, dir, "build", "--check").want(t, 1, "proto/m/hello/v1/hello.proto\n", "hello/grpc_gen.go\n", "hello/grpc_codec_gen.go\n", "6 files not up to date")
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

// What a message leaves out is listed for those who ask.
func TestBuildVerbose(t *testing.T) {
	dir := newModule(t)
	source := "package left\n\n//grpc:message\ntype M struct {\n\tA     int\n\tcache int\n}\n"
	writeFile(t, filepath.Join(dir, "left", "left.go"), []byte(source))
	const left = "left/left.go:6:2: cache of left.M is left out: it is not exported\n"
	if r := grpcgen(t, dir, "build"); strings.Contains(r.out+r.errOut, left) {
		t.Error("it is listed for those who did not ask")
	}
	for _, flag := range []string{"-v", "--verbose"} {
		grpcgen(t, dir, "build", flag).want(t, 0, left)
	}
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

// Files of others that have the names of glue are never overwritten: all are reported in one run, and nothing is touched.
func TestBuildLeavesFilesOfOthers(t *testing.T) {
	dir := newModule(t)
	const byHand = "package hello\n\nfunc Helper() int { return 1 }\n"
	names := []string{filepath.Join(dir, "hello", schema.GlueFile), filepath.Join(dir, "hello", schema.CodecFile)}
	for _, content := range []string{byHand, "\x00\x01 not Go at all", "<<<<<<< HEAD\n" + byHand + "=======\n>>>>>>> other\n"} {
		for _, name := range names {
			writeFile(t, name, []byte(content))
		}
		grpcgen(t, dir, "build").want(t, 1,
			"hello/grpc_gen.go:1:1: this file was not written by grpcgen", "hello/grpc_codec_gen.go:1:1: this file was not written by grpcgen",
			"give it another name", "nothing was written")
		for _, name := range names {
			if now, err := os.ReadFile(name); err != nil || string(now) != content {
				t.Errorf("%s: %q, %v", name, now, err)
			}
		}
		if _, err := os.Stat(filepath.Join(dir, "proto")); err == nil {
			t.Error("there is a .proto")
		}
	}
	for _, name := range names {
		writeFile(t, name, nil)
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
	r.want(t, 1, "hello.go:11:15: stream=bidi contradicts", `hello.go:11:27: unknown word "nmae"`, "2 problems; nothing was written")
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
	grpcgen(t, dir, "build", "--check").want(t, 1, "proto/greet/v1/hello.proto\n", old+"\n", "hello/grpc_gen.go\n", "4 files not up to date")
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

// A package that has no messages any more loses its codec. A file of that name that a person wrote stays.
func TestBuildRemovesCodec(t *testing.T) {
	dir := newModule(t)
	source, codec := filepath.Join(dir, "kinds", "kinds.go"), filepath.Join(dir, "kinds", "grpc_codec_gen.go")
	const enum = "package kinds\n\n//grpc:enum\ntype Kind int\n\nconst One Kind = 1\n"
	if err := os.Mkdir(filepath.Dir(source), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, source, []byte(enum+"\n//grpc:message\ntype M struct{ A int }\n"))
	grpcgen(t, dir, "build", "./kinds").want(t, 0, "wrote kinds/grpc_gen.go\n", "wrote kinds/grpc_codec_gen.go\n")
	writeFile(t, source, []byte(enum))
	grpcgen(t, dir, "build", "--check", "./kinds").want(t, 1, "kinds/grpc_codec_gen.go\n")
	grpcgen(t, dir, "build", "./kinds").want(t, 0, "removed kinds/grpc_codec_gen.go\n")
	writeFile(t, codec, []byte("package kinds\n"))
	grpcgen(t, dir, "build", "./kinds").want(t, 1, "kinds/grpc_codec_gen.go:1:1: this file was not written by grpcgen")
}

// An action that gets another message is a problem until that is accepted, and breaks callers even so.
func TestBuildAcceptsChanges(t *testing.T) {
	dir, before := newModule(t), filepath.Join(t.TempDir(), "before")
	source := filepath.Join(dir, "hello", "hello.go")
	const one = "package hello\n\nimport \"context\"\n\ntype Order struct{ Name string }\n\n//grpc:service\ntype S struct{}\n\n" +
		"//grpc:action\nfunc (S) Place(ctx context.Context, order *Order) error { return nil }\n"
	writeFile(t, source, []byte(one))
	grpcgen(t, dir, "build").want(t, 0)
	if err := os.CopyFS(before, os.DirFS(filepath.Join(dir, "proto"))); err != nil {
		t.Fatal(err)
	}
	built := snapshot(t, dir)
	writeFile(t, source, []byte(strings.Replace(one, "order *Order", "order *Order, key string", 1)))
	built[source] = snapshot(t, dir)[source]
	grpcgen(t, dir, "build").want(t, 1, "hello.go:11:10: Place had m.hello.v1.Order and now has m.hello.v1.SPlaceRequest", "--accept-changes", "nothing was written")
	grpcgen(t, dir, "build", "--check").want(t, 1, "would misread each other")
	same(t, built, snapshot(t, dir))
	grpcgen(t, dir, "build", "--accept-changes").want(t, 0, "accepted: Place had m.hello.v1.Order and now has m.hello.v1.SPlaceRequest", "wrote ")
	grpcgen(t, dir, "build").want(t, 0, "up to date")
	grpcgen(t, dir, "breaking", "--against", before, "--category", "WIRE").want(t, 1, "request type", "hello.go")
}
