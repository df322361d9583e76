package interop_test

import (
	"cmp"
	"slices"
	"testing"

	"google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/example/interop"
)

// The schema is that of grpc-go's generated code: what is in its three files is in our one.
func TestDescriptor(t *testing.T) {
	ours := protodesc.ToFileDescriptorProto((&interop.Empty{}).ProtoReflect().Descriptor().ParentFile())
	theirs := &descriptorpb.FileDescriptorProto{}
	for _, fd := range []protoreflect.FileDescriptor{
		grpc_testing.File_grpc_testing_empty_proto, grpc_testing.File_grpc_testing_messages_proto, grpc_testing.File_grpc_testing_test_proto,
	} {
		file := protodesc.ToFileDescriptorProto(fd)
		theirs.MessageType = append(theirs.MessageType, file.MessageType...)
		theirs.EnumType = append(theirs.EnumType, file.EnumType...)
		theirs.Service = append(theirs.Service, file.Service...)
	}
	for _, fd := range []*descriptorpb.FileDescriptorProto{ours, theirs} {
		sortMessages(fd.MessageType)
		sortByName(fd.EnumType)
		sortByName(fd.Service)
		for _, s := range fd.Service {
			sortByName(s.Method)
			for _, m := range s.Method {
				if proto.Size(m.Options) == 0 { // rpc ... {}
					m.Options = nil
				}
			}
		}
	}
	same(t, ours.MessageType, theirs.MessageType)
	same(t, ours.EnumType, theirs.EnumType)
	same(t, ours.Service, theirs.Service)
}

func sortMessages(messages []*descriptorpb.DescriptorProto) {
	sortByName(messages)
	for _, m := range messages {
		sortMessages(m.NestedType)
	}
}

func sortByName[D interface{ GetName() string }](all []D) {
	slices.SortFunc(all, func(a, b D) int { return cmp.Compare(a.GetName(), b.GetName()) })
}

func same[D interface {
	proto.Message
	GetName() string
}](t *testing.T, ours, theirs []D) {
	t.Helper()
	if len(ours) != len(theirs) {
		t.Errorf("%d of %T, grpc-go has %d", len(ours), ours, len(theirs))
		return
	}
	for i := range ours {
		if !proto.Equal(ours[i], theirs[i]) {
			t.Errorf("%s: got\n%v\nwant\n%v", theirs[i].GetName(), ours[i], theirs[i])
		}
	}
}
