package everything

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// randomAny returns what an any holds after it was decoded, and no nil at the top, which would be absent.
func randomAny(r *rand.Rand, depth int) any {
	nested := func() any {
		if r.IntN(4) == 0 {
			return nil
		}
		return randomAny(r, depth-1)
	}
	switch k := r.IntN(7); {
	case k == 0:
		return r.IntN(2) == 0
	case k == 1:
		return r.NormFloat64()
	case k == 2:
		return 0.0
	case k < 5 || depth == 0:
		return []string{"", "text", "äöü", "<&>"}[r.IntN(4)]
	case k == 5:
		m := map[string]any{}
		for range r.IntN(4) {
			m[fmt.Sprint("k", r.IntN(9))] = nested()
		}
		return m
	}
	s := []any{}
	for range r.IntN(4) {
		s = append(s, nested())
	}
	return s
}

func randomJSON(r *rand.Rand) json.RawMessage {
	if r.IntN(4) == 0 {
		return json.RawMessage(" null ")
	}
	text, err := json.Marshal(randomAny(r, 2))
	if err != nil {
		panic(err)
	}
	return text
}

func TestDynamic(t *testing.T) {
	type level int8
	m := &Dynamic{
		Any: map[string]any{"a": 1, "b": []any{nil, true, "x", 2.5}, "c": level(-3), "d": json.Number("7"), "e": json.RawMessage(`[1]`),
			"f": map[Name]int{"n": 1}, "g": []string{"s"}, "h": uint64(1 << 53)},
		JSON: json.RawMessage(` {"b": [1, 2.50, null], "a": "<\u0041>"} `),
	}
	var back Dynamic
	if err := proto.Unmarshal(marshal(t, m), &back); err != nil {
		t.Fatal(err)
	}
	want := &Dynamic{
		Any: map[string]any{"a": 1.0, "b": []any{nil, true, "x", 2.5}, "c": -3.0, "d": 7.0, "e": []any{1.0},
			"f": map[string]any{"n": 1.0}, "g": []any{"s"}, "h": float64(1 << 53)},
		JSON: json.RawMessage(`{"a":"<A>","b":[1,2.5,null]}`),
	}
	if !reflect.DeepEqual(&back, want) {
		t.Errorf("got  %v\nwant %v", &back, want)
	}
	if n := proto.Size(&Dynamic{Map: map[string]any{}, List: []any{}, JSON: json.RawMessage{}}); n != 0 {
		t.Errorf("nothing takes %d bytes", n)
	}
	if err := proto.Unmarshal(marshal(t, &Dynamic{JSON: json.RawMessage("null"), Any: []any{}}), &back); err != nil ||
		string(back.JSON) != "null" || !reflect.DeepEqual(back.Any, []any{}) {
		t.Errorf("null and an empty list came back as %s and %v, %v", back.JSON, back.Any, err)
	}
}

func TestDynamicErrors(t *testing.T) {
	loop := map[string]any{}
	loop["a"], loop["b"] = loop, loop
	for want, m := range map[string]*Dynamic{
		"9007199254740993 is not exact":           {Any: int64(1<<53 + 1)},
		"18446744073709551615 is not exact":       {List: []any{uint64(math.MaxUint64)}},
		"9007199254740993 is not":                 {JSON: json.RawMessage("[9007199254740993]")},
		"1e400 is not a float64":                  {JSON: json.RawMessage("1e400")},
		"cannot hold a time.Time":                 {Any: time.Now()},
		"cannot hold a []uint8":                   {Map: map[string]any{"x": []byte{1}}},
		"cannot hold a *int":                      {Any: new(int)},
		"holds itself":                            {Any: loop},
		"invalid UTF-8":                           {Any: "\xff"},
		"the text is not JSON: invalid character": {JSON: json.RawMessage("{x}")},
		"more than one JSON value":                {JSON: json.RawMessage("1 2")},
		"the text is not JSON: EOF":               {Texts: []json.RawMessage{json.RawMessage(" ")}},
	} {
		if b, err := proto.Marshal(m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("encoded as %x, %v; want %q", b, err, want)
		}
	}
	nan := append([]byte{0x11}, protowire.AppendFixed64(nil, math.Float64bits(math.NaN()))...)
	refused(t, &Dynamic{}, record(&Dynamic{}, "json", protowire.BytesType, length(nan...)), "Dynamic.json: JSON cannot hold the number NaN")
	if err := proto.Unmarshal(record(&Dynamic{}, "any", protowire.BytesType, length(nan...)), &Dynamic{}); err != nil {
		t.Error(err)
	}
	refused(t, &Dynamic{}, record(&Dynamic{}, "any", protowire.BytesType, length(0x1a, 1, 0xff)), "Dynamic.any.string_value: invalid UTF-8")
	deep := []byte{}
	for range 5001 {
		deep = protowire.AppendBytes([]byte{0x32}, protowire.AppendBytes([]byte{0x0a}, deep))
	}
	refused(t, &Dynamic{}, record(&Dynamic{}, "any", protowire.BytesType, length(deep...)), "nested too deeply")
}

