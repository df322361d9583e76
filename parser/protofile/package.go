package protofile

import (
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// group makes one Go package of all files of a proto package.
func (r *reader) group() {
	for _, fd := range r.read {
		p := r.packages[fd.Package()]
		if p == nil {
			p = &pkg{taken: map[string]bool{}}
			r.packages[fd.Package()] = p
		}
		p.files = append(p.files, fd)
	}
	for name, p := range r.packages {
		p.out = r.describe(name, p)
	}
	r.checkCycles()
}

// describe decides where a package goes and what it is called.
func (r *reader) describe(name protoreflect.FullName, p *pkg) *schema.Package {
	dir := r.cfg.Out
	if len(r.packages) > 1 || !r.cfg.Flat {
		dir = filepath.Join(dir, filepath.FromSlash(strings.ReplaceAll(string(name), ".", "/")))
	}
	out := &schema.Package{Proto: string(name), Selected: true, GoName: r.cfg.Name, Pos: r.at(p.files[0], 2)}
	if out.GoName == "" {
		out.GoName = packageName(string(name))
	} else if len(r.packages) > 1 {
		r.diags.Add(out.Pos, "leave it out, or import one proto package at a time", "--package names one Go package, but there are %d proto packages", len(r.packages))
	}
	below, ok := slash(r.cfg.Dir, dir)
	if !ok {
		r.diags.Add(token.Position{Filename: dir}, "choose one with --out", "the folder is outside the module in %s", r.cfg.Dir)
	}
	out.Dir, out.GoPath = below, path.Join(r.cfg.Module, below)
	out.File = r.naming.File(out.Proto, out.GoName)
	if base := path.Base(p.files[0].Path()); len(p.files) == 1 && naming.IsFileName(base) { // others may import it
		out.File = path.Join(path.Dir(out.File), base)
	}
	out.GoPackage = naming.GoPackage(r.cfg.Module, r.cfg.Settings, out.File, out.Proto)
	if kept := r.ledgerOf(name); kept != "" && kept != out.File {
		r.diags.Add(out.Pos, "add to its Go what is new; or remove both, and import all files of the package in one run",
			"package %s is in this module already: grpcgen keeps its %s", name, kept)
	}
	for _, fd := range p.files {
		out.Options = append(out.Options, r.fileOptions(fd, out.Options)...)
	}
	return out
}

// packageName returns what the Go package of a proto package is called.
func packageName(name string) string {
	last := strings.ToLower(naming.LastName(name))
	if token.IsKeyword(last) || last == "main" || last == "" {
		return last + "pb"
	}
	return last
}

// fileOptions returns the options of a file as they are written, but those that others of its package have set.
func (r *reader) fileOptions(fd protoreflect.FileDescriptor, set []schema.Option) []schema.Option {
	var found []schema.Option
	opts := fd.Options().ProtoReflect()
	fields := opts.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		if !opts.Has(f) || f.Name() == "go_package" || r.drop[string(f.Name())] || f.Kind() == protoreflect.MessageKind || f.IsList() {
			continue
		}
		o := schema.Option{Name: string(f.Name()), Value: optionText(f, opts.Get(f))}
		j := slices.IndexFunc(set, func(other schema.Option) bool { return other.Name == o.Name })
		switch {
		case j < 0:
			found = append(found, o)
		case set[j].Value != o.Value:
			r.diags.Add(r.at(fd, 8, int32(f.Number())), "give all files of the package the same"+orDrop(o.Name),
				"option %s is %s here and %s in another file of package %s, and they become one file", o.Name, o.Value, set[j].Value, fd.Package())
		}
	}
	return found
}

func optionText(f protoreflect.FieldDescriptor, v protoreflect.Value) string {
	switch f.Kind() {
	case protoreflect.StringKind:
		return quote(v.String())
	case protoreflect.EnumKind:
		return string(f.Enum().Values().ByNumber(v.Enum()).Name())
	}
	return v.String()
}

// goPackage takes the option of a file apart: an import path, and the package's name.
func goPackage(fd protoreflect.FileDescriptor) (importPath, name string) {
	opts, _ := fd.Options().(*descriptorpb.FileOptions)
	importPath, name, found := strings.Cut(opts.GetGoPackage(), ";")
	if !found {
		name = path.Base(importPath)
	}
	return importPath, name
}

// checkCycles reports packages whose files import each other, which .proto files can and Go packages cannot.
func (r *reader) checkCycles() {
	uses := map[protoreflect.FullName]map[protoreflect.FullName]bool{}
	for name, p := range r.packages {
		uses[name] = map[protoreflect.FullName]bool{}
		for _, fd := range p.files {
			for i := range fd.Imports().Len() {
				if used := fd.Imports().Get(i).Package(); used != name && r.packages[used] != nil {
					uses[name][used] = true
				}
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, used := range uses {
			for name := range used {
				for further := range uses[name] {
					changed = changed || !used[further]
					used[further] = true
				}
			}
		}
	}
	for _, fd := range r.read {
		for i := range fd.Imports().Len() {
			if used := fd.Imports().Get(i).Package(); used != fd.Package() && uses[used][fd.Package()] {
				r.diags.Add(r.at(fd, 3, int32(i)), "move what both need into a package of its own",
					"packages %s and %s import each other, which Go packages cannot", fd.Package(), used)
			}
		}
	}
}
