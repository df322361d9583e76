package ledger

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// oneOfEach has one of everything that grpcgen writes.
const oneOfEach = schema.CodeGenerated + "\r\n" + `// Source: example.com/p
syntax = "proto3";

// Package doc.
package p.v1;

import "google/protobuf/timestamp.proto"; // inline

option go_package = "example.com/p;pv1";
option java_package = 'com.example';
option java_multiple_files = true;

service S {
  option deprecated = true;
  // Do does.
  rpc Do(M) returns (stream M);
  rpc Get(M) returns (M) {
    option deprecated = true;
    option idempotency_level = NO_SIDE_EFFECTS;
  }
}

message M {
  option deprecated = true;
  reserved 2, 4 to 6, 100 to max;
  reserved "b", "c";

  string a = 1 [deprecated = true, json_name = "x"];
  repeated int32 n = 7 [packed = false];
  optional bool o = 8;
  map<string, M.In> m = 9;
  google.protobuf.Timestamp t = 10;
  oneof choice {
    // Doc.
    string yes = 11;
    .p.v1.M no = 12;
    // Documented.
    .p.v1.M maybe = 13;
  }
  message In { bool x = 1; enum Deep { DEEP_A = 0; } }
}

/* A block. */
enum E {
  option allow_alias = true;
  reserved -5 to -3, 7, 9 to max;
  reserved "E_X";
  E_A = 0;
  E_B = 1 [deprecated = true];
  E_C = 1;
  E_N = -1;
}
`

// TestRead reads one of everything that grpcgen writes.
func TestRead(t *testing.T) {
	f := readText(t, oneOfEach)
	if want := []schema.Option{{Name: "java_package", Value: "'com.example'"}, {Name: "java_multiple_files", Value: "true"}}; !reflect.DeepEqual(f.options, want) {
		t.Errorf("options %v, want %v", f.options, want)
	}
	types := map[string]string{"a": "string", "n": "repeated int32", "o": "optional bool", "m": "map<string, M.In>", "t": "google.protobuf.Timestamp", "yes": "string", "no": ".p.v1.M", "maybe": ".p.v1.M"}
	numbers := map[string]int{"a": 1, "n": 7, "o": 8, "m": 9, "t": 10, "yes": 11, "no": 12, "maybe": 13}
	for name, field := range f.messages["M"].fields {
		if field.number != numbers[name] || field.typ.String() != types[name] {
			t.Errorf("%s %s = %d, want %s = %d", field.typ, name, field.number, types[name], numbers[name])
		}
		delete(numbers, name)
	}
	if len(numbers) > 0 {
		t.Errorf("missing %v", numbers)
	}
	want := schema.Reserved{Ranges: []schema.Range{{From: 2, To: 2}, {From: 4, To: 6}, {From: 100, To: maxNumber}}, Names: []string{"b", "c"}}
	if got := f.messages["M"].reserved; !reflect.DeepEqual(got, want) {
		t.Errorf("reserved %v, want %v", got, want)
	}
	wantEnum := &enum{map[string]int{"E_A": 0, "E_B": 1, "E_C": 1, "E_N": -1},
		schema.Reserved{Ranges: []schema.Range{{From: -5, To: -3}, {From: 7, To: 7}, {From: 9, To: 1<<31 - 1}}, Names: []string{"E_X"}}}
	if got := f.enums["E"]; !reflect.DeepEqual(got, wantEnum) {
		t.Errorf("enum %v, want %v", got, wantEnum)
	}
	var none *File
	has := []bool{f.HasMessage("M"), f.HasMessage("M.In"), f.HasEnum("E"), f.HasEnum("M.In.Deep"), f.HasMessage("E"), f.HasEnum("M"), none.HasMessage("M"), none.HasEnum("E")}
	if want := []bool{true, true, true, true, false, false, false, false}; !reflect.DeepEqual(has, want) {
		t.Errorf("has %v, want %v", has, want)
	}
}

