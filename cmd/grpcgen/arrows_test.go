package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const self = "github.com/grpcgen/grpcgen"

// arrows says which modules and packages each room may reach, directly or not, beside the standard library. The
// generator never links the runtime, and a user's binary never links the generator.
var arrows = map[string][]string{
	"parser/schema":    {self + "/internal/lookups", self + "/internal/names"},
	"parser/ledger":    {self + "/internal/lookups", self + "/internal/names", self + "/parser/naming", self + "/parser/schema", "github.com/emicklei/proto"},
	"internal/lookups": {},
	"internal/names":   {},
	"parser/naming":    {self + "/internal/lookups", self + "/internal/names", self + "/parser/schema"},
	"internal/modtree": {"golang.org/x/mod"},
	"parser/source":    {self + "/internal/lookups", self + "/internal/names", self + "/internal/modtree", self + "/parser/schema", "golang.org/x/tools", "golang.org/x/mod", "golang.org/x/sync"},
	"parser/built": {self + "/internal/lookups", self + "/internal/names", self + "/internal/modtree", self + "/parser/ledger", self + "/parser/naming", self + "/parser/schema", "github.com/emicklei/proto",
		"golang.org/x/mod", "google.golang.org/protobuf"},
	"parser": {self + "/parser/built", self + "/internal/modtree", self + "/parser/source", self + "/parser/naming", self + "/internal/lookups", self + "/internal/names", self + "/parser/schema", self + "/parser/ledger", "github.com/emicklei/proto", "golang.org/x/mod", "golang.org/x/sync",
		"golang.org/x/tools", "google.golang.org/protobuf"},
	"parser/googleapi": {"google.golang.org/protobuf", "google.golang.org/genproto/googleapis/api"},
	"emitter/printer":  {self + "/internal/lookups", self + "/internal/names", self + "/parser/schema"},
	"emitter/gosource": {self + "/internal/lookups", self + "/internal/names", self + "/emitter/printer", self + "/parser/schema"},
	"emitter/glue":     {self + "/internal/lookups", self + "/internal/names", self + "/emitter/printer", self + "/parser/schema", "google.golang.org/protobuf"},
	"emitter/dotproto": {self + "/internal/lookups", self + "/internal/names", self + "/emitter/printer", self + "/parser/schema", self + "/parser/googleapi", "github.com/bufbuild/protocompile",
		"google.golang.org/protobuf", "golang.org/x/sync", "google.golang.org/genproto/googleapis/api"},
	"emitter": {self + "/internal/lookups", self + "/internal/names", self + "/emitter/printer", self + "/emitter/gosource", self + "/emitter/glue", self + "/emitter/dotproto", self + "/parser/schema", self + "/parser/googleapi", "github.com/bufbuild/protocompile", "google.golang.org/protobuf", "golang.org/x/sync",
		"google.golang.org/genproto/googleapis/api"},
	"breaking": {self + "/internal/lookups", self + "/internal/names", self + "/parser/schema", self + "/parser/googleapi", "github.com/bufbuild/protocompile", "google.golang.org/protobuf", "golang.org/x/sync",
		"google.golang.org/genproto/googleapis/api"},
	"breaking/committed": {},
	"config":             {self + "/internal/modtree", self + "/internal/lookups", self + "/internal/names", self + "/parser/schema", "go.yaml.in/yaml/v4", "golang.org/x/mod"},
	"parser/protofile": {self + "/parser/built", self + "/internal/modtree", self + "/parser/source", self + "/parser/naming", self + "/internal/lookups", self + "/internal/names", self + "/parser", self + "/parser/schema", self + "/parser/ledger", "github.com/bufbuild/protocompile", "github.com/emicklei/proto",
		"golang.org/x/mod", "golang.org/x/sync", "golang.org/x/tools", "google.golang.org/protobuf", "google.golang.org/genproto/googleapis"},
	"": {self + "/internal/cut", self + "/runtime", self + "/runtime/wire", self + "/internal/local", "google.golang.org/grpc", "google.golang.org/protobuf",
		"google.golang.org/genproto/googleapis/rpc", "golang.org/x/net", "golang.org/x/sys", "golang.org/x/text"},
	"internal/local": {"google.golang.org/grpc", "google.golang.org/protobuf", "google.golang.org/genproto/googleapis/rpc",
		"golang.org/x/net", "golang.org/x/sys", "golang.org/x/text"},
	"internal/cut": {},
	"internal/trailers": {"google.golang.org/grpc", "google.golang.org/protobuf", "google.golang.org/genproto/googleapis/rpc",
		"golang.org/x/net", "golang.org/x/sys", "golang.org/x/text"},
	"runtime/wire": {self + "/internal/cut"},
	"runtime": {self + "/internal/cut", self + "/runtime/wire", "google.golang.org/grpc", "google.golang.org/protobuf", "google.golang.org/genproto/googleapis/rpc",
		"golang.org/x/net", "golang.org/x/sys", "golang.org/x/text"},
	"crud/internal/deep":        {},
	"crud/internal/transaction": {},
	"crud/crudimpl": {self + "/internal/cut", self + "/internal/trailers", self + "/internal/lookups", self + "/internal/names", self + "/crud", self + "/crud/internal/deep", self + "/crud/internal/transaction", "google.golang.org/grpc", "google.golang.org/protobuf", "google.golang.org/genproto/googleapis/rpc",
		"golang.org/x/net", "golang.org/x/sys", "golang.org/x/text"},
	"crud/memstore": {self + "/internal/cut", self + "/internal/trailers", self + "/internal/lookups", self + "/internal/names", self + "/crud", self + "/crud/internal/deep", self + "/crud/internal/transaction", "google.golang.org/grpc", "google.golang.org/protobuf", "google.golang.org/genproto/googleapis/rpc",
		"golang.org/x/net", "golang.org/x/sys", "golang.org/x/text"},
	"crud/storetest": {self + "/internal/cut", self + "/internal/trailers", self + "/internal/lookups", self + "/internal/names", self + "/crud", self + "/crud/internal/deep", self + "/crud/internal/transaction", "google.golang.org/grpc", "google.golang.org/protobuf", "google.golang.org/genproto/googleapis/rpc",
		"golang.org/x/net", "golang.org/x/sys", "golang.org/x/text"},
	"crud/socio": {self + "/internal/cut", self + "/internal/trailers", self + "/internal/lookups", self + "/internal/names", self + "/crud", self + "/crud/internal/deep", self + "/crud/internal/transaction", "google.golang.org/grpc", "google.golang.org/protobuf", "google.golang.org/genproto/googleapis/rpc",
		"golang.org/x/net", "golang.org/x/sys", "golang.org/x/text"},
	"crud": {self + "/internal/cut", self + "/internal/trailers", self + "/internal/lookups", self + "/internal/names", self + "/crud/internal/deep", self + "/crud/internal/transaction", "google.golang.org/grpc", "google.golang.org/protobuf", "google.golang.org/genproto/googleapis/rpc",
		"golang.org/x/net", "golang.org/x/sys", "golang.org/x/text"},
}

