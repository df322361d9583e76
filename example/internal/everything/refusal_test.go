package everything

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/anypb"

	"github.com/grpcgen/grpcgen"
)

// unfit is JSON that the descriptor allows and the Go type cannot hold, by what the error says.
var unfit = []struct {
	m          proto.Message
	json, want string
}{
	{&All{}, `{"int8": 300}`, "everything.v1.All.int8: 300 does not fit int8"},
	{&All{}, `{"uint16": 65536}`, "All.uint16: 65536 does not fit uint16"},
	{&All{}, `{"optInt8": -129}`, "All.opt_int8: -129 does not fit int8"},
	{&All{}, `{"int16s": [1, 40000, 2]}`, "All.int16s: 40000 does not fit int16"},
	{&All{}, `{"bySint": {"1": 256}}`, "All.by_sint: 256 does not fit uint8"},
	{&All{}, `{"wait": "315576000000s"}`, "All.wait: 315576000000 seconds do not fit a time.Duration"},
	{&All{}, `{"waits": ["1s", "315576000000s"]}`, "All.waits: 315576000000 seconds"},
	{&All{}, `{"byWait": {"1": "315576000000s"}}`, "All.by_wait: 315576000000 seconds"},
	{&All{}, `{"pointer": {"pointer": {"int8": 300}}}`, "All.int8: 300"},
	{&Arrays{}, `{"vector": [1, 2]}`, "Arrays.vector: 2 elements do not fit everything.Vector"},
	{&Arrays{}, `{"vector": [1, 2, 3, 4]}`, "Arrays.vector: 4 elements do not fit everything.Vector"},
	{&Arrays{}, `{"loose": [1, 70000, 2, 3]}`, "Arrays.loose: 70000 does not fit uint16"},
	{&Arrays{}, `{"hash": "AQI="}`, "Arrays.hash: 2 bytes do not fit [20]uint8"},
	{&Arrays{}, `{"hashRefs": ["AQI="]}`, "Arrays.hash_refs: 2 bytes"},
	{&Arrays{}, `{"intRefs": [40000]}`, "Arrays.int_refs: 40000 does not fit int16"},
	{&Arrays{}, `{"behind": [1]}`, "Arrays.behind: 1 elements do not fit [2]int32"},
	{&Arrays{}, `{"values": [{}]}`, "Arrays.values: 1 elements"},
	{&Texts{}, `{"addr": "1.2.3"}`, "Texts.addr: \"1.2.3\" does not fit netip.Addr: ParseAddr"},
	{&Texts{}, `{"key": "1"}`, "a key of 1 digits"},
	{&Texts{}, `{"rawKey": "AQI="}`, "a key of 2 bytes"},
	{&Texts{}, `{"at": "yesterday"}`, "Texts.at: \"yesterday\" does not fit time.Time"},
	{&Texts{}, `{"at": "10000-01-01T00:00:00Z"}`, "Texts.at: "},
	{&Texts{}, `{"wait": "long"}`, "Texts.wait: "},
	{&Texts{}, `{"byKey": {"1": "::/0"}}`, "Texts.by_key: "},
	{&Texts{}, `{"byKey": {"01020304": "::/x"}}`, "Texts.by_key: "},
	{&Texts{}, `{"num": 5, "numbers": ["1", "one"]}`, "Texts.numbers: "},
	{&Nulls{}, `{"byte": 256}`, "Nulls.byte: 256 does not fit uint8"},
	{&Nulls{}, `{"deep": 1, "hash": "AQI="}`, "Nulls.hash: 2 bytes"},
	{&Worded{}, `{"mood": 77}`, "Worded.mood: number 77 is not a value of everything.Mood"},
	{&Worded{}, `{"moods": ["MOOD_GOOD", 77]}`, "Worded.moods: number 77"},
	{&Worded{}, `{"byMood": {"good": 77}}`, "Worded.by_mood: "},
	{&Ranges{}, `{"small": 128}`, "Ranges.small: 128 does not fit int8"},
	{&Ranges{}, `{"tiny": -1}`, "Ranges.tiny: -1 does not fit uint8"},
	{&Choice{}, `{"int8": 300}`, "Choice.int8: 300 does not fit int8"},
	{&Choice{}, `{"choices": [{}, {"int8": 300}, {}, {}]}`, "Choice.int8: 300"},
	{&Choice{}, `{"byKey": {"k": {"int8": 300}}}`, "Choice.int8: 300"},
	{&Drawing{}, `{"shape": {"tone": 300}}`, "Shape.tone: 300 does not fit uint8"},
	{&Drawing{}, `{"shapes": [{"square": {"within": [{"tone": 300}]}}, {}]}`, "Shape.tone: 300"},
	{&Drawing{}, `{"byName": {"a": {"square": {"byName": {"b": {"tone": 300}}}}}}`, "Shape.tone: 300"},
}

