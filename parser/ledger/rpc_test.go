package ledger

import (
	"fmt"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Every word of the language can be the name of an rpc and of its messages, in all forms that protoc takes.
func TestReadRPCs(t *testing.T) {
	words := strings.Fields("edition enum extend extensions group import map message oneof option optional package public repeated required reserved returns rpc service stream syntax weak Get")
	var body strings.Builder
	want := map[string]method{}
	for _, w := range words {
		fmt.Fprintf(&body, "  rpc %s(.p.v1.%[1]s) returns (stream .p.v1.%[1]s);\n", w)
		want[w] = method{".p.v1." + w, ".p.v1." + w}
		other := w
		if w == "stream" {
			other = "p.v1.stream"
		}
		fmt.Fprintf(&body, "  rpc %s_2 ( stream %s )\n    returns\n (%[2]s ) { option deprecated = true; }\n", w, other)
		want[w+"_2"] = method{other, other}
	}
	text := schema.CodeGenerated + "\nsyntax = \"proto3\";\npackage p.v1;\n// rpc not(an) rpc;\nservice rpc {\n  /* rpc nor(this) */\n" +
		body.String() + "}\nmessage rpc { string rpc = 1; repeated .p.v1.rpc more = 2; optional .p.v1.Kind kind = 3; message rpc { int32 rpc = 1; } }\nenum Kind { NONE = 0; }\n"
	f := readText(t, text)
	got := f.services["rpc"].methods
	if len(got) != len(want) {
		t.Errorf("%d methods, want %d", len(got), len(want))
	}
	for name, m := range want {
		if got[name] != m {
			t.Errorf("%s: %v, want %v", name, got[name], m)
		}
	}
	for name, want := range map[string]string{"rpc": "string", "more": "repeated .p.v1.rpc", "kind": "optional .p.v1.Kind"} {
		if typ := f.messages["rpc"].fields[name].typ.String(); typ != want {
			t.Errorf("%s is %s, want %s", name, typ, want)
		}
	}
}

// What is wrong with an rpc is reported where it stands, in the words of the file.
func TestReadRPCErrors(t *testing.T) {
	for body, want := range map[string]string{
		"rpc 5(M) returns (M);":             `4:17: found "5" but expected [rpc method]`,
		"rpc import() returns (M);":         `found ")" but expected [rpc stream | request type]`,
		"rpc Get(M) (M);":                   `4:`,
		"rpc Get(M, M) returns (M);":        `4:`,
		"rpc":                               `4:`,
		"rpc Get(":                          `found "}"`,
		"rpc Get(M) returns":                `4:`,
		"rpc Get(M) returns (M); import x;": `4:`,
	} {
		text := schema.CodeGenerated + "\nsyntax = \"proto3\";\npackage p.v1;\nservice S { " + body + " }\nmessage M {}\n"
		r := &reader{path: "x.proto"}
		r.read([]byte(text))
		if len(r.diags) == 0 || !strings.Contains(r.diags.Error(), want) {
			t.Errorf("%s: %v, want %s", body, r.diags, want)
		}
	}
}
