package published

import (
	"path/filepath"
	"strings"
	"testing"
)

const original = `syntax = "proto3";
package p;
import "google/api/annotations.proto";
service S {
  rpc A(M) returns (stream N) {
    option idempotency_level = IDEMPOTENT;
    option (google.api.http) = {get: "/a"};
  }
}
message M {
  reserved 9, 10 to 11;
  reserved "old";
  int32 a = 1;
  optional string b = 2 [json_name = "bee"];
  repeated int32 c = 3 [packed = false];
  map<string, E> d = 4;
  oneof o {
    string e = 5;
    N f = 6 [deprecated = true];
  }
  message Inner {}
}
message N {}
enum E {
  option allow_alias = true;
  Z = 0;
  X = 1;
  Y = 1;
}
`

// What means something else is told apart, and what means the same is not: otherwise TestImport would show nothing.
func TestDifferences(t *testing.T) {
	for _, edit := range []struct {
		old, new string
		same     bool
	}{
		{"message N {}", "message N {} message Another {}", false},
		{"message Inner {}", "", false},
		{"int32 a = 1", "int32 a = 7", false},
		{"int32 a = 1", "int32 aa = 1", false},
		{"int32 a = 1", "sint32 a = 1", false},
		{"int32 a = 1", "optional int32 a = 1", false},
		{"int32 a = 1", "repeated int32 a = 1", false},
		{`"bee"`, `"bea"`, false},
		{"[packed = false]", "", false},
		{"map<string, E>", "map<string, int32>", false},
		{"map<string, E>", "map<int32, E>", false},
		{"oneof o {", "oneof q {", false},
		{"oneof o {\n    string e = 5;", "string e = 5;\n  oneof o {", false},
		{"[deprecated = true]", "", false},
		{"reserved 9, ", "reserved ", false},
		{`"old"`, `"older"`, false},
		{"returns (stream N)", "returns (N)", false},
		{"rpc A(M)", "rpc A(N)", false},
		{"IDEMPOTENT", "NO_SIDE_EFFECTS", false},
		{`"/a"`, `"/b"`, false},
		{"X = 1", "ECKS = 1", false},
		{"  Y = 1;\n", "  Y = 1;\n  W = 2;\n", false},
		{"reserved 9, 10 to 11", "reserved 10, 11, 9", true},
		{"int32 a = 1;", "int32 a = 1 [deprecated = false];", true},
		{"  repeated int32 c = 3 [packed = false];\n  map<string, E> d = 4;\n", "  map<string, E> d = 4;\n  repeated int32 c = 3 [packed = false];\n", true},
		{"(M)", "(p.M)", true},
	} {
		text := strings.Replace(original, edit.old, edit.new, 1)
		if text == original {
			t.Fatalf("%q is not there", edit.old)
		}
		found := differences(said(t, original), said(t, text))
		if (len(found) == 0) != edit.same {
			t.Errorf("%q made %q: %q", edit.old, edit.new, found)
		}
	}
}

func said(t *testing.T, text string) facts {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, "p.proto"), text)
	return of(compile(t, root, []string{"p.proto"}), nil)
}
