// Package protofile reads .proto files that people wrote, and returns annotated Go with the same meaning: the way into
// grpcgen for a team that began with .proto files.
//
// What Go cannot express is a problem at its place in the .proto, and one run finds all of them. Nothing is left out
// silently: [Import.Check] compares what is generated with what was read.
package protofile

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// Config says what to read, and where the Go will be.
type Config struct {
	Files  []string // paths of the .proto files
	Roots  []string // folders that imports are looked up in; without any they are guessed from the files
	Module string   // module path
	Dir    string   // absolute folder of the module's go.mod
	Out    string   // absolute folder for the Go
	Flat   bool     // a single package goes into Out itself, not into a folder of its name below it
	Name   string   // of the Go package, where there is only one
	Drop   []string // names of options to leave out: full ones of custom options

	Settings schema.Settings // of the module
}

// Import is the result of Read.
type Import struct {
	Source *schema.GoSource
	files  *files
	read   []protoreflect.FileDescriptor // those that become Go
	drop   map[string]bool
	known  known
	protos string // folder of those that grpcgen keeps
}

// Read reads the files and what they import. The error is schema.Diagnostics if they have problems.
func Read(ctx context.Context, cfg Config) (*Import, error) {
	found, err := compile(ctx, cfg)
	if err != nil {
		return nil, err
	}
	r := newReader(cfg, found)
	r.askAll()
	if err := r.findKnown(ctx); err != nil {
		return nil, err
	}
	r.choose()
	r.group()
	for _, fd := range r.read {
		r.refuse(fd)
	}
	if err := r.diags.Err(); err != nil { // what cannot be said would only confuse what follows
		return nil, err
	}
	r.declare()
	r.fill()
	if err := r.diags.Err(); err != nil {
		return nil, err
	}
	return &Import{Source: r.source(), files: found, read: r.read, drop: r.drop, known: r.known, protos: r.protos()}, nil
}

// Paths returns the paths of the files that become Go.
func (i *Import) Paths() []string {
	var paths []string
	for _, fd := range i.read {
		paths = append(paths, i.files.path(fd.Path()))
	}
	return paths
}

// foreignModules are those whose code of protoc-gen-go is used for a file that was not asked for, even if this module does
// not require them yet.
var foreignModules = []string{"google.golang.org/", "cloud.google.com/go/"}

// choose finds the files that become Go: those that were asked for, and what they import unless there is Go for it.
// Imports come first.
func (r *reader) choose() {
	seen := map[string]bool{}
	var visit func(fd protoreflect.FileDescriptor)
	visit = func(fd protoreflect.FileDescriptor) {
		if seen[fd.Path()] || r.hasGo(fd) {
			return
		}
		seen[fd.Path()] = true
		for i := range fd.Imports().Len() {
			visit(fd.Imports().Get(i).FileDescriptor)
		}
		r.read = append(r.read, fd)
	}
	for _, fd := range r.files.asked {
		if isStandard(fd) {
			r.diags.Add(r.at(fd), "leave it out: protobuf-go's own types are used", "%s is a file of protobuf itself", fd.Path())
		}
		visit(fd)
	}
}

// hasGo reports whether there is Go for a file that is used as it is.
func (r *reader) hasGo(fd protoreflect.FileDescriptor) bool {
	if isStandard(fd) {
		return true
	}
	if r.asked[fd.Path()] {
		return false
	}
	if r.known.own[fd.Package()] != nil || r.known.protoc[fd.Path()] != "" {
		return true
	}
	path, _ := goPackage(fd)
	return slices.ContainsFunc(foreignModules, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

// isStandard reports whether a file is of protobuf itself.
func isStandard(fd protoreflect.FileDescriptor) bool {
	return strings.HasPrefix(fd.Path(), "google/protobuf/")
}

// slash returns a folder relative to the module, slash-separated, and whether it is below it.
func slash(root, dir string) (string, bool) {
	rel, err := filepath.Rel(root, dir)
	rel = filepath.ToSlash(rel)
	return rel, err == nil && rel != ".." && !strings.HasPrefix(rel, "../")
}