func TestArrows(t *testing.T) {
	for room, allowed := range arrows {
		own := strings.TrimSuffix(self+"/"+room, "/")
		for _, path := range deps(t, own) {
			ok := path == own || slices.ContainsFunc(allowed, func(a string) bool {
				return path == a || !strings.HasPrefix(a, self) && strings.HasPrefix(path, a+"/")
			})
			if !ok {
				t.Errorf("%s links %s", own, path)
			}
		}
	}
}

// deps lists the packages outside the standard library that a package links, itself included.
func deps(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", pkg).Output()
	if err != nil {
		t.Fatalf("go list -deps %s: %v", pkg, err)
	}
	return strings.Fields(string(out))
}

// TestPeopleDoNotTypeRuntime holds what people write, and read as an example of it, to package grpcgen.
func TestPeopleDoNotTypeRuntime(t *testing.T) {
	files := 0
	for _, root := range []string{"../../example", "../../README.md", "../../docs", "scaffold", "../../internal/examples", "../../example_test.go"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil || strings.Contains(string(data[:min(len(data), 2000)]), "Code generated") {
				return err
			}
			files++
			if strings.Contains(string(data), self+"/runtime") {
				t.Errorf("%s names package runtime, which is for generated code", path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 50 {
		t.Errorf("only %d files were read", files)
	}
}
