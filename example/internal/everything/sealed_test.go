package everything

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/grpcgen/grpcgen"
)

// randomShape returns any variant, or nil; few of them if depth is used up.
func randomShape(r *rand.Rand, depth int) Shape {
	switch r.IntN(11) {
	case 0:
		return Circle{Radius: float64(r.IntN(3)), Name: []string{"", "round"}[r.IntN(2)]}
	case 1:
		return Label([]string{"", "text"}[r.IntN(2)])
	case 2:
		return Count(r.IntN(5) - 2)
	case 3:
		return Ratio(r.IntN(3))
	case 4:
		return Blob([][]byte{{}, {1, 2}}[r.IntN(2)])
	case 5:
		return Flag(r.IntN(2) == 0)
	case 6:
		return Tone(r.IntN(4))
	case 7:
		return Nothing{}
	case 8, 9:
		if depth > 0 {
			s := &Square{Side: r.Int64N(3), ByName: map[string]Shape{}}
			for i := range r.IntN(3) {
				s.Within = append(s.Within, randomShape(r, depth-1))
				s.ByName["abc"[:i]] = randomShape(r, depth-1)
			}
			return s
		}
	}
	return nil
}

func randomDrawing(r *rand.Rand) *Drawing {
	d := &Drawing{Shape: randomShape(r, 2), ByName: map[string]Shape{}}
	for range r.IntN(4) {
		d.Shapes = append(d.Shapes, randomShape(r, 2))
		d.ByName[[]string{"a", "b", ""}[r.IntN(3)]] = randomShape(r, 2)
	}
	return d
}

func TestSealedAgainstDynamic(t *testing.T) {
	for seed := range uint64(2000) {
		m := randomDrawing(rand.New(rand.NewPCG(seed, 4)))
		d := dynamicpb.NewMessage(m.ProtoReflect().Descriptor())
		if err := proto.Unmarshal(marshal(t, m), d); err != nil {
			t.Fatalf("seed %d: protobuf-go cannot read it: %v", seed, err)
		}
		if ours, theirs := marshal(t, m), marshal(t, d); !bytes.Equal(ours, theirs) || len(ours) != proto.Size(m) {
			t.Fatalf("seed %d: bytes differ\n%x\n%x\nsize %d", seed, ours, theirs, proto.Size(m))
		}
		var back, fromJSON, fromText Drawing
		if err := proto.Unmarshal(marshal(t, d), &back); err != nil || !proto.Equal(&back, m) {
			t.Fatalf("seed %d: round trip: %v, %v", seed, &back, err)
		}
		json, err := protojson.Marshal(m)
		if err != nil || protojson.Unmarshal(json, &fromJSON) != nil || !proto.Equal(&fromJSON, m) {
			t.Fatalf("seed %d: protojson: %s, %v", seed, json, err)
		}
		text, err := prototext.Marshal(m)
		if err != nil || prototext.Unmarshal(text, &fromText) != nil || !proto.Equal(&fromText, m) {
			t.Fatalf("seed %d: prototext: %s, %v", seed, text, err)
		}
		testSealedMerge(t, seed, m)
	}
}

// testSealedMerge merges by bytes and by reflection, which must agree, and looks for shared memory.
func testSealedMerge(t *testing.T, seed uint64, m *Drawing) {
	t.Helper()
	other := randomDrawing(rand.New(rand.NewPCG(seed, 5)))
	byBytes, byMerge := proto.Clone(m).(*Drawing), proto.Clone(m).(*Drawing)
	if err := (proto.UnmarshalOptions{Merge: true}).Unmarshal(marshal(t, other), byBytes); err != nil {
		t.Fatal(err)
	}
	before := marshal(t, m)
	proto.Merge(byMerge, other)
	if !proto.Equal(byBytes, byMerge) {
		t.Fatalf("seed %d: merging\n%v\nand\n%v\ngives\n%v\nby bytes, and\n%v", seed, m, other, byBytes, byMerge)
	}
	if !bytes.Equal(before, marshal(t, m)) {
		t.Fatalf("seed %d: the clone shares memory", seed)
	}
}

func TestSealedErrors(t *testing.T) {
	for name, d := range map[string]*Drawing{
		"nil variant": {Shape: (*Square)(nil)},
		"stranger":    {Shape: struct{ Shape }{}},
	} {
		if _, err := proto.Marshal(d); err == nil || !strings.Contains(err.Error(), "oneof") {
			t.Errorf("%s: %v", name, err)
		}
	}
	unknown := protowire.AppendTag(nil, 1, protowire.BytesType)
	unknown = protowire.AppendBytes(unknown, protowire.AppendVarint(protowire.AppendTag(nil, 99, protowire.VarintType), 1))
	if err := proto.Unmarshal(unknown, new(Drawing)); err == nil || !strings.Contains(err.Error(), "variant 99") {
		t.Errorf("an unknown variant: %v", err)
	}
}

func TestSealedReflection(t *testing.T) {
	d := new(Drawing)
	shapeField := d.ProtoReflect().Descriptor().Fields().ByName("shape")
	shape := d.ProtoReflect().Mutable(shapeField).Message()
	fields := shape.Descriptor().Fields()
	circle := shape.Mutable(fields.ByName("circle")).Message()
	circle.Set(circle.Descriptor().Fields().ByName("radius"), protoreflect.ValueOfFloat64(2))
	if d.Shape != (Circle{Radius: 2}) || shape.WhichOneof(shape.Descriptor().Oneofs().Get(0)).Name() != "circle" {
		t.Errorf("%v", d.Shape)
	}
	shape.Set(fields.ByName("label"), protoreflect.ValueOfString("x"))
	if d.Shape != Label("x") || shape.Has(fields.ByName("circle")) {
		t.Errorf("%v", d.Shape)
	}
	square := shape.Mutable(fields.ByName("square")).Message()
	square.Set(square.Descriptor().Fields().ByName("side"), protoreflect.ValueOfInt64(3))
	if s, ok := d.Shape.(*Square); !ok || s.Side != 3 {
		t.Errorf("%v", d.Shape)
	}
	if shape.Clear(fields.ByName("square")); d.Shape != nil {
		t.Errorf("%v", d.Shape)
	}
	b, err := grpcgen.Marshal(&Drawing{Shape: Count(1)})
	if err != nil || !bytes.Equal(b, []byte{0x0a, 2, byte(fields.ByName("count").Number()) << 3, 1}) {
		t.Errorf("%x, %v", b, err)
	}
	var alone Shape = Count(7)
	if b, err := grpcgen.Marshal(&alone); err != nil || len(b) != 2 {
		t.Errorf("%x, %v", b, err)
	}
}
