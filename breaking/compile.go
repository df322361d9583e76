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

// Compile compiles .proto files. sources has the text of each, by the name that imports have for it; compared are those
// that names lists, sorted. For an import that is not among the sources and belongs to nobody that this program knows,
// what is used of it stands: isEnum tells what is an enum, the rest are messages.
//
// The error is schema.Diagnostics at the lines of the .proto if there is anything wrong with them.
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
