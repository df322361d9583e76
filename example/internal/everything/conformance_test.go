package everything

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/grpcgen/grpcgen/example/internal/conformance/alltypes"
)

// wellKnown makes random messages of protoc-gen-go.
var wellKnown = map[reflect.Type]func(r *rand.Rand) any{
	reflect.TypeFor[*anypb.Any]():             func(r *rand.Rand) any { return &anypb.Any{TypeUrl: "a/b", Value: []byte{byte(r.IntN(9))}} },
	reflect.TypeFor[*durationpb.Duration]():   func(r *rand.Rand) any { return &durationpb.Duration{Seconds: r.Int64N(99)} },
	reflect.TypeFor[*timestamppb.Timestamp](): func(r *rand.Rand) any { return &timestamppb.Timestamp{Seconds: r.Int64N(99), Nanos: 5} },
	reflect.TypeFor[*fieldmaskpb.FieldMask](): func(r *rand.Rand) any { return &fieldmaskpb.FieldMask{Paths: []string{"a.b", "c"}[:r.IntN(3)]} },
	reflect.TypeFor[*structpb.Value]():        func(r *rand.Rand) any { return randomValue(r) },
	reflect.TypeFor[*structpb.ListValue]():    func(r *rand.Rand) any { return &structpb.ListValue{Values: []*structpb.Value{randomValue(r)}} },
	reflect.TypeFor[*structpb.Struct](): func(r *rand.Rand) any {
		return &structpb.Struct{Fields: map[string]*structpb.Value{"a": randomValue(r), "b": randomValue(r)}}
	},
	reflect.TypeFor[*wrapperspb.BoolValue]():   func(r *rand.Rand) any { return wrapperspb.Bool(r.IntN(2) == 0) },
	reflect.TypeFor[*wrapperspb.Int32Value]():  func(r *rand.Rand) any { return wrapperspb.Int32(int32(r.IntN(3) - 1)) },
	reflect.TypeFor[*wrapperspb.Int64Value]():  func(r *rand.Rand) any { return wrapperspb.Int64(r.Int64N(3) - 1) },
	reflect.TypeFor[*wrapperspb.UInt32Value](): func(r *rand.Rand) any { return wrapperspb.UInt32(uint32(r.IntN(3))) },
	reflect.TypeFor[*wrapperspb.UInt64Value](): func(r *rand.Rand) any { return wrapperspb.UInt64(r.Uint64N(3)) },
	reflect.TypeFor[*wrapperspb.FloatValue]():  func(r *rand.Rand) any { return wrapperspb.Float(float32(r.IntN(3))) },
	reflect.TypeFor[*wrapperspb.DoubleValue](): func(r *rand.Rand) any { return wrapperspb.Double(float64(r.IntN(3))) },
	reflect.TypeFor[*wrapperspb.StringValue](): func(r *rand.Rand) any { return wrapperspb.String("abc"[:r.IntN(4)]) },
	reflect.TypeFor[*wrapperspb.BytesValue]():  func(r *rand.Rand) any { return wrapperspb.Bytes([]byte("abc")[:r.IntN(4)]) },
}

func init() {
	for t, f := range wellKnown {
		fillers[t] = f
	}
}

func randomValue(r *rand.Rand) *structpb.Value {
	return []*structpb.Value{structpb.NewNullValue(), structpb.NewBoolValue(true), structpb.NewNumberValue(1.5), structpb.NewStringValue("x")}[r.IntN(4)]
}

// oneMember leaves one member of the oneof, as it must be to be written.
func oneMember(r *rand.Rand, m *alltypes.TestAllTypesProto3) {
	if m == nil {
		return
	}
	v := reflect.ValueOf(m).Elem()
	var members []reflect.Value
	for i := range v.NumField() {
		if f := v.Type().Field(i); len(f.Name) > 5 && f.Name[:5] == "Oneof" && !v.Field(i).IsNil() {
			members = append(members, v.Field(i))
		}
	}
	keep := r.IntN(len(members) + 1)
	for i, member := range members {
		if i != keep {
			member.SetZero()
		}
	}
	m.Unknown = nil
	oneMember(r, m.RecursiveMessage)
	nested := append([]*alltypes.NestedMessage{m.OptionalNestedMessage, m.OneofNestedMessage}, m.RepeatedNestedMessage...)
	for _, n := range m.MapStringNestedMessage {
		nested = append(nested, n)
	}
	for _, n := range nested {
		if n != nil {
			oneMember(r, n.Corecursive)
		}
	}
}

func randomConformance(seed uint64) *alltypes.TestAllTypesProto3 {
	r := rand.New(rand.NewPCG(seed, 21))
	m := new(alltypes.TestAllTypesProto3)
	random(r, reflect.ValueOf(m).Elem(), 3)
	oneMember(r, m)
	return m
}

// The message of protobuf's conformance tests survives what those do to it, with fields that it does not know.
func TestConformanceMessage(t *testing.T) {
	desc := (*alltypes.TestAllTypesProto3)(nil).ProtoReflect().Descriptor()
	for seed := range uint64(400) {
		m := randomConformance(seed)
		m.Unknown = protowire.AppendVarint(protowire.AppendTag(nil, 4000, protowire.VarintType), seed)
		b := marshal(t, m)
		d := dynamicpb.NewMessage(desc)
		if err := proto.Unmarshal(b, d); err != nil {
			t.Fatalf("seed %d: protobuf-go cannot read it: %v", seed, err)
		}
		if theirs := marshal(t, d); string(b) != string(theirs) || len(b) != proto.Size(m) {
			t.Fatalf("seed %d: bytes differ, size %d\n%x\n%x", seed, proto.Size(m), b, theirs)
		}
		back := new(alltypes.TestAllTypesProto3)
		if err := proto.Unmarshal(b, back); err != nil || !proto.Equal(back, m) || string(back.Unknown) != string(m.Unknown) {
			t.Fatalf("seed %d: round trip: %v", seed, err)
		}
		if c := proto.Clone(m); !proto.Equal(c, m) || string(marshal(t, c)) != string(b) {
			t.Fatalf("seed %d: clone", seed)
		}
	}
}

// Prefixes, and inputs with a changed byte, are read as protobuf-go reads them: both give an error, or the same message.
func TestConformanceMalformed(t *testing.T) {
	desc := (*alltypes.TestAllTypesProto3)(nil).ProtoReflect().Descriptor()
	known := proto.UnmarshalOptions{DiscardUnknown: true} // what is nested does not keep them
	for seed := range uint64(4) {
		b := marshal(t, randomConformance(seed))
		if len(b) > 3000 {
			b = b[:3000]
		}
		check := func(what string, at int, b []byte) {
			ours, theirs := new(alltypes.TestAllTypesProto3), dynamicpb.NewMessage(desc)
			err, wanted := known.Unmarshal(b, ours), known.Unmarshal(b, theirs)
			if (err == nil) != (wanted == nil) {
				t.Fatalf("seed %d, %s at %d: %v, protobuf-go %v", seed, what, at, err, wanted)
			}
			if err == nil && string(marshal(t, ours)) != string(marshal(t, theirs)) {
				t.Fatalf("seed %d, %s at %d: read as another message", seed, what, at)
			}
		}
		for i := int(seed); i < len(b); i += 4 {
			check("truncated", i, b[:i])
			for _, flip := range []byte{0x01, 0x80, 0x07, 0xff} {
				changed := append([]byte(nil), b...)
				changed[i] ^= flip
				check("changed", i, changed)
			}
		}
	}
}
