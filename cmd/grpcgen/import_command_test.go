package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const shopProto = `// Sells things.
syntax = "proto3";

package shop.v1;

import "google/protobuf/empty.proto";
import "google/protobuf/timestamp.proto";

// Kind is a kind.
enum Kind {
  option allow_alias = true;
  KIND_UNSPECIFIED = 0;
  KIND_A = 1; // a
  KIND_SAME = 1;
  KIND_B = -5;
  reserved 3, 10 to 12;
  reserved "KIND_OLD";
}

// Item is sold.
message Item {
  reserved 4, 9 to 11;
  reserved "gone";
  string id = 1;
  Kind kind = 2;
  repeated int32 points = 3 [packed = false];
  map<string, Sub> subs = 5;
  google.protobuf.Timestamp at = 6;
  oneof choice {
    string text = 7;
    Sub sub = 8;
  }
  optional sint64 n = 12;
  bytes raw = 13 [json_name = "RAW"];
  Item parent = 14;
  message Sub {
    int32 reset = 1;
    Deep deep = 2;
    message Deep {
      bool ok = 1 [deprecated = true];
    }
  }
}

// Shop is the shop.
service Shop {
  // Get gets.
  rpc Get(Item) returns (Item) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Watch(google.protobuf.Empty) returns (stream Item);
  rpc Put(stream Item) returns (google.protobuf.Empty);
  rpc Talk(stream Item) returns (stream Item);
}
`

// emptyModule returns a module that has grpcgen and nothing else.
func emptyModule(t *testing.T) string {
	t.Helper()
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	goCommand(t, dir, "mod", "init", "example.com/m")
	goCommand(t, dir, "mod", "edit", "-replace", grpcgenModule+"="+repo, "-require", grpcgenModule+"@v0.0.0", "-tool", grpcgenModule+"/cmd/grpcgen")
	return dir
}

// What import writes builds, and building it changes nothing in the .proto, which import itself has compared with the
// one that it read.
func TestImportCommand(t *testing.T) {
	dir := emptyModule(t)
	writeFile(t, filepath.Join(dir, "shop.proto"), []byte(shopProto))
	grpcgen(t, dir, "import", "shop.proto").want(t, exitOK, "wrote proto/shop/v1/shop.proto", "wrote shop/v1/shop.go", "RegisterShopServer")
	proto := filepath.Join(dir, "proto", "shop", "v1", "shop.proto")
	before, err := os.ReadFile(proto)
	if err != nil {
		t.Fatal(err)
	}
	goCommand(t, dir, "mod", "tidy")
	grpcgen(t, dir, "build").want(t, exitOK)
	goCommand(t, dir, "vet", "./...")
	after, err := os.ReadFile(proto)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Errorf("import wrote\n%s\nand build\n%s", before, after)
	}
	for _, line := range []string{
		"reserved 4, 9 to 11;", `reserved "gone";`, "reserved 3, 10 to 12;", "KIND_B = -5;", "KIND_SAME = 1;", "[packed = false]", `json_name = "RAW"`,
		"optional sint64 n = 12;", "deprecated = true", "idempotency_level = NO_SIDE_EFFECTS", "rpc Watch(google.protobuf.Empty)", "// Item is sold.",
	} {
		if !strings.Contains(string(after), line) {
			t.Errorf("the .proto has no %q:\n%s", line, after)
		}
	}
	grpcgen(t, dir, "build", "--check").want(t, exitOK)
	grpcgen(t, dir, "import", "shop.proto").want(t, exitOK) // the same again is no conflict
}

// What Go cannot say is refused where it stands, all of it, and no file is written.
func TestImportRefusals(t *testing.T) {
	dir := emptyModule(t)
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
	dir := emptyModule(t)
	writeFile(t, filepath.Join(dir, "shop.proto"), []byte(shopProto))
	mine := filepath.Join(dir, "shop", "v1", "shop.go")
	writeFile(t, mine, []byte("package shopv1\n"))
	grpcgen(t, dir, "import", "shop.proto").want(t, exitProblems, "shop.go", "--out")
	if data, err := os.ReadFile(mine); err != nil || string(data) != "package shopv1\n" {
		t.Errorf("%s, %v", data, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "proto")); err == nil {
		t.Error("the .proto was written")
	}
}
