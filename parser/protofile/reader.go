package protofile

import (
	"go/token"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// reader is the state of one reading.
type reader struct {
	cfg      Config
	naming   naming.Convention
	files    *files
	read     []protoreflect.FileDescriptor
	drop     map[string]bool
	diags    problems
	packages map[protoreflect.FullName]*pkg
	messages map[protoreflect.FullName]*schema.Message
	enums    map[protoreflect.FullName]*schema.Enum
	decls    map[protoreflect.FullName]*schema.GoDecl
	names    map[string]string // of foreign Go packages
	known    known
	asked    map[string]bool // the files that become Go in any case
}

// pkg is a proto package, and the Go package that it becomes.
type pkg struct {
	out   *schema.Package
	files []protoreflect.FileDescriptor
	taken map[string]bool // Go identifiers
}

func newReader(cfg Config, found *files) *reader {
	r := &reader{
		cfg: cfg, naming: naming.Of(cfg.Settings.Naming), files: found, drop: map[string]bool{}, packages: map[protoreflect.FullName]*pkg{},
		messages: map[protoreflect.FullName]*schema.Message{}, enums: map[protoreflect.FullName]*schema.Enum{},
		decls: map[protoreflect.FullName]*schema.GoDecl{}, names: map[string]string{}, asked: map[string]bool{},
	}
	for _, name := range cfg.Drop {
		r.drop[name] = true
	}
	return r
}

// pos returns where a declaration is.
func (r *reader) pos(d protoreflect.Descriptor) token.Position {
	return r.position(d.ParentFile(), d.ParentFile().SourceLocations().ByDescriptor(d))
}

// at returns where the part of a declaration is that a path leads to, or else where the declaration is.
func (r *reader) at(d protoreflect.Descriptor, path ...int32) token.Position {
	file := d.ParentFile()
	all := file.SourceLocations()
	own := all.ByDescriptor(d)
	full := append(slices.Clone(own.Path), path...)
	for i := range all.Len() {
		if loc := all.Get(i); len(loc.Path) >= len(full) && slices.Equal(loc.Path[:len(full)], full) {
			return r.position(file, loc)
		}
	}
	if d == protoreflect.Descriptor(file) {
		return token.Position{Filename: r.files.path(file.Path()), Line: 1, Column: 1}
	}
	return r.position(file, own)
}

func (r *reader) position(file protoreflect.FileDescriptor, loc protoreflect.SourceLocation) token.Position {
	return token.Position{
		Filename: r.files.path(file.Path()), Line: loc.StartLine + 1, Column: loc.StartColumn + 1,
		Offset: loc.StartLine<<12 + loc.StartColumn, // not that of the file, but in its order
	}
}

// nameIn returns the name of a declaration in its package: Outer.Inner for a nested one.
func nameIn(d protoreflect.Descriptor) string {
	return strings.TrimPrefix(string(d.FullName()), string(d.ParentFile().Package())+".")
}

// each visits every message and enum of a file, outer ones first. It leaves out the messages of map entries.
func each(scope interface {
	Messages() protoreflect.MessageDescriptors
	Enums() protoreflect.EnumDescriptors
}, message func(protoreflect.MessageDescriptor), enum func(protoreflect.EnumDescriptor)) {
	for i := range scope.Messages().Len() {
		md := scope.Messages().Get(i)
		if md.IsMapEntry() {
			continue
		}
		message(md)
		each(md, message, enum)
	}
	for i := range scope.Enums().Len() {
		enum(scope.Enums().Get(i))
	}
}