// TestReadProblems shows what is refused, and where. Declarations begin at line 4.
func TestReadProblems(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"not ours", "syntax = \"proto3\";\n", "1:1: this file was not written by grpcgen, and will not be overwritten\n"},
		{"nearly ours", schema.CodeGenerated + " NOT\nsyntax = \"proto3\";\n", "1:1: this file was not written by grpcgen, and will not be overwritten\n"},
		{"empty", "", "1:1: this file was not written by grpcgen, and will not be overwritten\n"},
		{"merge markers", proto3("p", "<<<<<<< HEAD\na\n||||||| base\n=======\nb\n>>>>>>> b\n<<<<<<< HEAD\n=======\n>>>>>>> b\n"),
			"4:1: this file has merge conflicts\n10:1: this file has merge conflicts\n"},
		{"half-resolved merge", proto3("p", "a\n=======\r\nb\n>>>>>>> b\n\n>>>>>>> b\n"), "5:1: this file has merge conflicts\n9:1: this file has merge conflicts\n"},
		{"merge in the first line", "<<<<<<< HEAD\n" + proto3("p", ""), "1:1: this file has merge conflicts\n"},
		{"no syntax", schema.CodeGenerated + "\npackage p;\n", "1:1: the syntax must be proto3\n"},
		{"proto2", schema.CodeGenerated + "\nsyntax = \"proto2\";\nmessage M { required string a = 1; }", "2:1: the syntax must be proto3\n3:22: message M has a required field, which grpcgen does not write\n"},
		{"edition", schema.CodeGenerated + "\nedition = \"2023\";\n", "2:1: this file has edition, which grpcgen does not write\n"},
		{"syntax error", proto3("p", "message M {\n  string a 1;\n}"), "5:12: found \"1\" but expected [field =]\n"},
		{"scanner error", proto3("p", "message M {\n  string a = \"1;\n}"), "5:14: literal not terminated\n"},
		{"half a message", proto3("p", "message M {\n"), "5:1: found \"\" but expected [extend|message|group closing }]\n"},
		{"half an rpc", proto3("p", "service S {\n  rpc A(M) returns (M) {"), "5:25: found \"\" but expected [rpc closing }]\n"},
		{"public import", proto3("p", "import public \"a.proto\";"), "4:1: this file has import public, which grpcgen does not write\n"},
		{"custom file option", proto3("p", "option (a.b) = { c: 1 };"), "4:1: option (a.b) is not written by grpcgen\n"},
		{"service option", proto3("p", "service S {\n  option (a) = 1;\n  rpc A(M) returns (M) {\n    option (google.api.method_signature) = { get: \"/v1\" };\n  }\n}"),
			"5:3: option (a) is not written by grpcgen\n7:5: option (google.api.method_signature) is not written by grpcgen\n"},
		{"message option", proto3("p", "message M { option map_entry = true; }"), "4:13: option map_entry is not written by grpcgen\n"},
		{"field option", proto3("p", "message M {\n string a = 1 [ctype = CORD];\n map<string, int32> m = 2 [(x) = 1];\n oneof o { bool b = 3 [lazy = true]; }\n}"),
			"5:2: option ctype is not written by grpcgen\n6:2: option (x) is not written by grpcgen\n7:12: option lazy is not written by grpcgen\n"},
		{"enum options", proto3("p", "enum E { option x = 1;\n E_A = 0 [(y) = 2]; }"), "4:10: option x is not written by grpcgen\n5:2: option (y) is not written by grpcgen\n"},
		{"oneof option", proto3("p", "message M {\n oneof o {\n  option (x) = true;\n bool b = 1; }\n}"), "6:3: message M has option, which grpcgen does not write\n"},
		{"extension", proto3("p", "extend M { string a = 1; }\nmessage M { extend M { string a = 1; } }"),
			"4:1: extensions are not written by grpcgen\n5:13: extensions are not written by grpcgen\n"},
		{"extension range", proto3("p", "message M {\n  extensions 100 to 199;\n}"), "5:3: message M has extensions, which grpcgen does not write\n"},
		{"group", proto3("p", "message M {\n  oneof o { group G = 1 {} }\n}"), "5:13: message M has group, which grpcgen does not write\n"},
		{"two numbers", proto3("p", "message M {\n string a = 1;\n oneof o { string b = 1; }\n}"), "6:12: field a and b both have number 1\n"},
		{"two names", proto3("p", "message M {\n string a = 1;\n string a = 2;\n}"), "6:2: two fields of M are named a\n"},
		{"the same twice", proto3("p", "message M {\n string a = 1;\n string a = 1;\n}"), "6:2: two fields of M are named a\n"},
		{"number reserved", proto3("p", "message M {\n string a = 5;\n reserved 4 to 6;\n}"), "5:2: number 5 of a is reserved\n"},
		{"name reserved", proto3("p", "message M {\n string a = 5;\n reserved \"a\";\n}"), "5:2: name a is reserved\n"},
		{"number out of range", proto3("p", "message M {\n string a = 0;\n string b = 19000;\n}"), "5:2: 0 is not a field number\n6:2: 19000 is not a field number\n"},
		{"two values", proto3("p", "enum E {\n E_A = 0;\n E_B = 0;\n}"), "6:2: value E_A and E_B both have number 0\n"},
		{"two values of a name", proto3("p", "enum E {\n E_A = 0;\n E_A = 1;\n}"), "6:2: two values of E are named E_A\n"},
		{"value reserved", proto3("p", "enum E {\n E_A = 0;\n E_B = 1; reserved 1; reserved \"E_A\";\n}"), "5:2: name E_A is reserved\n6:2: number 1 of E_B is reserved\n"},
		{"declared twice", proto3("p", "message M { string a = 1; }\nmessage M {}\nenum M { M_A = 0; }"), "5:1: M is declared twice\n6:1: M is declared twice\n"},
		{"reserved identifiers", proto3("p", "message M {\n reserved a, b;\n}"), "5:2: found reserved without numbers or names in quotes\n"},
		{"reserved backwards", proto3("p", "message M {\n reserved 5 to 3;\n}"), "5:2: found a reserved range that ends before it begins\n"},
		{"no name", proto3("p", "message M {\n repeated ;\n}"), "5:11: 0 is not a field number\n5:11: found a field without a name\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			write(t, root, "a/b.proto", test.text)
			_, diags := Read(root, "a/b.proto")
			path := filepath.Join(root, "a", "b.proto")
			if got := strings.ReplaceAll(lines(diags), path+":", ""); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
			for _, d := range diags {
				if d.Help == "" {
					t.Errorf("no way out of %v", d)
				}
			}
		})
	}
}

