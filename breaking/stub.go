package breaking

import (
	"maps"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile/parser"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/parser/googleapi"
)

// Files of other generators are not among those that are compared, and the module that has them may not even be required any
// more. Only the names of their types matter, so each is replaced by a stub: an empty message, or an enum of one value. A name
// does not tell which of the imports declares it, so each import provides all of them.

// stubs returns files that replace the imports that cannot be found.
func stubs(parsed map[string]parser.Result, isEnum func(protoreflect.FullName) bool) map[string]*descriptorpb.FileDescriptorProto {
	known, missing := map[string]bool{}, map[string]bool{}
	var used []*descriptorpb.FileDescriptorProto
	for _, p := range parsed {
		fd := p.FileDescriptorProto()
		used = append(used, fd)
		declare(known, fd.GetPackage(), fd.MessageType, fd.EnumType)
		for _, name := range fd.Dependency {
			if parsed[name] == nil && googleapi.File(name) == nil && !strings.HasPrefix(name, "google/protobuf/") {
				missing[name] = true
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	types := map[string]bool{}
	for _, fd := range used {
		for _, name := range typeNames(fd) {
			if !resolves(known, fd.GetPackage(), name) {
				types[strings.TrimPrefix(name, ".")] = true
			}
		}
	}
	return stubFiles(slices.Sorted(maps.Keys(missing)), slices.Sorted(maps.Keys(types)), isEnum)
}

// stubFiles returns a file for each package of the types, and for each import one that imports all of them publicly. The
// types are sorted, so that an outer message comes before what is within it.
func stubFiles(imports, types []string, isEnum func(protoreflect.FullName) bool) map[string]*descriptorpb.FileDescriptorProto {
	out := map[string]*descriptorpb.FileDescriptorProto{}
	stub := func(name, pkg string) *descriptorpb.FileDescriptorProto {
		if out[name] == nil {
			out[name] = &descriptorpb.FileDescriptorProto{Name: &name, Package: &pkg, Syntax: proto.String("proto3")}
		}
		return out[name]
	}
	declared := map[protoreflect.FullName]*descriptorpb.DescriptorProto{}
	for _, full := range types {
		name := protoreflect.FullName(full)
		var messages *[]*descriptorpb.DescriptorProto
		var enums *[]*descriptorpb.EnumDescriptorProto
		if outer := declared[name.Parent()]; outer != nil {
			messages, enums = &outer.NestedType, &outer.EnumType
		} else {
			file := stub("grpcgen/stub/"+string(name.Parent())+".proto", string(name.Parent()))
			messages, enums = &file.MessageType, &file.EnumType
		}
		short := string(name.Name())
		if isEnum(name) {
			zero := &descriptorpb.EnumValueDescriptorProto{Name: proto.String(short + "_0"), Number: proto.Int32(0)}
			*enums = append(*enums, &descriptorpb.EnumDescriptorProto{Name: &short, Value: []*descriptorpb.EnumValueDescriptorProto{zero}})
			continue
		}
		declared[name] = &descriptorpb.DescriptorProto{Name: &short}
		*messages = append(*messages, declared[name])
	}
	packages := slices.Sorted(maps.Keys(out))
	for _, name := range imports {
		file := stub(name, "")
		file.Dependency = packages
		for i := range packages {
			file.PublicDependency = append(file.PublicDependency, int32(i))
		}
	}
	return out
}

// declare adds the full names of messages and enums, nested ones as well.
func declare(known map[string]bool, scope string, messages []*descriptorpb.DescriptorProto, enums []*descriptorpb.EnumDescriptorProto) {
	if scope != "" {
		scope += "."
	}
	for _, e := range enums {
		known[scope+e.GetName()] = true
	}
	for _, m := range messages {
		known[scope+m.GetName()] = true
		declare(known, scope+m.GetName(), m.NestedType, m.EnumType)
	}
}

// typeNames returns the types of a file's fields and methods as they are written, those within messages with the
// messages around them as the scope.
func typeNames(fd *descriptorpb.FileDescriptorProto) []string {
	var out []string
	var walk func(messages []*descriptorpb.DescriptorProto, local map[string]bool)
	walk = func(messages []*descriptorpb.DescriptorProto, local map[string]bool) {
		for _, m := range messages {
			within := maps.Clone(local)
			declare(within, "", m.NestedType, m.EnumType)
			for _, f := range m.Field {
				if f.GetTypeName() != "" && !within[f.GetTypeName()] {
					out = append(out, f.GetTypeName())
				}
			}
			walk(m.NestedType, within)
		}
	}
	walk(fd.MessageType, map[string]bool{})
	for _, s := range fd.Service {
		for _, m := range s.Method {
			out = append(out, m.GetInputType(), m.GetOutputType())
		}
	}
	return out
}

// resolves reports whether a name is one that is known, seen from a package.
func resolves(known map[string]bool, pkg, name string) bool {
	if full, ok := strings.CutPrefix(name, "."); ok {
		return known[full] || strings.HasPrefix(full, "google.protobuf.")
	}
	for scope := pkg; ; scope = string(protoreflect.FullName(scope).Parent()) {
		full := strings.TrimPrefix(scope+"."+name, ".")
		if known[full] || strings.HasPrefix(full, "google.protobuf.") {
			return true
		}
		if scope == "" {
			return false
		}
	}
}

// ImportedEnum returns a function that reports whether a name is one of the enums that files import.
func ImportedEnum(files []protoreflect.FileDescriptor) func(protoreflect.FullName) bool {
	enums := map[protoreflect.FullName]bool{}
	for _, f := range files {
		for imported := range each[protoreflect.FileImport](f.Imports()) {
			for _, e := range declared(imported).enums {
				enums[e.FullName()] = true
			}
		}
	}
	return func(name protoreflect.FullName) bool { return enums[name] }
}
