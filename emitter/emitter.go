// Package emitter writes what a schema says: one .proto for each package, and the Go that goes with it.
//
// It is the mirror of package parser and shares only parser/schema with it. Emit is pure: it touches no disk, and the
// same schema gives the same bytes on every machine. A caller decides what happens to the files: Write, Changed, Diff.
//
// Every .proto is compiled in process before Emit returns, so what protoc would refuse is reported at the Go
// declaration that caused it, and never written.
package emitter

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile/linker"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/emitter/dotproto"
	"github.com/grpcgen/grpcgen/emitter/glue"
	"github.com/grpcgen/grpcgen/emitter/gosource"
	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// Emit returns the files of every selected package, sorted by package, and what is to be removed: the .proto of a package
// under its former name, and the glue that a package does not need any more. What is wrong with them comes as
// schema.Diagnostics, all problems at once.
func Emit(s *schema.Schema) ([]File, error) {
	protos, compiled, err := compiledProtos(s)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, f := range protos {
		p := f.Package
		if !p.Selected {
			continue
		}
		files = append(files, protoFiles(f, s)...)
		goFiles, err := glueFiles(s, p, compiled[p.File])
		if err != nil {
			return nil, err
		}
		files = append(files, goFiles...)
	}
	return files, nil
}

// glueFiles returns the Go files of a package. One that the package does not need has to go.
func glueFiles(s *schema.Schema, p *schema.Package, fd linker.Result) ([]File, error) {
	var services, codec []byte
	if glue.Needed(p) {
		var err error
		if services, codec, err = glue.Print(s, p, fd.FileDescriptorProto()); err != nil {
			return nil, err
		}
	}
	files := []File{{Path: path.Join(p.Dir, schema.GlueFile), Content: services}, {Path: path.Join(p.Dir, schema.CodecFile), Content: codec}}
	for i := range files {
		if files[i].Removed = files[i].Content == nil; !files[i].Removed {
			files[i] = headed(s, files[i])
		}
	}
	return files, nil
}

// Protos returns the .proto files that Emit returns, and what is to be removed of them. It reports the same problems.
func Protos(s *schema.Schema) ([]File, error) {
	protos, _, err := compiledProtos(s)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, f := range protos {
		if f.Package.Selected {
			files = append(files, protoFiles(f, s)...)
		}
	}
	return files, nil
}

// protoFiles returns the .proto, and the one that it takes the place of.
func protoFiles(f *dotproto.File, s *schema.Schema) []File {
	file := headed(s, File{Path: path.Join(s.Settings.Folder(), f.Package.File), Content: f.Text()})
	if f.Package.Moved == "" {
		return []File{file}
	}
	file.Former = path.Join(s.Settings.Folder(), f.Package.Moved)
	return []File{file, {Path: file.Former, Removed: true}}
}

// headed puts the header of the module's settings on top of a file.
func headed(s *schema.Schema, f File) File {
	if lines := printer.CommentLines(s.Settings.Header); len(lines) > 0 {
		f.Content = append([]byte(strings.Join(lines, "\n")+"\n\n"), f.Content...)
	}
	return f
}

// Descriptors returns the linked descriptors of the .proto files that Emit returns, in their order. It reports the same
// problems with them.
func Descriptors(s *schema.Schema) ([]protoreflect.FileDescriptor, error) {
	protos, compiled, err := compiledProtos(s)
	if err != nil {
		return nil, err
	}
	var files []protoreflect.FileDescriptor
	for _, f := range protos {
		if f.Package.Selected {
			files = append(files, compiled[f.Package.File])
		}
	}
	return files, nil
}

// compiledProtos prints the .proto of every package, sorted by package, and compiles those that are selected.
func compiledProtos(s *schema.Schema) ([]*dotproto.File, map[string]linker.Result, error) {
	packages := slices.SortedFunc(slices.Values(s.Packages), func(a, b *schema.Package) int { return cmp.Compare(a.GoPath, b.GoPath) })
	var diags schema.Diagnostics
	protos := make([]*dotproto.File, len(packages))
	for i, p := range packages {
		glue.CheckNames(p, &diags)
		protos[i] = dotproto.New(p, s.Settings.Naming, &diags)
	}
	if err := diags.Err(); err != nil {
		return nil, nil, err
	}
	compiled, err := dotproto.Compile(protos)
	return protos, compiled, err
}

// Source returns annotated Go, and the .proto of each package: they keep the numbers and names that are reserved. What is
// wrong with a .proto comes as schema.Diagnostics.
func Source(s *schema.GoSource) ([]File, error) {
	protos, _, err := compiledProtos(s.Schema)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, f := range protos {
		if !f.Package.Selected {
			continue
		}
		files = append(files, protoFiles(f, s.Schema)...)
	}
	for _, f := range s.Files {
		content, err := gosource.Print(s, f)
		if err != nil {
			return nil, err
		}
		files = append(files, File{Path: f.Path, Content: content})
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}
