package everything

import (
	"bytes"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/typepb"
)

func newProtoc(t *testing.T) *Protoc {
	t.Helper()
	leaf, err := anypb.New(&Leaf{Text: "in any", N: 5})
	if err != nil {
		t.Fatal(err)
	}
	number := typepb.Field_TYPE_BYTES
	return &Protoc{
		Any: leaf, Stamp: &timestamppb.Timestamp{Seconds: 5, Nanos: 7}, Stamps: []*timestamppb.Timestamp{{}, {Seconds: -1}},
		ByName: map[string]*structpb.Value{"a": structpb.NewNumberValue(1.5), "b": structpb.NewNullValue()},
		Syntax: typepb.Syntax_SYNTAX_EDITIONS, Maybe: &number, Kinds: []typepb.Field_Kind{1, 0, 77},
		Lists: [][]*anypb.Any{{leaf}, nil, {leaf, {}}}, Last: &typepb.Option{Name: "x"},
	}
}

// Messages of protoc-gen-go within ours behave as they do within their own.
func TestProtocTypes(t *testing.T) {
	m := newProtoc(t)
	d := dynamicpb.NewMessage(m.ProtoReflect().Descriptor())
	if err := proto.Unmarshal(marshal(t, m), d); err != nil {
		t.Fatal(err)
	}
	if ours, theirs := marshal(t, m), marshal(t, d); !bytes.Equal(ours, theirs) {
		t.Errorf("bytes differ\n%x\n%x", ours, theirs)
	}
	var back, fromJSON, fromText Protoc
	if err := proto.Unmarshal(marshal(t, d), &back); err != nil || !proto.Equal(&back, m) {
		t.Errorf("round trip: %v, %v", &back, err)
	}
	json, err := protojson.Marshal(m)
	if err != nil || protojson.Unmarshal(json, &fromJSON) != nil || !proto.Equal(&fromJSON, m) {
		t.Errorf("protojson: %s, %v", json, err)
	}
	text, err := prototext.Marshal(m)
	if err != nil || prototext.Unmarshal(text, &fromText) != nil || !proto.Equal(&fromText, m) {
		t.Errorf("prototext: %s, %v", text, err)
	}
	clone := proto.Clone(m).(*Protoc)
	clone.Stamp.Nanos++
	if proto.Equal(clone, m) || m.Stamp.Nanos != 7 {
		t.Error("the clone shares memory")
	}
	proto.Merge(clone, &Protoc{Stamp: &timestamppb.Timestamp{Seconds: 6}, Last: &typepb.Option{Value: m.Any}})
	if clone.Stamp.Seconds != 6 || clone.Stamp.Nanos != 8 || clone.Last.Name != "x" || clone.Last.Value == nil {
		t.Errorf("merged: %v", clone)
	}
	if proto.Reset(clone); !proto.Equal(clone, new(Protoc)) {
		t.Errorf("reset: %v", clone)
	}
}

func TestProtocErrors(t *testing.T) {
	if _, err := proto.Marshal(&Protoc{Last: &typepb.Option{Name: "\xff"}}); err == nil {
		t.Error("invalid UTF-8 was encoded")
	}
	if _, err := proto.Marshal(&Protoc{Stamps: []*timestamppb.Timestamp{nil}}); err == nil {
		t.Error("a nil element was encoded")
	}
	err := proto.Unmarshal([]byte{0x12, 0x02, 0x08, 0x80}, new(Protoc))
	if err == nil || !strings.Contains(err.Error(), "stamp") {
		t.Errorf("a truncated timestamp: %v", err)
	}
}
