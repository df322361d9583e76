package dotproto

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// foreignFiles returns what stands for the imported files of other generators while a .proto is compiled: the names that
// are used of them. The standard imports are left to the compiler, which has them.
func foreignFiles(files []*File) map[string]*descriptorpb.FileDescriptorProto {
	out := map[string]*descriptorpb.FileDescriptorProto{}
	enums := map[string]bool{}
	used := map[string]*schema.Foreign{}
	for _, f := range files {
		for _, foreign := range usedForeign(f.Package) {
			used[foreign.FullName] = foreign
		}
		for e := range f.Package.UsedEnums() {
			enums[e.FullName()] = true
		}
	}
	for full, f := range used {
		if strings.HasPrefix(f.File, "google/protobuf/") {
			continue
		}
		if out[f.File] == nil {
			out[f.File] = &descriptorpb.FileDescriptorProto{Name: &f.File, Package: &f.Package, Syntax: proto.String("proto3")}
		}
		names := strings.Split(strings.TrimPrefix(strings.TrimPrefix(full, f.Package), "."), ".")
		declare(out[f.File], names, enums[full])
	}
	return out
}

// addBuiltFiles adds what stands for the imported files of other modules that grpcgen has built: all names that they
// declare. What their messages hold is nothing to the files that use them, and would need their own imports.
func addBuiltFiles(out map[string]*descriptorpb.FileDescriptorProto, files []*File) error {
	for _, f := range files {
		for p := range f.Package.ImportedPackages() {
			if p.Descriptor == nil || out[p.File] != nil {
				continue
			}
			fd := new(descriptorpb.FileDescriptorProto)
			if err := proto.Unmarshal(p.Descriptor, fd); err != nil {
				return fmt.Errorf("%s of package %s: %w", p.File, p.GoPath, err)
			}
			fd.Dependency, fd.PublicDependency, fd.WeakDependency, fd.Options = nil, nil, nil, nil
			for _, s := range fd.Service {
				s.Method, s.Options = nil, nil
			}
			hollow(fd.MessageType)
			out[p.File] = fd
		}
	}
	return nil
}

// hollow leaves of messages their names and what is inside them.
func hollow(messages []*descriptorpb.DescriptorProto) {
	for _, m := range messages {
		m.Field, m.OneofDecl = nil, nil
		m.NestedType = slices.DeleteFunc(m.NestedType, func(n *descriptorpb.DescriptorProto) bool { return n.GetOptions().GetMapEntry() })
		hollow(m.NestedType)
	}
}

// declare adds the message or the enum of that name, within the messages around it.
func declare(file *descriptorpb.FileDescriptorProto, names []string, isEnum bool) {
	messages, enums := &file.MessageType, &file.EnumType
	for i, name := range names {
		if isEnum && i == len(names)-1 {
			zero := &descriptorpb.EnumValueDescriptorProto{Name: proto.String(strings.Join(names, "_") + "_0"), Number: proto.Int32(0)}
			*enums = append(*enums, &descriptorpb.EnumDescriptorProto{Name: &name, Value: []*descriptorpb.EnumValueDescriptorProto{zero}})
			return
		}
		m := find(*messages, name)
		if m == nil {
			m = &descriptorpb.DescriptorProto{Name: &name}
			*messages = append(*messages, m)
		}
		messages, enums = &m.NestedType, &m.EnumType
	}
}

func find(messages []*descriptorpb.DescriptorProto, name string) *descriptorpb.DescriptorProto {
	for _, m := range messages {
		if m.GetName() == name {
			return m
		}
	}
	return nil
}