// What does not fit is an error of protojson and prototext, never a panic, and ends with the message's content.
func TestUnfitText(t *testing.T) {
	for _, c := range unfit {
		d := dynamicpb.NewMessage(c.m.ProtoReflect().Descriptor())
		if err := protojson.Unmarshal([]byte(c.json), d); err != nil && !strings.Contains(c.json, "wait") {
			t.Fatalf("%s is not what the descriptor allows: %v", c.json, err)
		}
		text, err := prototext.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		for name, read := range map[string]func() error{
			"protojson": func() error { return protojson.Unmarshal([]byte(c.json), c.m) },
			"prototext": func() error { return prototext.Unmarshal(text, c.m) },
			"partial": func() error { // that there may be fields missing does not excuse it
				if err := (protojson.UnmarshalOptions{AllowPartial: true}).Unmarshal([]byte(c.json), c.m); err != nil {
					return err
				}
				_, err := proto.MarshalOptions{AllowPartial: true}.Marshal(c.m)
				return err
			},
			"Any": func() error {
				boxed := fmt.Sprintf(`{"@type": "a/%s", %s`, d.Descriptor().FullName(), c.json[1:])
				return protojson.Unmarshal([]byte(boxed), new(anypb.Any))
			},
			"proto.Merge": func() error {
				proto.Reset(c.m)
				proto.Merge(c.m, d)
				return proto.CheckInitialized(c.m)
			},
			"grpcgen.Marshal": func() error {
				proto.Reset(c.m)
				proto.Merge(c.m, d)
				_, err := grpcgen.Marshal(c.m)
				return err
			},
			"proto.Clone": func() error {
				proto.Reset(c.m)
				proto.Merge(c.m, d)
				_, err := proto.Marshal(proto.Clone(c.m))
				return err
			},
		} {
			if err := read(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s of %s: %v; want %q", name, c.json, err, c.want)
			}
			if err := protojson.Unmarshal([]byte("{}"), c.m); err != nil {
				t.Errorf("%s of %s: the error is still there in the next message: %v", name, c.json, err)
			}
		}
	}
}

// global is no memory of the heap.
var global All

func TestUnfitGlobal(t *testing.T) {
	if err := protojson.Unmarshal([]byte(`{"int8": 300}`), &global); err == nil {
		t.Error("int8 of 300 was read")
	}
	if err := protojson.Unmarshal([]byte(`{"int8": 3}`), &global); err != nil || global.Int8 != 3 {
		t.Errorf("read as %v, %v", global.Int8, err)
	}
}

// However a message is changed, it is in error until what does not fit is set to what does, or cleared.
func TestUnfitSet(t *testing.T) {
	m := new(All)
	r := m.ProtoReflect()
	field := func(name protoreflect.Name) protoreflect.FieldDescriptor { return r.Descriptor().Fields().ByName(name) }
	inner := func(name protoreflect.Name) protoreflect.Message { return r.Mutable(field(name)).Message() }
	int32Of, unfit := protoreflect.ValueOfInt32, protoreflect.ValueOfInt32(300)
	key := protoreflect.ValueOfString("k").MapKey()
	seconds := inner("at").Descriptor().Fields().ByName("seconds")
	for name, steps := range map[string][2]func(){
		"a field":           {func() { r.Set(field("int8"), unfit) }, func() { r.Set(field("int8"), int32Of(5)) }},
		"a field, cleared":  {func() { r.Set(field("int8"), unfit) }, func() { r.Clear(field("int8")) }},
		"a message":         {func() { inner("pointer").Set(field("int8"), unfit) }, func() { inner("pointer").Clear(field("int8")) }},
		"a message, behind": {func() { inner("pointer").Set(field("int8"), unfit) }, func() { r.Clear(field("pointer")) }},
		"a list":            {func() { r.Mutable(field("int16s")).List().Append(int32Of(1 << 20)) }, func() { r.Clear(field("int16s")) }},
		"a time": {
			func() { inner("at").Set(seconds, protoreflect.ValueOfInt64(1<<40)) },
			func() { inner("at").Set(seconds, protoreflect.ValueOfInt64(1<<30)) },
		},
		"an optional time": {
			func() { inner("opt_at").Set(seconds, protoreflect.ValueOfInt64(1<<40)) },
			func() { r.Clear(field("opt_at")) },
		},
		"a time in a list": {
			func() {
				l := r.Mutable(field("ats")).List()
				l.AppendMutable().Message().Set(seconds, protoreflect.ValueOfInt64(1<<40))
				for range 20 { // the slice moves
					l.Append(l.NewElement())
				}
			},
			func() { r.Clear(field("ats")) },
		},
		"a time in a map": {
			func() {
				r.Mutable(field("by_name")).Map().Mutable(key).Message().Set(seconds, protoreflect.ValueOfInt64(1<<40))
			},
			func() { r.Clear(field("by_name")) },
		},
		"a list that is set to itself": {
			func() {
				r.Mutable(field("int16s")).List().Append(int32Of(1 << 20))
				r.Set(field("int16s"), r.Mutable(field("int16s")))
			},
			func() { r.Clear(field("int16s")) },
		},
	} {
		proto.Reset(m)
		steps[0]()
		if err := proto.CheckInitialized(m); err == nil {
			t.Errorf("%s: nothing is wrong", name)
		}
		if b, err := proto.Marshal(m); err == nil {
			t.Errorf("%s: encoded as %x", name, b)
		}
		steps[1]()
		if _, err := proto.Marshal(m); err != nil {
			t.Errorf("%s: the error stays: %v", name, err)
		}
	}
}

// What is remembered of messages does not outlive them.
func TestUnfitIsForgotten(t *testing.T) {
	var before, after runtime.MemStats
	use := func() {
		for range 20_000 {
			if protojson.Unmarshal([]byte(`{"pointer": {"int8": 300}`), new(All)) == nil { // it ends too early
				t.Fatal("an object without an end was read")
			}
		}
	}
	use()
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 5 {
		use()
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		runtime.GC()
		runtime.ReadMemStats(&after)
		if after.HeapAlloc < before.HeapAlloc+5<<20 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d KiB are kept", (after.HeapAlloc-before.HeapAlloc)>>10)
		}
		time.Sleep(10 * time.Millisecond) // cleanups run on a goroutine of their own
	}
}