// Records of one Value merge as those of a message.
func TestDynamicMerge(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 12))
		a, b := &Dynamic{Any: randomAny(r, 3), JSON: randomJSON(r)}, &Dynamic{Any: randomAny(r, 3), JSON: randomJSON(r)}
		both := append(marshal(t, a), marshal(t, b)...)
		want := dynamicpb.NewMessage(a.ProtoReflect().Descriptor())
		if err := proto.Unmarshal(both, want); err != nil {
			t.Fatal(err)
		}
		var wire Dynamic
		if err := proto.Unmarshal(both, &wire); err != nil {
			t.Fatal(err)
		}
		proto.Merge(a, b)
		for name, got := range map[string]*Dynamic{"on the wire": &wire, "proto.Merge": a} {
			if !bytes.Equal(marshal(t, got), marshal(t, want)) {
				t.Fatalf("seed %d: merged %s\n%v\n%v", seed, name, got, want)
			}
		}
	}
}

// A Value can be changed in place, at any depth.
func TestDynamicMutable(t *testing.T) {
	var m Dynamic
	r := m.ProtoReflect()
	fields := r.Descriptor().Fields()
	inner := r.Mutable(fields.ByName("any")).Message()
	kind := inner.Descriptor().Fields()
	object := inner.Mutable(kind.ByName("struct_value")).Message()
	members := object.Mutable(object.Descriptor().Fields().ByName("fields")).Map()
	members.Mutable(protoreflect.ValueOfString("a").MapKey()).Message().Set(kind.ByName("bool_value"), protoreflect.ValueOfBool(true))
	if want := (map[string]any{"a": true}); !reflect.DeepEqual(m.Any, want) {
		t.Errorf("%v", m.Any)
	}
	list := r.Mutable(fields.ByName("list")).Message()
	values := list.Mutable(list.Descriptor().Fields().ByName("values")).List()
	values.AppendMutable().Message().Set(kind.ByName("number_value"), protoreflect.ValueOfFloat64(2))
	if !reflect.DeepEqual(m.List, []any{2.0}) {
		t.Errorf("%v", m.List)
	}
}

// JSON that comes in parts is one value, and so many parts that it would be written again and again are refused.
func TestJSONInParts(t *testing.T) {
	part := record(&Dynamic{}, "json", protowire.BytesType, length(0x32, 2, 0x0a, 0)) // a list of one null
	scalar := record(&Dynamic{}, "json", protowire.BytesType, length(0x1a, 1, 'x'))
	empty := record(&Dynamic{}, "json", protowire.BytesType, length())
	for want, b := range map[string][]byte{
		"[null,null,null]": bytes.Repeat(part, 3),
		`"x"`:              slices.Concat(part, scalar, empty),
		"[null,null]":      slices.Concat(scalar, part, empty, part),
		"null":             slices.Concat(empty, empty),
	} {
		var m Dynamic
		if err := proto.Unmarshal(b, &m); err != nil || string(m.JSON) != want {
			t.Errorf("%x was read as %s, %v; want %s", b, m.JSON, err, want)
		}
	}
	own := &Dynamic{JSON: json.RawMessage(` [ 1 ] `)}
	if err := (proto.UnmarshalOptions{Merge: true}).Unmarshal(part, own); err != nil || string(own.JSON) != "[1,null]" {
		t.Errorf("merged as %s, %v", own.JSON, err)
	}
	refused(t, &Dynamic{}, bytes.Repeat(part, 10_000), "Dynamic.json: a JSON value comes in too many parts")
}
