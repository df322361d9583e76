package everything

import (
	"database/sql"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// A string enum is closed: what it does not declare is an error on both sides.
func TestStringEnum(t *testing.T) {
	m := &Worded{Mood: MoodBad, OptMood: new(Mood), Moods: []Mood{MoodFine, ""}}
	js, err := protojson.Marshal(m)
	if want := `{"mood":"MOOD_BAD","optMood":"MOOD_UNSPECIFIED","moods":["MOOD_FINE","MOOD_UNSPECIFIED"]}`; err != nil ||
		strings.ReplaceAll(strings.ReplaceAll(string(js), " ", ""), "MOOD_GOOD", "MOOD_FINE") != want {
		t.Errorf("%s, %v", js, err)
	}
	for name, m := range map[string]*Worded{
		"singular": {Mood: "sad"}, "a list": {Moods: []Mood{"sad"}}, "a map": {ByName: map[string]Mood{"": "sad"}},
		"an array": {Both: [2]Mood{"sad"}}, "a pointer": {OptMood: new(Mood("sad"))}, "a null": {Null: sql.Null[Mood]{V: "sad", Valid: true}},
	} {
		if b, err := proto.Marshal(m); err == nil || !strings.Contains(err.Error(), `"sad" is not a value of everything.Mood`) {
			t.Errorf("%s: encoded as %x, %v", name, b, err)
		}
	}
	refused(t, &Worded{}, record(m, "mood", protowire.VarintType, []byte{9}), "Worded.mood: number 9 is not a value of everything.Mood")
	refused(t, &Worded{}, record(m, "moods", protowire.BytesType, length(1, 9)), "Worded.moods: number 9 is not a value of everything.Mood")
}

// Numbers that an integer enum does not declare are kept as far as the Go type holds them.
func TestEnumRange(t *testing.T) {
	for _, n := range []int{-128, 7, 127} {
		var m Ranges
		if err := proto.Unmarshal(record(&m, "small", protowire.VarintType, varint(uint64(n))), &m); err != nil || m.Small != Small(n) {
			t.Errorf("%d was read as %v, %v", n, m.Small, err)
		}
	}
	for name, n := range map[protoreflect.Name]int64{"small": 128, "tiny": -1} {
		refused(t, &Ranges{}, record(&Ranges{}, name, protowire.VarintType, varint(uint64(n))), "does not fit the Go type")
	}
	if b, err := proto.Marshal(&Ranges{Wide: 1 << 40}); err == nil || !strings.Contains(err.Error(), "Ranges.wide cannot be encoded: enum number 1099511627776 does not fit 32 bits") {
		t.Errorf("encoded as %x, %v", b, err)
	}
}

// Gateways look enums up by their names.
func TestEnumsAreRegistered(t *testing.T) {
	var m All
	enums := m.ProtoReflect().Descriptor().ParentFile().Enums()
	for i := range enums.Len() {
		e := enums.Get(i)
		found, err := protoregistry.GlobalTypes.FindEnumByName(e.FullName())
		if err != nil || found.Descriptor() != e || found.New(1).Number() != 1 {
			t.Errorf("%s: %v", e.FullName(), err)
		}
	}
	if enums.Len() == 0 {
		t.Error("no enums")
	}
}
