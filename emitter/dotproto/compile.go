package dotproto

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"strings"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/linker"
	"github.com/bufbuild/protocompile/reporter"

	"github.com/grpcgen/grpcgen/parser/googleapi"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Compile compiles the selected files and what they import, and returns the selected by file name.
// What the compiler refuses comes as schema.Diagnostics at the Go declarations that printed it.
func Compile(files []*File) (map[string]linker.Result, error) {
	byName := map[string]*File{}
	var names []string
	for _, f := range files {
		byName[f.Package.File] = f
		if f.Package.Selected {
			names = append(names, f.Package.File)
		}
	}
	foreign := foreignFiles(files)
	if err := addBuiltFiles(foreign, files); err != nil {
		return nil, err
	}
	var diags schema.Diagnostics
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(protocompile.ResolverFunc(func(name string) (protocompile.SearchResult, error) {
			if f := byName[name]; f != nil {
				return protocompile.SearchResult{Source: bytes.NewReader(f.text.Bytes())}, nil
			}
			if fd := googleapi.File(name); fd != nil {
				return protocompile.SearchResult{Desc: fd}, nil
			}
			if fd := foreign[name]; fd != nil {
				return protocompile.SearchResult{Proto: fd}, nil
			}
			return protocompile.SearchResult{}, fs.ErrNotExist
		})),
		Reporter: reporter.NewReporter(func(err reporter.ErrorWithPos) error {
			diags = append(diags, diagnose(byName, err))
			return nil // go on: the first problem must not hide the second
		}, nil),
	}
	compiled, err := compiler.Compile(context.Background(), names...)
	if found := diags.Err(); found != nil {
		return nil, found
	}
	if err != nil {
		return nil, fmt.Errorf("compile the .proto files: %w", err)
	}
	results := map[string]linker.Result{}
	for _, file := range compiled {
		results[file.Path()] = file.(linker.Result)
	}
	return results, nil
}

// diagnose moves a problem of the compiler from the .proto to the Go source.
func diagnose(files map[string]*File, problem reporter.ErrorWithPos) schema.Diagnostic {
	pos := problem.GetPosition()
	d := schema.Diagnostic{Msg: problem.Unwrap().Error()}
	f := files[pos.Filename]
	if f == nil {
		d.Pos.Filename, d.Pos.Line, d.Pos.Column = pos.Filename, pos.Line, pos.Col
		return d
	}
	d.Msg = f.Package.File + " would not compile: " + d.Msg
	d.Pos = f.Package.Pos
	if i := pos.Line - 1; i >= 0 && i < len(f.lines) {
		d.Help = fmt.Sprintf("it would say %s\nrename it with name=, or change the declaration", strings.TrimSpace(f.texts()[i]))
		if f.lines[i].IsValid() {
			d.Pos = f.lines[i]
		}
	}
	return d
}
