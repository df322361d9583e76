package everything

import (
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/typepb"
)

// Protoc has messages and enums of protoc-gen-go.
//
//grpc:message
type Protoc struct {
	Any    *anypb.Any
	Stamp  *timestamppb.Timestamp
	Stamps []*timestamppb.Timestamp
	ByName map[string]*structpb.Value
	Syntax typepb.Syntax
	Maybe  *typepb.Field_Kind
	Kinds  []typepb.Field_Kind
	Lists  [][]*anypb.Any
	Last   *typepb.Option
}
