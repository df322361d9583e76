package everything

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// An array has all its elements on the wire or none: in one record or several, packed or not.
func TestArrayCounts(t *testing.T) {
	one := []byte{0, 0, 0, 0, 0, 0, 0xf0, 0x3f}
	packed := func(n int) []byte {
		return record(&Arrays{}, "vector", protowire.BytesType, length(bytes.Repeat(one, n)...))
	}
	single := record(&Arrays{}, "vector", protowire.Fixed64Type, one)
	other := record(&Arrays{}, "bools", protowire.BytesType, length(1, 1))
	for _, b := range [][]byte{
		packed(3),
		append(packed(1), packed(2)...),
		append(append(append([]byte{}, single...), other...), packed(2)...),
	} {
		var m Arrays
		if err := proto.Unmarshal(b, &m); err != nil || m.Vector != (Vector{1, 1, 1}) {
			t.Errorf("%x was read as %v, %v", b, m.Vector, err)
		}
	}
	refused(t, &Arrays{}, packed(2), "everything.v1.Arrays.vector: an array of 3 elements came with 2")
	refused(t, &Arrays{}, packed(4), "everything.v1.Arrays.vector: an array of 3 elements came with 4")
	refused(t, &Arrays{}, append(packed(3), single...), "an array of 3 elements came with 4")
	refused(t, &Arrays{}, record(&Arrays{}, "hash", protowire.BytesType, length(1, 2)), "Arrays.hash: an array of 20 bytes came with 2")
	refused(t, &Arrays{}, record(&Arrays{}, "behind", protowire.VarintType, []byte{1}), "Arrays.behind: an array of 2 elements came with 1")

	m := &Arrays{Hash: [20]byte{1}, Vector: Vector{1, 2, 3}, Arrayed: &Arrayed{Behind: [2]int32{4, 5}}}
	b, err := proto.Marshal(&Arrays{Vector: Vector{0, 0, 9}})
	if err != nil {
		t.Fatal(err)
	}
	b = append(b, record(m, "hash", protowire.BytesType, length())...)
	if err := (proto.UnmarshalOptions{Merge: true}).Unmarshal(b, m); err != nil {
		t.Fatal(err)
	}
	if m.Vector != (Vector{0, 0, 9}) || m.Behind != [2]int32{4, 5} || m.Hash != [20]byte{} {
		t.Errorf("merged as %v", m)
	}
}

func TestArrayPresence(t *testing.T) {
	for _, m := range []*Arrays{{}, {Arrayed: &Arrayed{}}, {Values: [2]Leaf{}, Refs: [2]*Leaf{}}} {
		if n := proto.Size(m); n != 0 {
			t.Errorf("%v takes %d bytes", m, n)
		}
	}
	n := int32(1)
	for name, m := range map[string]*Arrays{
		"an array of messages": {Refs: [2]*Leaf{{}, nil}},
		"an array of pointers": {Maybe: [2]*int32{nil, &n}},
		"numbers":              {IntRefs: []*int16{nil}},
		"loose numbers":        {LooseRefs: []*uint32{nil}},
		"texts":                {TextRefs: []*Name{nil}},
		"times":                {TimeRefs: []*time.Time{nil}},
		"a map":                {ByIntRef: map[string]*int32{"": nil}},
	} {
		if b, err := proto.Marshal(m); err == nil || !strings.Contains(err.Error(), "nil ") {
			t.Errorf("a nil in %s was encoded as %x, %v", name, b, err)
		}
	}
}
