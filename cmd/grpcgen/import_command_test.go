package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// emptyModule returns a module that has grpcgen as a tool and nothing else.
func emptyModule(t *testing.T, path string) string {
	t.Helper()
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	goCommand(t, dir, "mod", "init", path)
	goCommand(t, dir, "mod", "edit", "-replace", grpcgenModule+"="+repo, "-require", grpcgenModule+"@v0.0.0", "-tool", grpcgenModule+"/cmd/grpcgen")
	return dir
}

// shopModule is an empty module beside the .proto files of a scenario of import.
func shopModule(t *testing.T) string {
	t.Helper()
	dir := emptyModule(t, "example.com/m")
	for _, f := range readArchive(t, importDir+"/shop.txtar").Files {
		if strings.HasPrefix(f.Name, "protos/") {
			writeFile(t, filepath.Join(dir, f.Name), f.Data)
		}
	}
	return dir
}

const shopFile = "protos/acme/shop/v1/shop.proto"

// The steps that import itself names lead to code that compiles, with the .proto as import wrote it.
func TestImportCommand(t *testing.T) {
	dir := shopModule(t)
	grpcgen(t, dir, "import", "-I", "protos", shopFile).want(t, exitOK,
		"wrote proto/acme/shop/v1/shop.proto", "wrote acme/shop/v1/shop.go", "go mod tidy", "go tool grpcgen build", "RegisterShopServer")
	proto := filepath.Join(dir, "proto", "acme", "shop", "v1", "shop.proto")
	before, err := os.ReadFile(proto)
	if err != nil {
		t.Fatal(err)
	}
	goCommand(t, dir, "mod", "tidy")
	goCommand(t, dir, "tool", "grpcgen", "build")
	goCommand(t, dir, "mod", "tidy")
	goCommand(t, dir, "vet", "./...")
	after, err := os.ReadFile(proto)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Errorf("import wrote\n%s\nand build\n%s", before, after)
	}
	grpcgen(t, dir, "build", "--check").want(t, exitOK)
	grpcgen(t, dir, "import", "-I", "protos", shopFile).want(t, exitOK) // the same again is no conflict

	writeFile(t, filepath.Join(dir, "protos", "acme", "bank.proto"), []byte(`syntax = "proto3";
package acme.bank;
import "acme/common/money.proto";
message Account { acme.common.Money balance = 1; }
`))
	grpcgen(t, dir, "import", "-I", "protos", "protos/acme/bank.proto").want(t, exitOK,
		"wrote acme/bank/bank.go", "used acme/common/money.proto: example.com/m/acme/common, as it is")
	goCommand(t, dir, "tool", "grpcgen", "build")
	goCommand(t, dir, "vet", "./...")
}

// What Go cannot say is refused where it stands, all of it, and no file is written.
func TestImportRefusals(t *testing.T) {
	dir := emptyModule(t, "example.com/m")
	writeFile(t, filepath.Join(dir, "old.proto"), []byte(`syntax = "proto2";
package old.v1;
message M {
  required string a = 1;
  optional int32 b = 2 [default = 7];
  extensions 100 to 200;
}
`))
	writeFile(t, filepath.Join(dir, "custom.proto"), []byte(`syntax = "proto3";
package custom.v1;
import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions {
  string mine = 50000;
}
message M {
  string a = 1 [(mine) = "x"];
}
`))
	writeFile(t, filepath.Join(dir, "wrong.proto"), []byte("syntax = \"proto3\";\npackage wrong.v1;\nmessage M { string a = 1 }\n"))
	for file, words := range map[string][]string{
		"old.proto":     {"old.proto:1:"},
		"custom.proto":  {"custom.proto:8:", "mine"},
		"wrong.proto":   {"wrong.proto:3:"},
		"missing.proto": {"missing.proto"},
	} {
		grpcgen(t, dir, "import", file).want(t, exitProblems, words...)
	}
	grpcgen(t, dir, "import").want(t, exitUsage)
	grpcgen(t, dir, "import", "old.proto", "--package", "no-name").want(t, exitUsage)
	for _, name := range []string{"proto", "old", "custom", "wrong"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}

// A file that is there and differs is never overwritten.
func TestImportOverwritesNothing(t *testing.T) {
	dir := shopModule(t)
	mine := filepath.Join(dir, "acme", "shop", "v1", "shop.go")
	writeFile(t, mine, []byte("package shopv1\n"))
	grpcgen(t, dir, "import", "-I", "protos", shopFile).want(t, exitProblems, "shop.go", "--out")
	if data, err := os.ReadFile(mine); err != nil || string(data) != "package shopv1\n" {
		t.Errorf("%s, %v", data, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "proto")); err == nil {
		t.Error("the .proto was written")
	}
}

// An option that Go cannot say is left out where the command line asks for it.
func TestImportDropOption(t *testing.T) {
	dir := emptyModule(t, "example.com/m")
	writeFile(t, filepath.Join(dir, "item.proto"), []byte("syntax = \"proto3\";\npackage item;\nmessage Item { int64 id = 1 [jstype = JS_STRING]; }\n"))
	grpcgen(t, dir, "import", "item.proto").want(t, exitProblems, "item.proto:3:", "jstype", "--drop-option jstype")
	grpcgen(t, dir, "import", "item.proto", "--drop-option", "jstype").want(t, exitOK, "wrote item/item.go")
}

// A .proto that stands where grpcgen writes its own gives way only when it is asked to. Of several that become one file,
// those that are left over are named.
func TestImportReplace(t *testing.T) {
	dir := emptyModule(t, "example.com/m")
	shop := filepath.Join(dir, "proto", "shop", "shop.proto")
	writeFile(t, shop, []byte("syntax = \"proto3\";\npackage shop;\n// Item is one thing.\nmessage Item { string id = 1; }\n"))
	args := []string{"import", "-I", "proto", "proto/shop/shop.proto"}
	grpcgen(t, dir, args...).want(t, exitProblems, "proto/shop/shop.proto", "says the same", "--replace")
	grpcgen(t, dir, append(args, "--replace")...).want(t, exitOK, "wrote proto/shop/shop.proto", "wrote shop/shop.go")
	if data, err := os.ReadFile(shop); err != nil || !strings.HasPrefix(string(data), "// Code generated by grpcgen.") {
		t.Errorf("%v\n%s", err, data)
	}

	writeFile(t, filepath.Join(dir, "proto", "two", "a.proto"), []byte("syntax = \"proto3\";\npackage two;\nmessage A {}\n"))
	writeFile(t, filepath.Join(dir, "proto", "two", "b.proto"), []byte("syntax = \"proto3\";\npackage two;\nmessage B {}\n"))
	grpcgen(t, dir, "import", "-I", "proto", "proto/two/a.proto", "proto/two/b.proto").want(t, exitOK, "wrote proto/two/two.proto", "rm proto/two/a.proto proto/two/b.proto")
}

// A link to nothing is in the way of an import: all of that is said before anything is written.
func TestImportKeepsDanglingLinks(t *testing.T) {
	dir := shopModule(t)
	link := filepath.Join(dir, "acme", "shop", "v1", "shop.go")
	if err := os.MkdirAll(filepath.Dir(link), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("gone.go", link); err != nil {
		t.Skip(err)
	}
	r := grpcgen(t, dir, "import", "-I", "protos", shopFile)
	r.want(t, 1, "is a symbolic link to gone.go, which is not there", "nothing was written")
	if _, err := os.Stat(filepath.Join(dir, "proto")); err == nil {
		t.Error("a .proto was written")
	}
}
