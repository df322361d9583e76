// Package alltypes has the message of protobuf's conformance tests (test_messages_proto3.proto) as Go structs: the same
// names, numbers and types.
//
//grpc:package protobuf_test_messages.proto3
package alltypes

import (
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/grpcgen/grpcgen"
)

//go:generate go tool grpcgen build

// TestAllTypesProto3 has a field of every type that proto3 has.
//
//grpc:message
type TestAllTypesProto3 struct {
	OptionalInt32           int32                      `grpc:"1"`
	OptionalInt64           int64                      `grpc:"2"`
	OptionalUint32          uint32                     `grpc:"3"`
	OptionalUint64          uint64                     `grpc:"4"`
	OptionalSint32          int32                      `grpc:"5,type=sint32"`
	OptionalSint64          int64                      `grpc:"6,type=sint64"`
	OptionalFixed32         uint32                     `grpc:"7,type=fixed32"`
	OptionalFixed64         uint64                     `grpc:"8,type=fixed64"`
	OptionalSfixed32        int32                      `grpc:"9,type=sfixed32"`
	OptionalSfixed64        int64                      `grpc:"10,type=sfixed64"`
	OptionalFloat           float32                    `grpc:"11"`
	OptionalDouble          float64                    `grpc:"12"`
	OptionalBool            bool                       `grpc:"13"`
	OptionalString          string                     `grpc:"14"`
	OptionalBytes           []byte                     `grpc:"15"`
	OptionalNestedMessage   *NestedMessage             `grpc:"18"`
	OptionalForeignMessage  *ForeignMessage            `grpc:"19"`
	OptionalNestedEnum      NestedEnum                 `grpc:"21"`
	OptionalForeignEnum     ForeignEnum                `grpc:"22"`
	OptionalAliasedEnum     AliasedEnum                `grpc:"23"`
	OptionalStringPiece     string                     `grpc:"24"`
	OptionalCord            string                     `grpc:"25"`
	RecursiveMessage        *TestAllTypesProto3        `grpc:"27"`
	RepeatedInt32           []int32                    `grpc:"31"`
	RepeatedInt64           []int64                    `grpc:"32"`
	RepeatedUint32          []uint32                   `grpc:"33"`
	RepeatedUint64          []uint64                   `grpc:"34"`
	RepeatedSint32          []int32                    `grpc:"35,type=sint32"`
	RepeatedSint64          []int64                    `grpc:"36,type=sint64"`
	RepeatedFixed32         []uint32                   `grpc:"37,type=fixed32"`
	RepeatedFixed64         []uint64                   `grpc:"38,type=fixed64"`
	RepeatedSfixed32        []int32                    `grpc:"39,type=sfixed32"`
	RepeatedSfixed64        []int64                    `grpc:"40,type=sfixed64"`
	RepeatedFloat           []float32                  `grpc:"41"`
	RepeatedDouble          []float64                  `grpc:"42"`
	RepeatedBool            []bool                     `grpc:"43"`
	RepeatedString          []string                   `grpc:"44"`
	RepeatedBytes           [][]byte                   `grpc:"45"`
	RepeatedNestedMessage   []*NestedMessage           `grpc:"48"`
	RepeatedForeignMessage  []*ForeignMessage          `grpc:"49"`
	RepeatedNestedEnum      []NestedEnum               `grpc:"51"`
	RepeatedForeignEnum     []ForeignEnum              `grpc:"52"`
	RepeatedStringPiece     []string                   `grpc:"54"`
	RepeatedCord            []string                   `grpc:"55"`
	MapInt32Int32           map[int32]int32            `grpc:"56"`
	MapInt64Int64           map[int64]int64            `grpc:"57"`
	MapUint32Uint32         map[uint32]uint32          `grpc:"58"`
	MapUint64Uint64         map[uint64]uint64          `grpc:"59"`
	MapSint32Sint32         map[int32]int32            `grpc:"60,key=sint32,type=sint32"`
	MapSint64Sint64         map[int64]int64            `grpc:"61,key=sint64,type=sint64"`
	MapFixed32Fixed32       map[uint32]uint32          `grpc:"62,key=fixed32,type=fixed32"`
	MapFixed64Fixed64       map[uint64]uint64          `grpc:"63,key=fixed64,type=fixed64"`
	MapSfixed32Sfixed32     map[int32]int32            `grpc:"64,key=sfixed32,type=sfixed32"`
	MapSfixed64Sfixed64     map[int64]int64            `grpc:"65,key=sfixed64,type=sfixed64"`
	MapInt32Float           map[int32]float32          `grpc:"66"`
	MapInt32Double          map[int32]float64          `grpc:"67"`
	MapBoolBool             map[bool]bool              `grpc:"68"`
	MapStringString         map[string]string          `grpc:"69"`
	MapStringBytes          map[string][]byte          `grpc:"70"`
	MapStringNestedMessage  map[string]*NestedMessage  `grpc:"71"`
	MapStringForeignMessage map[string]*ForeignMessage `grpc:"72"`
	MapStringNestedEnum     map[string]NestedEnum      `grpc:"73"`
	MapStringForeignEnum    map[string]ForeignEnum     `grpc:"74"`
	PackedInt32             []int32                    `grpc:"75"`
	PackedInt64             []int64                    `grpc:"76"`
	PackedUint32            []uint32                   `grpc:"77"`
	PackedUint64            []uint64                   `grpc:"78"`
	PackedSint32            []int32                    `grpc:"79,type=sint32"`
	PackedSint64            []int64                    `grpc:"80,type=sint64"`
	PackedFixed32           []uint32                   `grpc:"81,type=fixed32"`
	PackedFixed64           []uint64                   `grpc:"82,type=fixed64"`
	PackedSfixed32          []int32                    `grpc:"83,type=sfixed32"`
	PackedSfixed64          []int64                    `grpc:"84,type=sfixed64"`
	PackedFloat             []float32                  `grpc:"85"`
	PackedDouble            []float64                  `grpc:"86"`
	PackedBool              []bool                     `grpc:"87"`
	PackedNestedEnum        []NestedEnum               `grpc:"88"`
	UnpackedInt32           []int32                    `grpc:"89,unpacked"`
	UnpackedInt64           []int64                    `grpc:"90,unpacked"`
	UnpackedUint32          []uint32                   `grpc:"91,unpacked"`
	UnpackedUint64          []uint64                   `grpc:"92,unpacked"`
	UnpackedSint32          []int32                    `grpc:"93,type=sint32,unpacked"`
	UnpackedSint64          []int64                    `grpc:"94,type=sint64,unpacked"`
	UnpackedFixed32         []uint32                   `grpc:"95,type=fixed32,unpacked"`
	UnpackedFixed64         []uint64                   `grpc:"96,type=fixed64,unpacked"`
	UnpackedSfixed32        []int32                    `grpc:"97,type=sfixed32,unpacked"`
	UnpackedSfixed64        []int64                    `grpc:"98,type=sfixed64,unpacked"`
	UnpackedFloat           []float32                  `grpc:"99,unpacked"`
	UnpackedDouble          []float64                  `grpc:"100,unpacked"`
	UnpackedBool            []bool                     `grpc:"101,unpacked"`
	UnpackedNestedEnum      []NestedEnum               `grpc:"102,unpacked"`
	OneofUint32             *uint32                    `grpc:"111,oneof=oneof_field"`
	OneofNestedMessage      *NestedMessage             `grpc:"112,oneof=oneof_field"`
	OneofString             *string                    `grpc:"113,oneof=oneof_field"`
	OneofBytes              *[]byte                    `grpc:"114,oneof=oneof_field"`
	OneofBool               *bool                      `grpc:"115,oneof=oneof_field"`
	OneofUint64             *uint64                    `grpc:"116,oneof=oneof_field"`
	OneofFloat              *float32                   `grpc:"117,oneof=oneof_field"`
	OneofDouble             *float64                   `grpc:"118,oneof=oneof_field"`
	OneofEnum               *NestedEnum                `grpc:"119,oneof=oneof_field"`
	OneofNullValue          *structpb.NullValue        `grpc:"120,oneof=oneof_field"`
	OptionalBoolWrapper     *wrapperspb.BoolValue      `grpc:"201"`
	OptionalInt32Wrapper    *wrapperspb.Int32Value     `grpc:"202"`
	OptionalInt64Wrapper    *wrapperspb.Int64Value     `grpc:"203"`
	OptionalUint32Wrapper   *wrapperspb.UInt32Value    `grpc:"204"`
	OptionalUint64Wrapper   *wrapperspb.UInt64Value    `grpc:"205"`
	OptionalFloatWrapper    *wrapperspb.FloatValue     `grpc:"206"`
	OptionalDoubleWrapper   *wrapperspb.DoubleValue    `grpc:"207"`
	OptionalStringWrapper   *wrapperspb.StringValue    `grpc:"208"`
	OptionalBytesWrapper    *wrapperspb.BytesValue     `grpc:"209"`
	RepeatedBoolWrapper     []*wrapperspb.BoolValue    `grpc:"211"`
	RepeatedInt32Wrapper    []*wrapperspb.Int32Value   `grpc:"212"`
	RepeatedInt64Wrapper    []*wrapperspb.Int64Value   `grpc:"213"`
	RepeatedUint32Wrapper   []*wrapperspb.UInt32Value  `grpc:"214"`
	RepeatedUint64Wrapper   []*wrapperspb.UInt64Value  `grpc:"215"`
	RepeatedFloatWrapper    []*wrapperspb.FloatValue   `grpc:"216"`
	RepeatedDoubleWrapper   []*wrapperspb.DoubleValue  `grpc:"217"`
	RepeatedStringWrapper   []*wrapperspb.StringValue  `grpc:"218"`
	RepeatedBytesWrapper    []*wrapperspb.BytesValue   `grpc:"219"`
	OptionalDuration        *durationpb.Duration       `grpc:"301"`
	OptionalTimestamp       *timestamppb.Timestamp     `grpc:"302"`
	OptionalFieldMask       *fieldmaskpb.FieldMask     `grpc:"303"`
	OptionalStruct          *structpb.Struct           `grpc:"304"`
	OptionalAny             *anypb.Any                 `grpc:"305"`
	OptionalValue           *structpb.Value            `grpc:"306"`
	OptionalNullValue       structpb.NullValue         `grpc:"307"`
	RepeatedDuration        []*durationpb.Duration     `grpc:"311"`
	RepeatedTimestamp       []*timestamppb.Timestamp   `grpc:"312"`
	RepeatedFieldmask       []*fieldmaskpb.FieldMask   `grpc:"313"`
	RepeatedAny             []*anypb.Any               `grpc:"315"`
	RepeatedValue           []*structpb.Value          `grpc:"316"`
	RepeatedListValue       []*structpb.ListValue      `grpc:"317"`
	RepeatedStruct          []*structpb.Struct         `grpc:"324"`
	Fieldname1              int32                      `grpc:"401,name=fieldname1"`
	Fieldname2              int32                      `grpc:"402,name=field_name2"`
	Fieldname3              int32                      `grpc:"403,name=_field_name3"`
	Fieldname4              int32                      `grpc:"404,name=field__name4_"`
	Fieldname5              int32                      `grpc:"405,name=field0name5"`
	Fieldname6              int32                      `grpc:"406,name=field_0_name6"`
	Fieldname7              int32                      `grpc:"407,name=fieldName7"`
	Fieldname8              int32                      `grpc:"408,name=FieldName8"`
	Fieldname9              int32                      `grpc:"409,name=field_Name9"`
	Fieldname10             int32                      `grpc:"410,name=Field_Name10"`
	Fieldname11             int32                      `grpc:"411,name=FIELD_NAME11"`
	Fieldname12             int32                      `grpc:"412,name=FIELD_name12"`
	Fieldname13             int32                      `grpc:"413,name=__field_name13"`
	Fieldname14             int32                      `grpc:"414,name=__Field_name14"`
	Fieldname15             int32                      `grpc:"415,name=field__name15"`
	Fieldname16             int32                      `grpc:"416,name=field__Name16"`
	Fieldname17             int32                      `grpc:"417,name=field_name17__"`
	Fieldname18             int32                      `grpc:"418,name=Field_name18__"`

	Unknown grpcgen.UnknownFields
}

