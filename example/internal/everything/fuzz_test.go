package everything

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"
)

// FuzzUnknown reads bytes of which little is known: what is kept is what protobuf-go keeps.
func FuzzUnknown(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(openBytes(rand.New(rand.NewPCG(seed, 12)), 3))
	}
	desc := (*Open)(nil).ProtoReflect().Descriptor()
	f.Fuzz(func(t *testing.T, b []byte) {
		ours, theirs := new(Open), dynamicpb.NewMessage(desc)
		err, err2 := proto.Unmarshal(b, ours), proto.Unmarshal(b, theirs)
		if (err == nil) != (err2 == nil) {
			t.Fatalf("%v, protobuf-go %v", err, err2)
		}
		if err != nil {
			return
		}
		dropEmpty(theirs)
		if x, y := marshal(t, ours), marshal(t, theirs); !bytes.Equal(x, y) {
			t.Fatalf("written as\n%x\n%x", x, y)
		}
	})
}

// FuzzOneof reads oneofs in any order: the member that is left is protobuf-go's.
func FuzzOneof(f *testing.F) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 13))
		f.Add(append(mustMarshal(randomChoice(r)), mustMarshal(randomChoice(r))...))
	}
	desc := (*Choice)(nil).ProtoReflect().Descriptor()
	f.Fuzz(func(t *testing.T, b []byte) {
		ours, theirs := new(Choice), dynamicpb.NewMessage(desc)
		if proto.Unmarshal(b, ours) != nil {
			return
		}
		if panicked, err := unmarshal(b, theirs); panicked {
			return
		} else if err != nil {
			t.Fatalf("we read what protobuf-go does not: %v", err)
		}
		for i := range desc.Oneofs().Len() {
			if od := desc.Oneofs().Get(i); ours.ProtoReflect().WhichOneof(od) != theirs.WhichOneof(od) {
				t.Fatalf("WhichOneof(%s)", od.Name())
			}
		}
		again := new(Choice)
		if err := proto.Unmarshal(mustMarshal(ours), again); err != nil || !proto.Equal(again, ours) {
			t.Fatalf("not stable: %v", err)
		}
		if c := proto.CloneOf(ours); !proto.Equal(c, ours) {
			t.Fatal("the clone is another")
		}
	})
}

// unmarshal catches the panic of protobuf-go's reflective decoder, see readable.
func unmarshal(b []byte, m proto.Message) (panicked bool, err error) {
	defer func() { panicked = recover() != nil }()
	return false, proto.Unmarshal(b, m)
}

func mustMarshal(m proto.Message) []byte {
	b, err := proto.Marshal(m)
	if err != nil {
		panic(err)
	}
	return b
}
