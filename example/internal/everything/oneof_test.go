package everything

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// randomChoice fills a Choice and keeps one member of each oneof.
func randomChoice(r *rand.Rand) *Choice {
	m := new(Choice)
	random(r, reflect.ValueOf(m).Elem(), 4)
	keepOne(r, m)
	return m
}

func keepOne(r *rand.Rand, m *Choice) {
	rm := m.ProtoReflect()
	for i := range rm.Descriptor().Oneofs().Len() {
		fields := rm.Descriptor().Oneofs().Get(i).Fields()
		keep := fields.Get(r.IntN(fields.Len()))
		for k := range fields.Len() {
			if fields.Get(k) != keep {
				rm.Clear(fields.Get(k))
			}
		}
	}
	for i := range m.Choices {
		keepOne(r, &m.Choices[i])
	}
	for k, c := range m.ByKey {
		keepOne(r, &c)
		m.ByKey[k] = c
	}
	if m.Deeper != nil {
		keepOne(r, m.Deeper)
	}
}

func TestOneof(t *testing.T) {
	desc := (*Choice)(nil).ProtoReflect().Descriptor()
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 11))
		m := randomChoice(r)
		// Two messages behind one another are two members of a oneof at times: the last one counts.
		b := append(marshal(t, m), marshal(t, randomChoice(r))...)
		ours, theirs := new(Choice), dynamicpb.NewMessage(desc)
		if err := proto.Unmarshal(b, theirs); err != nil {
			t.Fatal(err)
		}
		if err := proto.Unmarshal(b, ours); err != nil || !bytes.Equal(marshal(t, ours), marshal(t, theirs)) {
			t.Fatalf("seed %d: %v\n%+v\n%v", seed, err, ours, theirs)
		}
		merged := proto.CloneOf(m)
		proto.Merge(merged, ours)
		want := dynamicpb.NewMessage(desc)
		if err := proto.Unmarshal(append(marshal(t, m), marshal(t, ours)...), want); err != nil || !bytes.Equal(marshal(t, merged), marshal(t, want)) {
			t.Fatalf("seed %d: merged, %v\n%+v\n%v", seed, err, merged, want)
		}
		js, err := protojson.Marshal(ours)
		var fromJSON, fromText Choice
		if err != nil || protojson.Unmarshal(js, &fromJSON) != nil || !proto.Equal(&fromJSON, ours) {
			t.Fatalf("seed %d: protojson %v\n%s", seed, err, js)
		}
		text, err := prototext.Marshal(ours)
		if err != nil || prototext.Unmarshal(text, &fromText) != nil || !proto.Equal(&fromText, ours) {
			t.Fatalf("seed %d: prototext %v\n%s", seed, err, text)
		}
		for i := range desc.Oneofs().Len() {
			if od := desc.Oneofs().Get(i); ours.ProtoReflect().WhichOneof(od) != theirs.WhichOneof(od) {
				t.Fatalf("seed %d: WhichOneof(%s)", seed, od.Name())
			}
		}
	}
}

func TestOneofRules(t *testing.T) {
	n, text, yes := int64(0), "", false
	both := &Choice{Bool: &yes, Leaf: new(Leaf)}
	if _, err := proto.Marshal(both); err == nil || !strings.HasSuffix(err.Error(), "everything.v1.Choice cannot be encoded: bool and leaf are set, and oneof pick holds only one") {
		t.Errorf("two members: %v", err)
	}
	if _, err := proto.Marshal(&Choice{Apart: &Apart{Here: &text, There: &n}}); err == nil {
		t.Error("two members behind an embedded pointer are encoded")
	}
	zero := &Choice{Single: &n, Apart: &Apart{There: &n}}
	var back Choice
	if err := proto.Unmarshal(marshal(t, zero), &back); err != nil || back.Single == nil || back.There == nil || back.Here != nil {
		t.Errorf("a zero in a oneof came back as %+v, %v", &back, err)
	}
	if err := protojson.Unmarshal([]byte(`{"bool": true, "sint": 1}`), &back); err == nil {
		t.Error("JSON with two members is read")
	}
	// A message that comes twice merges, unless another member came between.
	record := func(c *Choice) []byte { return marshal(t, c) }
	a, b := record(&Choice{Left: &Leaf{Text: "a"}}), record(&Choice{Left: &Leaf{N: 1}})
	between := record(&Choice{Right: &Leaf{}})
	for name, c := range map[string]struct {
		in   []byte
		want Leaf
	}{
		"twice":   {bytes.Join([][]byte{a, b}, nil), Leaf{Text: "a", N: 1}},
		"between": {bytes.Join([][]byte{a, between, b}, nil), Leaf{N: 1}},
	} {
		var m Choice
		if err := proto.Unmarshal(c.in, &m); err != nil || m.Left == nil || *m.Left != c.want || m.Right != nil {
			t.Errorf("%s: %+v, %v", name, &m, err)
		}
	}
	desc := zero.ProtoReflect().Descriptor()
	fields := desc.Fields()
	for name, synthetic := range map[protoreflect.Name]bool{"bool": false, "single": false, "there": false, "nothing": true} {
		if fd := fields.ByName(name); fd.ContainingOneof() == nil || fd.ContainingOneof().IsSynthetic() != synthetic {
			t.Errorf("%s is in %v", name, fd.ContainingOneof())
		}
	}
}
