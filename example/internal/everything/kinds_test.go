package everything

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"math/big"
	"math/rand/v2"
	"net"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// message is a struct that is a message.
type message[T any] interface {
	*T
	proto.Message
}

// kinds are the messages that hold the kinds of a concept each, beside All.
var kinds = map[string]func(t *testing.T){
	"arrays":  differential[Arrays],
	"dynamic": differential[Dynamic],
	"texts":   differential[Texts],
	"worded":  differential[Worded],
	"nulls":   differential[Nulls],
}

// fillers make random values of types that package reflect cannot fill.
var fillers = map[reflect.Type]func(r *rand.Rand) any{
	reflect.TypeFor[netip.Addr](): func(r *rand.Rand) any { return netip.AddrFrom4([4]byte{127, byte(r.IntN(256)), 0, 1}) },
	reflect.TypeFor[netip.AddrPort](): func(r *rand.Rand) any {
		return netip.AddrPortFrom(netip.IPv6Loopback(), uint16(r.IntN(1<<16)))
	},
	reflect.TypeFor[slog.Level]():      func(r *rand.Rand) any { return slog.Level(r.IntN(30) - 15) },
	reflect.TypeFor[netip.Prefix]():    func(r *rand.Rand) any { return netip.PrefixFrom(netip.IPv4Unspecified(), r.IntN(33)) },
	reflect.TypeFor[any]():             func(r *rand.Rand) any { return randomAny(r, 3) },
	reflect.TypeFor[Payload]():         func(r *rand.Rand) any { return randomAny(r, 2) },
	reflect.TypeFor[json.RawMessage](): func(r *rand.Rand) any { return randomJSON(r) },
	reflect.TypeFor[Mood]():            func(r *rand.Rand) any { return []Mood{"", MoodGood, MoodBad, MoodWorst}[r.IntN(4)] },
	reflect.TypeFor[big.Int]():         func(r *rand.Rand) any { return *new(big.Int).Lsh(big.NewInt(r.Int64()-r.Int64()), uint(r.IntN(99))) },
	reflect.TypeFor[net.IP]():          func(r *rand.Rand) any { return net.IPv4(1, 2, 3, byte(r.IntN(256))) },
	reflect.TypeFor[url.URL](): func(r *rand.Rand) any {
		return url.URL{Scheme: "https", Host: "example.com", Path: fmt.Sprint("/", r.IntN(9))}
	},
}

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

func TestKindsAgainstDynamic(t *testing.T) {
	for name, test := range kinds {
		t.Run(name, test)
	}
}

// differential holds a message against protobuf-go's dynamicpb of the same descriptor: bytes, JSON, clones, equality.
func differential[T any, M message[T]](t *testing.T) {
	for seed := range uint64(500) {
		m := M(new(T))
		random(rand.New(rand.NewPCG(seed, 11)), reflect.ValueOf(m).Elem(), 4)
		fast, err := proto.Marshal(m)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if len(fast) != proto.Size(m) {
			t.Fatalf("seed %d: size %d, encoded %d", seed, proto.Size(m), len(fast))
		}
		d := dynamicpb.NewMessage(m.ProtoReflect().Descriptor())
		if err := proto.Unmarshal(fast, d); err != nil {
			t.Fatalf("seed %d: protobuf-go cannot read it: %v", seed, err)
		}
		if ours, theirs := marshal(t, m), marshal(t, d); !bytes.Equal(ours, theirs) {
			t.Fatalf("seed %d: bytes differ\n%x\n%x", seed, ours, theirs)
		}
		back := M(new(T))
		if err := proto.Unmarshal(marshal(t, d), back); err != nil || !proto.Equal(back, m) {
			t.Fatalf("seed %d: round trip: %v\n%v\n%v", seed, err, back, m)
		}
		if c := proto.Clone(m); !proto.Equal(c, m) || !bytes.Equal(marshal(t, c), marshal(t, m)) {
			t.Fatalf("seed %d: clone", seed)
		}
		throughJSON(t, m, M(new(T)), d)
	}
}

func throughJSON(t *testing.T, m, back proto.Message, d *dynamicpb.Message) {
	t.Helper()
	js, err := protojson.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := protojson.Unmarshal(js, back); err != nil || !proto.Equal(back, m) {
		t.Fatalf("protojson: %v\n%s", err, js)
	}
	theirs := dynamicpb.NewMessage(d.Descriptor())
	if err := protojson.Unmarshal(js, theirs); err != nil || !proto.Equal(theirs, d) {
		t.Fatalf("protojson of protobuf-go: %v\n%s", err, js)
	}
}

// record returns one record of a field of m.
func record(m proto.Message, name protoreflect.Name, wire protowire.Type, value []byte) []byte {
	number := m.ProtoReflect().Descriptor().Fields().ByName(name).Number()
	return append(protowire.AppendTag(nil, number, wire), value...)
}