// NestedMessage leads back.
//
//grpc:message name=TestAllTypesProto3.NestedMessage
type NestedMessage struct {
	A           int32
	Corecursive *TestAllTypesProto3
}

// ForeignMessage stands beside TestAllTypesProto3.
type ForeignMessage struct{ C int32 }

// NestedEnum has a negative value.
//
//grpc:enum name=TestAllTypesProto3.NestedEnum prefix=-
type NestedEnum int32

// The values of NestedEnum.
const (
	Foo NestedEnum = 0
	Bar NestedEnum = 1
	Baz NestedEnum = 2
	Neg NestedEnum = -1
)

// ForeignEnum stands beside TestAllTypesProto3.
//
//grpc:enum prefix=-
type ForeignEnum int32

// The values of ForeignEnum.
const (
	ForeignFoo ForeignEnum = iota
	ForeignBar
	ForeignBaz
)

// AliasedEnum has several names for one number.
//
//grpc:enum name=TestAllTypesProto3.AliasedEnum prefix=-
type AliasedEnum int32

// The values of AliasedEnum.
const (
	AliasFoo AliasedEnum = 0
	AliasBar AliasedEnum = 1
	AliasBaz AliasedEnum = 2
	Moo      AliasedEnum = 2
	//grpc:field name=moo
	LowerMoo AliasedEnum = 2
	//grpc:field name=bAz
	MixedBaz AliasedEnum = 2
)
