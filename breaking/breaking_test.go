package breaking

import (
	"errors"
	"slices"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/parser/schema"
)

func compileText(t *testing.T, sources map[string]string, isEnum ...protoreflect.FullName) ([]protoreflect.FileDescriptor, error) {
	t.Helper()
	bytes := map[string][]byte{}
	var names []string
	for name, text := range sources {
		bytes[name] = []byte(text)
		names = append(names, name)
	}
	slices.Sort(names)
	return Compile(bytes, names, func(name protoreflect.FullName) bool { return slices.Contains(isEnum, name) })
}

func mustCompile(t *testing.T, sources map[string]string, isEnum ...protoreflect.FullName) []protoreflect.FileDescriptor {
	t.Helper()
	files, err := compileText(t, sources, isEnum...)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestOptions(t *testing.T) {
	const head = "syntax = \"proto3\";\npackage a.v1;\n"
	before := mustCompile(t, map[string]string{
		"a/v1/a.proto": head + "message A { string x = 1; int32 y = 2; }",
		"a/v1/b.proto": head + "message B { string x = 1; }",
		"a/v1/c.proto": head,
	})
	now := mustCompile(t, map[string]string{
		"a/v1/a.proto": head + "message A { string z = 1; bool y = 2; }",
		"a/v1/b.proto": head + "message B { int32 x = 1; }",
	})
	const (
		jsonName = "FIELD_SAME_JSON_NAME a/v1/a.proto"
		name     = "FIELD_SAME_NAME a/v1/a.proto"
		typeA    = "FIELD_WIRE_JSON_COMPATIBLE_TYPE a/v1/a.proto"
		typeB    = "FIELD_WIRE_JSON_COMPATIBLE_TYPE a/v1/b.proto"
	)
	for _, test := range []struct {
		options Options
		want    []string
	}{
		{Options{}, []string{jsonName, name, typeA, typeB}},
		{Options{Use: []string{"WIRE"}}, []string{"FIELD_WIRE_COMPATIBLE_TYPE a/v1/b.proto"}},
		{Options{Use: []string{"WIRE", "FIELD_SAME_NAME"}}, []string{name, "FIELD_WIRE_COMPATIBLE_TYPE a/v1/b.proto"}},
		{Options{Except: []string{"FIELD_SAME_NAME", "FIELD_SAME_JSON_NAME"}}, []string{typeA, typeB}},
		{Options{Except: []string{"WIRE_JSON"}}, nil},
		{Options{Ignore: []string{"a/v1/a.proto"}}, []string{typeB}},
		{Options{Ignore: []string{"a/v1"}}, nil},
		{Options{Ignore: []string{"a/v1/a"}}, []string{jsonName, name, typeA, typeB}},
		{Options{IgnoreOnly: map[string][]string{"FIELD_WIRE_JSON_COMPATIBLE_TYPE": {"a/v1/b.proto"}}}, []string{jsonName, name, typeA}},
		{Options{IgnoreOnly: map[string][]string{"WIRE_JSON": {"a/"}}}, nil},
		{Options{Use: []string{"FILE_NO_DELETE"}}, []string{"FILE_NO_DELETE "}},
		{Options{Use: []string{"FILE_NO_DELETE"}, Ignore: []string{"a/v1/c.proto"}}, nil},
	} {
		findings, err := Compare(now, before, test.options)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range findings {
			got = append(got, f.Rule+" "+filePath(f.At))
		}
		slices.Sort(got)
		if !slices.Equal(got, test.want) {
			t.Errorf("%+v: got %v, want %v", test.options, got, test.want)
		}
	}
	for _, options := range []Options{{Use: []string{"wire"}}, {Except: []string{"NO"}}, {IgnoreOnly: map[string][]string{"NO": nil}}} {
		if _, err := Compare(now, before, options); err == nil {
			t.Errorf("%+v has an unknown name", options)
		}
	}
}

// What other generators declare need not be there.
func TestCompileForeignImports(t *testing.T) {
	files := mustCompile(t, map[string]string{
		"a.proto": `syntax = "proto3"; package a.v1; import "x/one.proto"; import "x/two.proto"; import "b.proto"; import "google/protobuf/any.proto";
			message A { x.One one = 1; x.y.Two two = 2; .x.Kind kind = 3; b.B b = 4; In in = 5; message In {} google.protobuf.Any any = 6; x.y.Two.Three three = 8; map<string, x.One> m = 7; }
			service S { rpc M(x.One) returns (A); }`,
		"b.proto": `syntax = "proto3"; package a.b; message B {}`,
	}, "x.Kind")
	fields := files[0].Messages().ByName("A").Fields()
	if got := fields.ByName("kind").Kind(); got != protoreflect.EnumKind {
		t.Errorf("x.Kind is a %v", got)
	}
	if got := fields.ByName("two").Message().FullName(); got != "x.y.Two" {
		t.Errorf("two is a %s", got)
	}
	_, err := compileText(t, map[string]string{"a.proto": "syntax = \"proto3\";\nmessage A { B b = 1; }\nmessage C { D d = 1; }\n"})
	var problems schema.Diagnostics
	if !errors.As(err, &problems) || len(problems) != 2 || problems[0].Pos.String() != "a.proto:2:13" {
		t.Errorf("%v", err)
	}
}