// refused checks that bytes cannot be read, and what the error says.
func refused(t *testing.T, m proto.Message, b []byte, want string) {
	t.Helper()
	if err := proto.Unmarshal(b, m); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%x was read as %v, %v; want the error %q", b, m, err, want)
	}
}

func length(b ...byte) []byte { return protowire.AppendBytes(nil, b) }

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

// FuzzKinds reads arbitrary bytes as each of the messages: what is read can be written, and is the same when it is read
// again.
func FuzzKinds(f *testing.F) {
	empty := []func() proto.Message{
		func() proto.Message { return new(Arrays) }, func() proto.Message { return new(Texts) }, func() proto.Message { return new(Nulls) },
		func() proto.Message { return new(Dynamic) }, func() proto.Message { return new(Worded) },
	}
	for seed := range uint64(20) {
		m := empty[seed%uint64(len(empty))]()
		random(rand.New(rand.NewPCG(seed, 13)), reflect.ValueOf(m).Elem(), 4)
		b, err := proto.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(seed%uint64(len(empty))), b)
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		m, back := empty[int(which)%len(empty)](), empty[int(which)%len(empty)]()
		if proto.Unmarshal(b, m) != nil {
			return
		}
		again, err := proto.Marshal(m)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if err := proto.Unmarshal(again, back); err != nil || !proto.Equal(m, back) {
			t.Fatalf("not stable: %v\n%v\n%v", err, m, back)
		}
	})
}

