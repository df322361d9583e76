package everything

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/grpcgen/grpcgen/example/internal/conformance/alltypes"
)

// subject is a message that is fuzzed.
type subject struct {
	empty  func() proto.Message
	random func(r *rand.Rand) proto.Message
}

// subjects are all messages of this package that hold something of their own. The corpus knows them by their place.
var subjects = []subject{
	{func() proto.Message { return new(All) }, func(r *rand.Rand) proto.Message { return randomAll(r) }},
	filled[Arrays](), filled[Texts](), filled[Nulls](), filled[Dynamic](), filled[Worded](),
	{func() proto.Message { return new(Ranges) }, func(r *rand.Rand) proto.Message { return &Ranges{Small(r.Int32()), Tiny(r.Int32()), Wide(r.Int32())} }},
	{func() proto.Message { return new(Choice) }, func(r *rand.Rand) proto.Message { return randomChoice(r) }},
	{func() proto.Message { return new(Drawing) }, func(r *rand.Rand) proto.Message { return randomDrawing(r) }},
	{func() proto.Message { return new(Open) }, func(r *rand.Rand) proto.Message { return &Open{N: r.Int32(), Inner: &Open{N: r.Int32()}} }},
	{func() proto.Message { return new(alltypes.TestAllTypesProto3) }, func(r *rand.Rand) proto.Message { return randomConformance(r.Uint64()) }},
}

func filled[T any, M message[T]]() subject {
	return subject{func() proto.Message { return M(new(T)) }, func(r *rand.Rand) proto.Message {
		m := M(new(T))
		random(r, reflect.ValueOf(m).Elem(), 4)
		return m
	}}
}

func subjectOf(which uint8) subject { return subjects[int(which)%len(subjects)] }

// FuzzDecode gives any bytes to us and to protobuf-go. What we read protobuf-go must read too; not the other way about,
// since it has room for values that the Go types have not. The message keeps nothing of the bytes, and can be written and
// read again.
func FuzzDecode(f *testing.F) {
	for which, s := range subjects {
		for seed := range uint64(6) {
			b, err := proto.Marshal(s.random(rand.New(rand.NewPCG(seed, 1))))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(which), b)
		}
	}
	f.Add(uint8(0), []byte{0x0b, 0x0c})
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		ours, again := subjectOf(which).empty(), subjectOf(which).empty()
		theirs := dynamicpb.NewMessage(ours.ProtoReflect().Descriptor())
		input := bytes.Clone(b)
		if proto.Unmarshal(input, ours) != nil {
			return
		}
		theirsErr := unmarshalDynamic(b, theirs)
		if theirsErr != nil && !errors.Is(theirsErr, errDynamic) {
			t.Fatalf("protobuf-go refuses what we take: %v", theirsErr)
		}
		for i := range input {
			input[i] ^= 0xff // the message shares nothing with its input
		}
		encoded := marshal(t, ours)
		if err := proto.Unmarshal(encoded, again); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if second := marshal(t, again); !bytes.Equal(encoded, second) {
			t.Fatalf("not the same after another turn: %x, %x", encoded, second)
		}
		if _, ok := ours.(*alltypes.TestAllTypesProto3); ok && theirsErr == nil {
			asDynamic(t, b)
		}
	})
}

// asDynamic checks that b is the message that protobuf-go reads. That holds where Go holds what proto does: every kind of
// proto, but none of Go's own. What is nested does not keep unknown fields.
func asDynamic(t *testing.T, b []byte) {
	t.Helper()
	ours := new(alltypes.TestAllTypesProto3)
	theirs := dynamicpb.NewMessage(ours.ProtoReflect().Descriptor())
	known := proto.UnmarshalOptions{DiscardUnknown: true}
	if err := errors.Join(known.Unmarshal(b, ours), known.Unmarshal(b, theirs)); err != nil {
		t.Fatal(err)
	}
	if got, want := marshal(t, ours), marshal(t, theirs); !bytes.Equal(got, want) {
		t.Fatalf("%x was read as\n%x, but protobuf-go read\n%x", b, got, want)
	}
}

// errDynamic says that dynamicpb panicked: it does at the entry of a map that has its key twice, the second time with
// another wire type.
var errDynamic = errors.New("dynamicpb panicked")

func unmarshalDynamic(b []byte, m *dynamicpb.Message) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: %v", errDynamic, v)
		}
	}()
	return proto.Unmarshal(b, m)
}

// FuzzRoundTrip takes a random message to protobuf-go and back.
func FuzzRoundTrip(f *testing.F) {
	for which := range subjects {
		f.Add(uint8(which), uint64(which), uint64(which))
	}
	f.Fuzz(func(t *testing.T, which uint8, a, b uint64) {
		m, again := subjectOf(which).random(rand.New(rand.NewPCG(a, b))), subjectOf(which).empty()
		encoded := marshal(t, m)
		if len(encoded) != proto.Size(m) {
			t.Fatalf("Size says %d for %d bytes", proto.Size(m), len(encoded))
		}
		theirs := dynamicpb.NewMessage(m.ProtoReflect().Descriptor())
		if err := proto.Unmarshal(encoded, theirs); err != nil {
			t.Fatalf("protobuf-go cannot read it: %v", err)
		}
		if err := proto.Unmarshal(marshal(t, theirs), again); err != nil {
			t.Fatal(err)
		}
		if third := marshal(t, again); !bytes.Equal(encoded, third) {
			t.Fatalf("the bytes differ after protobuf-go\n%x\n%x", encoded, third)
		}
		if !proto.Equal(m, again) || !proto.Equal(m, proto.Clone(m)) {
			t.Fatalf("not equal to itself: %v", m)
		}
	})
}
