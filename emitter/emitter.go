// Package emitter writes what a schema says: one .proto and one Go file for each package.
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

	"github.com/bufbuild/protocompile/linker"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Emit returns the files of every selected package, sorted by package, and what is to be removed: the .proto of a package
// under its former name, and the glue of one that has nothing left. What is wrong with them comes as
// schema.Diagnostics, all problems at once.
func Emit(s *schema.Schema) ([]File, error) {
	protos, compiled, err := compiledProtos(s)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, f := range protos {
		p := f.pkg
		if !p.Selected {
			continue
		}
		files = append(files, f.files(s)...)
		if !needsGlue(p) {
			files = append(files, File{Path: path.Join(p.Dir, schema.GlueFile), Removed: true})
			continue
		}
		content, err := newGlue(s, p).file(compiled[p.File].FileDescriptorProto())
		if err != nil {
			return nil, err
		}
		files = append(files, File{Path: path.Join(p.Dir, schema.GlueFile), Content: content})
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
		if f.pkg.Selected {
			files = append(files, f.files(s)...)
		}
	}
	return files, nil
}

// files returns the .proto, and the one that it takes the place of.
func (f *protoFile) files(s *schema.Schema) []File {
	files := []File{{Path: path.Join(s.Settings.Folder(), f.pkg.File), Content: f.text.Bytes()}}
	if f.pkg.Moved != "" {
		files = append(files, File{Path: path.Join(s.Settings.Folder(), f.pkg.Moved), Removed: true})
	}
	return files
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
		if f.pkg.Selected {
			files = append(files, compiled[f.pkg.File])
		}
	}
	return files, nil
}

// compiledProtos prints the .proto of every package, sorted by package, and compiles those that are selected.
func compiledProtos(s *schema.Schema) ([]*protoFile, map[string]linker.Result, error) {
	packages := slices.SortedFunc(slices.Values(s.Packages), func(a, b *schema.Package) int { return cmp.Compare(a.GoPath, b.GoPath) })
	var diags schema.Diagnostics
	protos := make([]*protoFile, len(packages))
	for i, p := range packages {
		checkNames(p, &diags)
		protos[i] = newProtoFile(p, s.Settings.Naming, &diags)
	}
	if err := diags.Err(); err != nil {
		return nil, nil, err
	}
	compiled, err := compile(protos)
	return protos, compiled, err
}

// needsGlue reports whether p has anything that Go code can use: a package that only remembers what was removed has not.
func needsGlue(p *schema.Package) bool {
	return len(p.Services) > 0 ||
		slices.ContainsFunc(p.Messages, func(m *schema.Message) bool { return m.HasGo() }) ||
		slices.ContainsFunc(p.Enums, func(e *schema.Enum) bool { return !e.Tombstone })
}
