package emitter

import (
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// foreignFiles returns what stands for the imported files of other generators while a .proto is compiled: the names that
// are used of them. The standard imports are left to the compiler, which has them.
func foreignFiles(files []*protoFile) map[string]*descriptorpb.FileDescriptorProto {
	out := map[string]*descriptorpb.FileDescriptorProto{}
	enums := map[string]bool{}
	used := map[string]*schema.Foreign{}
	for _, f := range files {
		for _, foreign := range usedForeign(f.pkg) {
			used[foreign.FullName] = foreign
		}
		for e := range usedEnums(f.pkg) {
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
