package everything

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// openBytes returns an Open with fields that it knows and fields that it does not, at every level.
func openBytes(r *rand.Rand, depth int) []byte {
	var b []byte
	for range 1 + r.IntN(5) {
		switch number := protowire.Number(1 + r.IntN(6)); r.IntN(5) {
		case 0:
			b = protowire.AppendVarint(protowire.AppendTag(b, number, protowire.VarintType), 1+r.Uint64N(1<<20))
		case 1:
			b = protowire.AppendFixed32(protowire.AppendTag(b, number, protowire.Fixed32Type), 7)
		case 2:
			b = protowire.AppendFixed64(protowire.AppendTag(b, number, protowire.Fixed64Type), 7)
		case 3:
			b = protowire.AppendTag(protowire.AppendTag(b, number, protowire.StartGroupType), number, protowire.EndGroupType)
		default:
			var inner []byte
			if depth > 0 {
				inner = openBytes(r, depth-1)
			}
			b = protowire.AppendBytes(protowire.AppendTag(b, 2+number%2, protowire.BytesType), inner)
		}
	}
	return b
}

// Unknown fields are kept, written, merged and compared as protobuf-go does it.
func TestUnknownFields(t *testing.T) {
	desc := (*Open)(nil).ProtoReflect().Descriptor()
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 10))
		a, b := openBytes(r, 3), openBytes(r, 3)
		if r.IntN(2) == 0 {
			b = a
		}
		read := func(b []byte) (*Open, *dynamicpb.Message) {
			ours, theirs := new(Open), dynamicpb.NewMessage(desc)
			if err := proto.Unmarshal(b, ours); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if err := proto.Unmarshal(b, theirs); err != nil {
				t.Fatal(err)
			}
			return ours, theirs
		}
		ours, theirs := read(a)
		other, another := read(b)
		if got := proto.Equal(ours, other); got != proto.Equal(theirs, another) {
			t.Errorf("seed %d: Equal = %v", seed, got)
		}
		hold := func(what string) {
			t.Helper()
			x := marshal(t, ours)
			dx := dynamicpb.NewMessage(desc)
			if err := proto.Unmarshal(x, dx); err != nil {
				t.Fatal(err)
			}
			// A value that encodes to nothing is not there.
			dropEmpty(theirs)
			if y := marshal(t, theirs); !bytes.Equal(x, y) || !proto.Equal(dx, theirs) {
				t.Fatalf("seed %d: %s\n%x\n%x", seed, what, x, y)
			}
			if !bytes.Equal(ours.ProtoReflect().GetUnknown(), theirs.GetUnknown()) {
				t.Fatalf("seed %d: %s: kept %x", seed, what, ours.rest)
			}
		}
		hold("read and written")
		kept := proto.CloneOf(ours)
		proto.Merge(ours, other)
		proto.Merge(theirs, another)
		hold("merged")
		if proto.Equal(ours, kept) && len(b) > 0 && len(ours.rest) != len(kept.rest) {
			t.Fatalf("seed %d: messages with other unknown fields are equal", seed)
		}
	}
}

// dropEmpty clears the values that encode to nothing, which our struct does not know from absent ones.
func dropEmpty(m protoreflect.Message) {
	fields := m.Descriptor().Fields()
	if inner := fields.ByName("inner"); m.Has(inner) {
		dropEmpty(m.Get(inner).Message())
	}
	if value := fields.ByName("value"); m.Has(value) && proto.Size(m.Get(value).Message().Interface()) == 0 {
		m.Clear(value)
	}
}

func TestUnknownFieldsOneByOne(t *testing.T) {
	record := func(number protowire.Number, v uint64) []byte {
		return protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.VarintType), v)
	}
	in := bytes.Join([][]byte{record(9, 1), record(1, 5), record(8, 2), record(9, 3)}, nil)
	var m Open
	if err := proto.Unmarshal(in, &m); err != nil {
		t.Fatal(err)
	}
	clear(in[:2]) // the transport's buffer
	want := bytes.Join([][]byte{record(9, 1), record(8, 2), record(9, 3)}, nil)
	if m.N != 5 || !bytes.Equal(m.rest, want) {
		t.Errorf("%+v", &m)
	}
	moved := &Open{N: 5, rest: bytes.Join([][]byte{record(9, 1), record(9, 3), record(8, 2)}, nil)}
	swapped := &Open{N: 5, rest: bytes.Join([][]byte{record(9, 3), record(9, 1), record(8, 2)}, nil)}
	if !proto.Equal(&m, moved) || proto.Equal(&m, swapped) {
		t.Error("the order counts within one number only")
	}
	c := proto.CloneOf(&m)
	m.ProtoReflect().SetUnknown(nil)
	if m.rest != nil || !bytes.Equal(c.ProtoReflect().GetUnknown(), want) {
		t.Errorf("%+v, %+v", &m, c)
	}
	var dropped Open
	if err := (proto.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(marshal(t, &Open{Inner: c}), &dropped); err != nil || len(dropped.Inner.rest) > 0 {
		t.Errorf("discarded: %+v, %v", dropped.Inner, err)
	}
	only := &Open{Value: Shut{UnknownFields: record(7, 7)}}
	if r := only.ProtoReflect(); !r.Has(r.Descriptor().Fields().ByName("value")) {
		t.Error("a value with unknown fields is not present")
	}
	// A struct that keeps nothing drops them.
	(&Leaf{}).ProtoReflect().SetUnknown(want)
}