func TestReadMissing(t *testing.T) {
	if f, diags := Read(t.TempDir(), "a/b.proto"); f != nil || diags != nil {
		t.Errorf("got %v, %v", f, diags)
	}
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "a.proto"), 0o750); err != nil {
		t.Fatal(err)
	}
	if f, diags := Read(root, "a.proto"); f != nil || len(diags) != 1 {
		t.Errorf("a folder: got %v, %v", f, diags)
	}
}

// FuzzRead finds text that makes reading panic or hang, or that Apply cannot take.
func FuzzRead(f *testing.F) {
	f.Add("message M { reserved 1; string a = 2; map<string, M> m = 3; }\nenum E { E_A = 0; }")
	f.Add("service S { rpc A(M) returns (M) {")
	f.Add("message M { reserved -to max; oneof o { group G = 1 {} } }")
	f.Add("option (a) = { b: [1, \"x\"] };")
	f.Fuzz(func(t *testing.T, declarations string) {
		path := filepath.Join(t.TempDir(), "proto", "x.proto")
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(proto3("p.v1", declarations)), 0o600); err != nil {
			t.Fatal(err)
		}
		file, _ := Read(filepath.Dir(path), "x.proto")
		p := pkg(msg("M", str("a"), str("new")), enumOf("E", "E_A=0"))
		Apply(&schema.Schema{Packages: []*schema.Package{p}}, map[*schema.Package]*File{p: file}, Options{})
	})
}
