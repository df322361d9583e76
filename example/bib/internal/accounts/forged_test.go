package accounts_test

import (
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/grpcgen/grpcgen/example/bib/internal/accounts"
)

// descriptor returns the message of a request that sends a user as responses have it.
func descriptor() (protoreflect.MessageDescriptor, error) {
	user := protodesc.ToDescriptorProto((&accounts.User{}).ProtoReflect().Descriptor())
	request := &descriptorpb.DescriptorProto{
		Name: new("Forged"),
		Field: []*descriptorpb.FieldDescriptorProto{{
			Name: new("user"), Number: new(int32(1)), Label: descriptorpb.FieldDescriptorProto_LABEL_OPTIONAL.Enum(),
			Type: descriptorpb.FieldDescriptorProto_TYPE_MESSAGE.Enum(), TypeName: new(".forged.User"),
		}},
	}
	file, err := protodesc.NewFile(&descriptorpb.FileDescriptorProto{
		Name: new("forged.proto"), Package: new("forged"), Syntax: new("proto3"),
		Dependency:  []string{timestamppb.File_google_protobuf_timestamp_proto.Path()},
		MessageType: []*descriptorpb.DescriptorProto{request, user},
	}, protoregistry.GlobalFiles)
	if err != nil {
		return nil, err
	}
	return file.Messages().ByName("Forged"), nil
}
