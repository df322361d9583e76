package protofile

import (
	"go/build"
	"io"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/internal/names"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// The names in Go are those that protoc-gen-go gives, so that code which used its types finds them.

// unique returns a name with underscores behind it until it is free.
func unique(taken map[string]bool, name string) string {
	for taken[name] {
		name += "_"
	}
	taken[name] = true
	return name
}

// goType names a message or an enum: Outer_Inner for a nested one.
func goType(d protoreflect.Descriptor) string {
	parts := strings.Split(nameIn(d), ".")
	for i, part := range parts {
		parts[i] = names.GoCamel(part)
	}
	return strings.Join(parts, "_")
}

// goFields names the fields of a message, and keeps away from the methods that are generated for it.
func goFields(md protoreflect.MessageDescriptor) map[protoreflect.Name]string {
	taken := map[string]bool{"Reset": true, "ProtoReflect": true}
	fields := map[protoreflect.Name]string{}
	for i := range md.Fields().Len() {
		name := md.Fields().Get(i).Name()
		fields[name] = unique(taken, names.GoCamel(string(name)))
	}
	return fields
}

// goFile names the Go file for a .proto: not a name that the go command takes for a test's or another system's.
func goFile(taken map[string]bool, protoPath string) string {
	base := strings.TrimSuffix(protoPath[strings.LastIndexByte(protoPath, '/')+1:], ".proto")
	for name := base; ; name += "_proto" {
		if file := name + ".go"; !taken[file] && !schema.IsGlueFile(file) && isPlain(file) {
			taken[file] = true
			return file
		}
	}
}

// isPlain reports whether the go command compiles a file of that name everywhere.
func isPlain(file string) bool {
	none := build.Context{GOOS: "none", GOARCH: "none", Compiler: "gc", OpenFile: func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("package p\n")), nil
	}}
	ok, err := none.MatchFile("/", file)
	return ok && err == nil && !strings.HasSuffix(file, "_test.go")
}

// directive spells a line of words; without words there is none, unless it is needed.
func directive(name string, needed bool, words ...string) string {
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	if len(words) == 0 && !needed {
		return ""
	}
	return strings.Join(append([]string{"//grpc:" + name}, words...), " ")
}

// nameWord returns name= where the rule for names gives another.
func nameWord(name, byRule string) string {
	if name == byRule {
		return ""
	}
	return "name=" + name
}

func quote(s string) string { return strconv.Quote(s) }
