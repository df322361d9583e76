package breaking

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"slices"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/linker"
	"github.com/bufbuild/protocompile/parser"
	"github.com/bufbuild/protocompile/reporter"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/parser/googleapi"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Compile compiles the .proto files in names and returns their descriptors, sorted by name. sources has the text of every file
// by its import path. An import that is neither in sources nor known to this program is replaced by stubs of the types that
// are used from it: enums where isEnum says so, otherwise messages.
//
// The error is schema.Diagnostics, with positions in the .proto files, if they do not compile.
func Compile(sources map[string][]byte, names []string, isEnum func(protoreflect.FullName) bool) ([]protoreflect.FileDescriptor, error) {
	var diags schema.Diagnostics
	rep := reporter.NewReporter(func(err reporter.ErrorWithPos) error {
		pos := err.GetPosition()
		d := schema.Diagnostic{Msg: err.Unwrap().Error()}
		d.Pos.Filename, d.Pos.Line, d.Pos.Column = pos.Filename, pos.Line, pos.Col
		diags = append(diags, d)
		return nil // go on: the first problem must not hide the second
	}, nil)
	parsed := parse(sources, names, reporter.NewHandler(rep))
	if err := diags.Err(); err != nil {
		return nil, err
	}
	stubs := stubs(parsed, isEnum)
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(protocompile.ResolverFunc(func(name string) (protocompile.SearchResult, error) {
			if p := parsed[name]; p != nil {
				return protocompile.SearchResult{ParseResult: p}, nil
			}
			if fd := googleapi.File(name); fd != nil {
				return protocompile.SearchResult{Desc: fd}, nil
			}
			if fd := stubs[name]; fd != nil {
				return protocompile.SearchResult{Proto: fd}, nil
			}
			return protocompile.SearchResult{}, fs.ErrNotExist
		})),
		Reporter:       rep,
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	compiled, err := compiler.Compile(context.Background(), names...)
	if found := diags.Err(); found != nil {
		return nil, found
	}
	if err != nil {
		return nil, fmt.Errorf("compile the .proto files: %w", err)
	}
	return descriptors(compiled), nil
}

func descriptors(files linker.Files) []protoreflect.FileDescriptor {
	out := make([]protoreflect.FileDescriptor, len(files))
	for i, f := range files {
		out[i] = f
	}
	return out
}

// parse parses the named files and what they import of the sources, and reports what cannot be parsed.
func parse(sources map[string][]byte, names []string, handler *reporter.Handler) map[string]parser.Result {
	parsed := map[string]parser.Result{}
	seen := map[string]bool{}
	for queue := slices.Clone(names); len(queue) > 0; queue = queue[1:] {
		name := queue[0]
		text, ok := sources[name]
		if !ok || seen[name] {
			continue
		}
		seen[name] = true
		tree, err := parser.Parse(name, bytes.NewReader(text), handler)
		if err != nil || tree == nil {
			continue
		}
		if result, err := parser.ResultFromAST(tree, true, handler); err == nil {
			parsed[name] = result
			queue = append(queue, result.FileDescriptorProto().Dependency...)
		}
	}
	return parsed
}
