package protofile

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/parser"
	"github.com/grpcgen/grpcgen/parser/built"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// What the files import may have its Go already: by an earlier import into this module, or by protoc-gen-go. It is used
// as it is, unless the command line asks for the file.

// known is the Go that is there.
type known struct {
	module *schema.Schema                            // the module, if it has packages that are used
	own    map[protoreflect.FullName]*schema.Package // those, by proto package
	protoc map[string]string                         // import paths of what protoc-gen-go made, by .proto
}

// findKnown looks for the Go of what the files import.
func (r *reader) findKnown(ctx context.Context) error {
	r.known = known{own: map[protoreflect.FullName]*schema.Package{}, protoc: map[string]string{}}
	var all []protoreflect.FileDescriptor
	seen := map[string]bool{}
	var visit func(fd protoreflect.FileDescriptor)
	visit = func(fd protoreflect.FileDescriptor) {
		if seen[fd.Path()] || isStandard(fd) {
			return
		}
		seen[fd.Path()] = true
		if !r.asked[fd.Path()] {
			all = append(all, fd)
		}
		for i := range fd.Imports().Len() {
			visit(fd.Imports().Get(i).FileDescriptor)
		}
	}
	for _, fd := range r.files.asked {
		visit(fd)
	}
	if err := r.findOwn(ctx, all); err != nil {
		return err
	}
	return r.findProtoc(ctx, all)
}

// findOwn reads the module, if grpcgen keeps the .proto of one of the packages in it.
func (r *reader) findOwn(ctx context.Context, all []protoreflect.FileDescriptor) error {
	if !slices.ContainsFunc(all, func(fd protoreflect.FileDescriptor) bool { return r.ledgerOf(fd.Package()) != "" }) {
		return nil
	}
	module, err := parser.Parse(ctx, parser.Config{Dir: r.cfg.Dir, Settings: r.cfg.Settings})
	if err != nil {
		return err
	}
	r.known.module = module
	for _, p := range module.Packages {
		p.Selected = false
		r.known.own[protoreflect.FullName(p.Proto)] = p
	}
	return nil
}

// protos returns the folder of the .proto files that grpcgen keeps.
func (r *reader) protos() string {
	return filepath.Join(r.cfg.Dir, filepath.FromSlash(r.cfg.Settings.Folder()))
}

// ledgerOf returns the .proto that grpcgen keeps of a package in the module, as others import it, or "".
func (r *reader) ledgerOf(name protoreflect.FullName) string {
	folder := path.Dir(r.naming.File(string(name), "any"))
	paths, err := filepath.Glob(filepath.Join(r.protos(), filepath.FromSlash(folder), "*.proto"))
	if err != nil {
		return ""
	}
	for _, file := range paths {
		data, err := os.ReadFile(file)
		if m := packageLine.FindSubmatch(data); err == nil && schema.IsGenerated(data) && m != nil && string(m[1]) == string(name) {
			return path.Join(folder, filepath.Base(file))
		}
	}
	return ""
}

// findProtoc asks the go command for the packages that the files name as theirs.
func (r *reader) findProtoc(ctx context.Context, all []protoreflect.FileDescriptor) error {
	var paths []string
	for _, fd := range all {
		path, _ := goPackage(fd)
		if path != "" && path[0] != '.' && r.known.own[fd.Package()] == nil && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil
	}
	folders, err := source.PackageFolders(ctx, r.cfg.Dir, paths)
	if err != nil {
		return err
	}
	for _, fd := range all {
		if path, _ := goPackage(fd); built.HasProtoc(folders[path], fd.Path()) {
			r.known.protoc[fd.Path()] = path
		}
	}
	return nil
}

// takeOwn declares the messages and enums of a package that is Go already.
func (r *reader) takeOwn(p *schema.Package) {
	for _, m := range p.Messages {
		if m.Origin == schema.TombstoneMessage || m.Generated() {
			continue // it has no Go type
		}
		name := protoreflect.FullName(m.FullName())
		r.messages[name] = m
		r.decls[name] = &schema.GoDecl{Message: m}
	}
	for _, e := range p.Enums {
		if e.Tombstone {
			continue
		}
		r.enums[protoreflect.FullName(e.FullName())] = e
	}
}

// refuseGone reports a use of a type that the .proto of a package has, and its Go in this module has not.
func (r *reader) refuseGone(use, d protoreflect.Descriptor) {
	if p := r.known.own[d.ParentFile().Package()]; p != nil {
		r.diags.Add(r.pos(use), "add it there", "package %s has Go in this module already, in %s, but no %s there", p.Proto, p.Dir, nameIn(d))
	}
}

// Used lists the existing Go that the files use as it is, one line for each import.
func (i *Import) Used() []string {
	var lines []string
	for _, fd := range i.read {
		for k := range fd.Imports().Len() {
			imported := fd.Imports().Get(k)
			line := ""
			if p := i.known.own[imported.Package()]; p != nil {
				line = fmt.Sprintf("%s: %s, as it is", imported.Path(), p.GoPath)
			} else if path := i.known.protoc[imported.Path()]; path != "" {
				line = fmt.Sprintf("%s: %s, which protoc-gen-go made", imported.Path(), path)
			}
			if line != "" && !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	slices.Sort(lines)
	return lines
}