func TestTexts(t *testing.T) {
	zone := time.Date(2024, 5, 6, 7, 8, 9, 10, time.FixedZone("", 3600))
	m := &Texts{
		At: zone, Wait: 90 * time.Minute, Number: *big.NewInt(-7), Addr: netip.MustParseAddr("::1"), Key: Key{0xab, 1, 2, 3},
		RawKey: Key{1, 2, 3, 4}, RawIP: net.IPv4(1, 2, 3, 4).To4(), OptNumber: new(big.Int),
		ByKey: map[Key]netip.Prefix{{1}: netip.MustParsePrefix("10.0.0.0/8")}, Level: slog.LevelWarn,
	}
	d := dynamicpb.NewMessage(m.ProtoReflect().Descriptor())
	if err := proto.Unmarshal(marshal(t, m), d); err != nil {
		t.Fatal(err)
	}
	js, err := protojson.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"addr":"::1","number":"-7","key":"ab010203","level":"WARN","rawKey":"AQIDBA==","rawIp":"AQIDBA==",` +
		`"at":"2024-05-06T07:08:09.00000001+01:00","wait":"1h30m0s","optNumber":"0","byKey":{"01000000":"10.0.0.0/8"}}`
	// What an AddrPort sends of its zero value, and what protojson does to spaces, are not part of the comparison.
	got := strings.ReplaceAll(strings.ReplaceAll(string(js), " ", ""), `"rawAddr":"AAA=",`, "")
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var back Texts
	if err := proto.Unmarshal(marshal(t, m), &back); err != nil || !back.At.Equal(zone) {
		t.Errorf("%v, %v", back.At, err)
	}
	if _, offset := back.At.Zone(); offset != 3600 {
		t.Errorf("the offset came back as %d", offset)
	}
	for _, wait := range []time.Duration{math.MinInt64, math.MaxInt64, 1, -999_999_999} {
		var back Texts
		if err := proto.Unmarshal(marshal(t, &Texts{Wait: wait}), &back); err != nil || back.Wait != wait {
			t.Errorf("%d came back as %d, %v", wait, back.Wait, err)
		}
	}
}

func TestTextErrors(t *testing.T) {
	text := func(s string) []byte { return protowire.AppendString(nil, s) }
	for name, b := range map[string][]byte{
		"Texts.addr: ParseAddr":           record(&Texts{}, "addr", protowire.BytesType, text("1.2.3")),
		"Texts.key: a key of 1 digits":    record(&Texts{}, "key", protowire.BytesType, text("1")),
		"Texts.key: a key of 0 digits":    record(&Texts{}, "key", protowire.BytesType, text("")),
		"Texts.raw_key: a key of 1 bytes": record(&Texts{}, "raw_key", protowire.BytesType, text("1")),
		"Texts.at: parsing time":          record(&Texts{}, "at", protowire.BytesType, text("yesterday")),
		"Texts.wait: time: invalid":       record(&Texts{}, "wait", protowire.BytesType, text("long")),
		"Texts.numbers: math/big":         record(&Texts{}, "numbers", protowire.BytesType, text("one")),
		"Texts.addrs: invalid UTF-8":      record(&Texts{}, "addrs", protowire.BytesType, text("\xff")),
		"Texts.by_key.key: a key of":      record(&Texts{}, "by_key", protowire.BytesType, length(0x0a, 1, 'x')),
	} {
		refused(t, &Texts{}, b, name)
	}
	if err := proto.Unmarshal(record(&Texts{}, "addr", protowire.BytesType, text("")), &Texts{}); err != nil {
		t.Errorf("an empty text is that of a zero Addr: %v", err)
	}
	for want, m := range map[string]*Texts{
		"encoded: time 0000":       {At: time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)},
		"year outside of range":    {At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"IP address":               {IP: net.IP{1, 2, 3}},
		"nil has no value: remove": {Numbers: []*big.Int{nil}},
	} {
		if b, err := proto.Marshal(m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("encoded as %x, %v; want %q", b, err, want)
		}
	}
}

// A sql.Null is there when it is valid, whatever its value.
func TestNulls(t *testing.T) {
	if n := proto.Size(&Nulls{String: sql.NullString{String: "not valid"}, Nulled: &Nulled{}}); n != 0 {
		t.Errorf("nothing valid takes %d bytes", n)
	}
	m := &Nulls{
		Bool: sql.NullBool{Valid: true}, Time: sql.NullTime{Valid: true}, Color: sql.Null[Color]{Valid: true},
		String: sql.NullString{Valid: true}, Nulled: &Nulled{sql.Null[float32]{Valid: true}},
	}
	var back Nulls
	if err := proto.Unmarshal(marshal(t, m), &back); err != nil || !reflect.DeepEqual(&back, m) {
		t.Errorf("%v came back as %v, %v", m, &back, err)
	}
	stale := &Nulls{Time: sql.NullTime{Time: time.Unix(1, 2)}}
	merge := proto.UnmarshalOptions{Merge: true}
	if err := merge.Unmarshal(record(m, "time", protowire.BytesType, length(8, 5)), stale); err != nil || stale.Time.Time.UnixNano() != 5e9 {
		t.Errorf("a value that was not valid is part of %v, %v", stale.Time, err)
	}
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
		"9007199254740993 is not exact":          {Any: int64(1<<53 + 1)},
		"18446744073709551615 is not exact":      {List: []any{uint64(math.MaxUint64)}},
		"9007199254740993 is not":                {JSON: json.RawMessage("[9007199254740993]")},
		"1e400 is no float64":                    {JSON: json.RawMessage("1e400")},
		"cannot hold a time.Time":                {Any: time.Now()},
		"cannot hold a []uint8":                  {Map: map[string]any{"x": []byte{1}}},
		"cannot hold a *int":                     {Any: new(int)},
		"holds itself":                           {Any: loop},
		"invalid UTF-8":                          {Any: "\xff"},
		"the text is no JSON: invalid character": {JSON: json.RawMessage("{x}")},
		"more than one JSON value":               {JSON: json.RawMessage("1 2")},
		"the text is no JSON: EOF":               {Texts: []json.RawMessage{json.RawMessage(" ")}},
	} {
		if b, err := proto.Marshal(m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("encoded as %x, %v; want %q", b, err, want)
		}
	}
	nan := append([]byte{0x11}, protowire.AppendFixed64(nil, math.Float64bits(math.NaN()))...)
	refused(t, &Dynamic{}, record(&Dynamic{}, "json", protowire.BytesType, length(nan...)), "Dynamic.json: json: unsupported value: NaN")
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
	} {
		if b, err := proto.Marshal(m); err == nil || !strings.Contains(err.Error(), `"sad" is no value of everything.Mood`) {
			t.Errorf("%s: encoded as %x, %v", name, b, err)
		}
	}
	refused(t, &Worded{}, record(m, "mood", protowire.VarintType, []byte{9}), "Worded.mood: number 9 is no value of everything.Mood")
	refused(t, &Worded{}, record(m, "moods", protowire.BytesType, length(1, 9)), "Worded.moods: number 9 is no value of everything.Mood")
}

// An error of encoding names the field, through messages, lists, maps and embedded structs.
func TestEncodeErrorNamesTheField(t *testing.T) {
	bad := Leaf{Text: "\xff"}
	for want, m := range map[string]proto.Message{
		"everything.v1.Texts.ip cannot":               &Texts{IP: net.IP{1}},
		"everything.v1.All.string cannot":             &All{String: "\xff"},
		"everything.v1.All.pointer.value.text cannot": &All{Bool: true, Pointer: &All{Value: bad}},
		"everything.v1.All.values.text cannot":        &All{Values: []Leaf{{}, bad}},
		"everything.v1.All.by_ptr.text cannot":        &All{ByPtr: map[int64]*Leaf{1: {}, 2: &bad}},
		"everything.v1.All.by_ptr cannot":             &All{ByPtr: map[int64]*Leaf{1: {}, 2: nil}},
		"everything.v1.All.leafy.text cannot":         &All{Pointed: &Pointed{Leafy: bad}},
		"everything.v1.Arrays.refs.text cannot":       &Arrays{Refs: [2]*Leaf{{}, &bad}},
		"everything.v1.Dynamic.maps cannot":           &Dynamic{Maps: []map[string]any{{"x": 1i}}},
	} {
		if b, err := proto.Marshal(m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("encoded as %x, %v; want %q", b, err, want)
		}
	}
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
