package everything

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"
)

// FuzzDecode gives any bytes to us and to protobuf-go: what one refuses, the other must, but for values that protobuf-go
// has room for and the Go types do not; and what both take is the same message.
func FuzzDecode(f *testing.F) {
	for seed := range uint64(8) {
		b, err := proto.Marshal(randomAll(rand.New(rand.NewPCG(seed, 1))))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		ours := new(All)
		theirs := dynamicpb.NewMessage(ours.ProtoReflect().Descriptor())
		input := bytes.Clone(b)
		oursErr, theirsErr := proto.Unmarshal(input, ours), unmarshalDynamic(b, theirs)
		if oursErr == nil && theirsErr != nil && !errors.Is(theirsErr, errDynamic) {
			t.Fatalf("protobuf-go refuses what we take: %v", theirsErr)
		}
		if oursErr != nil {
			return
		}
		for i := range input {
			input[i] ^= 0xff // the message shares nothing with its input
		}
		encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(ours)
		if err != nil {
			t.Fatalf("what was decoded cannot be encoded: %v", err)
		}
		again := new(All)
		if err := proto.Unmarshal(encoded, again); err != nil {
			t.Fatal(err)
		}
		second, err := proto.MarshalOptions{Deterministic: true}.Marshal(again)
		if err != nil || !bytes.Equal(encoded, second) {
			t.Fatalf("not the same after another turn: %x, %x, %v", encoded, second, err)
		}
	})
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
	for seed := range uint64(8) {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, a, b uint64) {
		m := randomAll(rand.New(rand.NewPCG(a, b)))
		encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if len(encoded) != proto.Size(m) {
			t.Fatalf("Size says %d for %d bytes", proto.Size(m), len(encoded))
		}
		theirs := dynamic(t, encoded)
		back, err := proto.MarshalOptions{Deterministic: true}.Marshal(theirs)
		if err != nil {
			t.Fatal(err)
		}
		again := new(All)
		if err := proto.Unmarshal(back, again); err != nil {
			t.Fatal(err)
		}
		third, err := proto.MarshalOptions{Deterministic: true}.Marshal(again)
		if err != nil || !bytes.Equal(encoded, third) {
			t.Fatalf("the bytes differ after protobuf-go: %v\n%x\n%x", err, encoded, third)
		}
	})
}
