package main

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/types/descriptorpb"
)

// questionProto is the .proto of the question app in Django Socio gRPC's example repository, laid out as its generator
// does: https://github.com/socotecio/django-socio-grpc-example, branch stream-stream.
const questionProto = `syntax = "proto3";

package dsg_example.app_example;

import "google/protobuf/empty.proto";

service QuestionController {
    rpc Create(QuestionRequest) returns (QuestionResponse) {}
    rpc Destroy(QuestionDestroyRequest) returns (google.protobuf.Empty) {}
    rpc List(QuestionListRequest) returns (QuestionListResponse) {}
    rpc PartialUpdate(QuestionPartialUpdateRequest) returns (QuestionResponse) {}
    rpc Retrieve(QuestionRetrieveRequest) returns (QuestionResponse) {}
    rpc Stream(stream QuestionStreamRequest) returns (stream QuestionStreamResponse) {}
    rpc Update(QuestionRequest) returns (QuestionResponse) {}
}

message QuestionDestroyRequest {
    int32 id = 1;
}

message QuestionListRequest {
}

message QuestionListResponse {
    repeated QuestionResponse results = 1;
}

message QuestionPartialUpdateRequest {
    int32 id = 1;
    string question_text = 2;
    string pub_date = 3;
    repeated string _partial_update_fields = 4;
}

message QuestionRequest {
    int32 id = 1;
    string question_text = 2;
    string pub_date = 3;
}

message QuestionResponse {
    int32 id = 1;
    string question_text = 2;
    string pub_date = 3;
}

message QuestionRetrieveRequest {
    int32 id = 1;
}

message QuestionStreamRequest {
    string question_text = 1;
}

message QuestionStreamResponse {
    string response = 1;
}

`

// What a scenario gives with naming: socio is what Django Socio gRPC gives, but for go_package.
func TestSocio(t *testing.T) {
	const file = "app_example/app_example.proto"
	var ours []byte
	for _, f := range readArchive(t, corpusDir+"/socio.txtar").Files {
		if f.Name == wantPrefix+"proto/"+file {
			ours = f.Data
		}
	}
	got, want := describe(t, file, string(ours)), describe(t, file, questionProto)
	if got.GetOptions().GetGoPackage() == "" {
		t.Error("no go_package")
	}
	got.Options = nil
	if !proto.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", prototext.Format(got), prototext.Format(want))
	}
}

// describe compiles a .proto, and sorts what it declares.
func describe(t *testing.T, name, text string) *descriptorpb.FileDescriptorProto {
	t.Helper()
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{
		Accessor: protocompile.SourceAccessorFromMap(map[string]string{name: text}),
	})}
	files, err := compiler.Compile(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	fd := protodesc.ToFileDescriptorProto(files[0])
	slices.SortFunc(fd.MessageType, func(a, b *descriptorpb.DescriptorProto) int { return cmp.Compare(a.GetName(), b.GetName()) })
	for _, s := range fd.Service {
		slices.SortFunc(s.Method, func(a, b *descriptorpb.MethodDescriptorProto) int { return cmp.Compare(a.GetName(), b.GetName()) })
		for _, m := range s.Method { // {} is written and says nothing
			m.Options = nil
		}
	}
	return fd
}
