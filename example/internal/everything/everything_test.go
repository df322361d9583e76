package everything

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/anypb"
)

// random fills a value with what a fair coin says, down to depth levels of messages.
func random(r *rand.Rand, v reflect.Value, depth int) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Unix(r.Int64N(1<<33)-1<<32, r.Int64N(1e9)).UTC()))
		return
	case v.Type() == reflect.TypeFor[time.Duration]():
		v.SetInt(r.Int64()) // not negative: merging two signs gives what duration.proto forbids
		return
	case fillers[v.Type()] != nil:
		v.Set(reflect.ValueOf(fillers[v.Type()](r)))
		return
	}
	if depth < 0 && (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) {
		return // a type can hold itself
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Int:
		v.SetInt(int64(r.Uint64()) >> (64 - min(v.Type().Bits(), 1+r.IntN(64))))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uint:
		v.SetUint(r.Uint64() >> (64 - min(v.Type().Bits(), 1+r.IntN(64))))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(float32(r.NormFloat64())))
	case reflect.String:
		v.SetString([]string{"a", "äöü", "", "a longer text of more than thirty-two bytes", "日本"}[r.IntN(5)])
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		random(r, v.Elem(), depth-1)
	case reflect.Array:
		for i := range v.Len() {
			random(r, v.Index(i), depth-1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(4), 5))
		for i := range v.Len() {
			random(r, v.Index(i), depth-1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 1 + r.IntN(3) {
			k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			random(r, k, depth-1)
			random(r, e, depth-1)
			v.SetMapIndex(k, e)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if depth > 0 && r.IntN(3) > 0 {
				random(r, v.Field(i), depth-1)
			}
		}
	}
}

func randomAll(r *rand.Rand) *All {
	m := new(All)
	random(r, reflect.ValueOf(m).Elem(), 4)
	if m.Pointed != nil && proto.Size(&All{Pointed: m.Pointed}) == 0 {
		m.Pointed = nil // an embedded struct that encodes to nothing is not there
	}
	return m
}

// dynamic reads bytes as protobuf-go does, knowing nothing but the descriptor.
func dynamic(t *testing.T, b []byte) *dynamicpb.Message {
	t.Helper()
	m := dynamicpb.NewMessage((*All)(nil).ProtoReflect().Descriptor())
	if err := proto.Unmarshal(b, m); err != nil {
		t.Fatalf("protobuf-go cannot read it: %v", err)
	}
	return m
}

var deterministic = proto.MarshalOptions{Deterministic: true}

func marshal(t *testing.T, m proto.Message) []byte {
	t.Helper()
	b, err := deterministic.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What we write protobuf-go reads as the same message, and the other way about; the bytes are the same.
func TestAgainstDynamic(t *testing.T) {
	for seed := range uint64(2000) {
		m := randomAll(rand.New(rand.NewPCG(seed, 1)))
		fast, err := proto.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if len(fast) != proto.Size(m) {
			t.Fatalf("seed %d: size %d, encoded %d", seed, proto.Size(m), len(fast))
		}
		d := dynamic(t, fast)
		if ours, theirs := marshal(t, m), marshal(t, d); !bytes.Equal(ours, theirs) {
			t.Fatalf("seed %d: bytes differ\n%x\n%x", seed, ours, theirs)
		}
		var back All
		if err := proto.Unmarshal(marshal(t, d), &back); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !proto.Equal(&back, m) || !proto.Equal(d, dynamic(t, marshal(t, &back))) {
			t.Fatalf("seed %d: round trip\n%v\n%v", seed, &back, m)
		}
	}
}

// The formats and helpers that go through reflection agree with protobuf-go.
func TestReflection(t *testing.T) {
	for seed := range uint64(200) {
		m := randomAll(rand.New(rand.NewPCG(seed, 2)))
		d := dynamic(t, marshal(t, m))
		js, err := protojson.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var fromJSON, fromText All
		if err := protojson.Unmarshal(js, &fromJSON); err != nil || !proto.Equal(&fromJSON, m) {
			t.Fatalf("seed %d: protojson %v\n%s", seed, err, js)
		}
		dj := dynamicpb.NewMessage(d.Descriptor())
		if err := protojson.Unmarshal(js, dj); err != nil || !proto.Equal(dj, d) {
			t.Fatalf("seed %d: protojson of protobuf-go %v\n%s", seed, err, js)
		}
		text, err := prototext.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := prototext.Unmarshal(text, &fromText); err != nil || !proto.Equal(&fromText, m) {
			t.Fatalf("seed %d: prototext %v\n%s", seed, err, text)
		}
		if c := proto.Clone(m); !proto.Equal(c, m) {
			t.Fatalf("seed %d: clone", seed)
		}
		packed, err := anypb.New(m)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := packed.UnmarshalNew(); err != nil || !proto.Equal(out, m) {
			t.Fatalf("seed %d: any: %v", seed, err)
		}
	}
}

// Merging is that of protobuf-go: scalars replace, lists append, messages merge.
func TestMerge(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		a, b := randomAll(r), randomAll(r)
		want := dynamic(t, append(marshal(t, a), marshal(t, b)...))
		var wire All
		if err := proto.Unmarshal(append(marshal(t, a), marshal(t, b)...), &wire); err != nil {
			t.Fatal(err)
		}
		proto.Merge(a, b)
		for name, got := range map[string]*All{"on the wire": &wire, "proto.Merge": a} {
			if !bytes.Equal(marshal(t, got), marshal(t, want)) {
				t.Fatalf("seed %d: merged %s\n%v\n%v", seed, name, got, want)
			}
		}
	}
}

func TestPresence(t *testing.T) {
	epoch, zero := time.Unix(0, 0).UTC(), 0
	_ = zero
	has := func(m *All, name protoreflect.Name) bool {
		r := m.ProtoReflect()
		return r.Has(r.Descriptor().Fields().ByName(name))
	}
	for _, c := range []struct {
		field protoreflect.Name
		m     *All
		want  bool
	}{
		{"at", &All{}, false},
		{"at", &All{At: epoch}, true}, // an empty message, and present
		{"at", &All{At: time.Time{}}, false},
		{"opt_at", &All{OptAt: &time.Time{}}, true},
		{"wait", &All{}, false},
		{"opt_wait", &All{OptWait: new(time.Duration)}, true},
		{"value", &All{}, false},
		{"value", &All{Value: Leaf{N: 1}}, true},
		{"pointer", &All{Pointer: &All{}}, true},
		{"opt_bool", &All{OptBool: new(bool)}, true},
		{"opt_bytes", &All{OptBytes: new([]byte)}, true},
		{"double", &All{Double: math.Copysign(0, -1)}, true},
		{"bytes", &All{Bytes: []byte{}}, false},
		{"strings", &All{Strings: []string{}}, false},
		{"deep", &All{Pointed: &Pointed{}}, false},
	} {
		if got := has(c.m, c.field); got != c.want {
			t.Errorf("Has(%s) = %v before", c.field, got)
		}
		b := marshal(t, c.m)
		var back All
		if err := proto.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if got := has(&back, c.field); got != c.want {
			t.Errorf("Has(%s) = %v after the wire (%x)", c.field, got, b)
		}
	}
	var back All
	if err := proto.Unmarshal(marshal(t, &All{At: epoch}), &back); err != nil || !back.At.Equal(epoch) {
		t.Errorf("the epoch came back as %v, %v", back.At, err)
	}
}

func TestNegativeDurations(t *testing.T) {
	for _, d := range []time.Duration{-1, -time.Second, -time.Second - 1, math.MinInt64, math.MaxInt64, -999_999_999} {
		m := &All{Wait: d, OptWait: &d, Waits: []time.Duration{d}, ByWait: map[uint64]time.Duration{0: d}}
		b := marshal(t, m)
		var back All
		if err := proto.Unmarshal(b, &back); err != nil || back.Wait != d || *back.OptWait != d || back.Waits[0] != d || back.ByWait[0] != d {
			t.Errorf("%d came back as %+v, %v", d, back.Wait, err)
		}
		if !bytes.Equal(b, marshal(t, dynamic(t, b))) {
			t.Errorf("%d: bytes differ", d)
		}
	}
}

// What cannot be expressed is an error with the message's name, never a wrong value and never a panic.
func TestEncodeErrors(t *testing.T) {
	for name, m := range map[string]*All{
		"invalid UTF-8":      {String: "\xff"},
		"UTF-8 in a list":    {Strings: []string{"ok", "\xff"}},
		"UTF-8 in a map key": {ByString: map[string]string{"\xff": ""}},
		"nil element":        {Pointers: []*Leaf{nil}},
		"nil map value":      {ByPtr: map[int64]*Leaf{1: nil}},
		"year 10000":         {At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"year 0":             {At: time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		if b, err := proto.Marshal(m); err == nil {
			t.Errorf("%s: encoded as %x", name, b)
		}
	}
}

// field returns a record of the All message.
func field(name protoreflect.Name, wire protowire.Type, value []byte) []byte {
	number := (*All)(nil).ProtoReflect().Descriptor().Fields().ByName(name).Number()
	return append(protowire.AppendTag(nil, number, wire), value...)
}

func varint(v uint64) []byte { return protowire.AppendVarint(nil, v) }

func TestDecodeErrors(t *testing.T) {
	timestamp := func(s int64, n int32) []byte {
		b := append(protowire.AppendTag(nil, 1, protowire.VarintType), varint(uint64(s))...)
		b = append(protowire.AppendTag(b, 2, protowire.VarintType), varint(uint64(int64(n)))...)
		return protowire.AppendBytes(nil, b)
	}
	deep := []byte{}
	for range 10_001 {
		deep = field("pointer", protowire.BytesType, protowire.AppendBytes(nil, deep))
	}
	for name, b := range map[string][]byte{
		"field 0":               {0x00, 0x01},
		"wire type 6":           {0x0e},
		"wire type 7":           {0x0f},
		"end group alone":       {0x0c},
		"group without end":     {0x0b, 0x08, 0x01},
		"group, other end":      {0x0b, 0x14},
		"varint of 11 bytes":    append([]byte{0x08}, bytes.Repeat([]byte{0x80}, 10)...),
		"varint over 64 bits":   append([]byte{0x08}, append(bytes.Repeat([]byte{0xff}, 9), 0x02)...),
		"length 2^31":           field("bytes", protowire.BytesType, varint(1<<31)),
		"length 2^63":           field("bytes", protowire.BytesType, varint(1<<63)),
		"length 2^64-1":         field("string", protowire.BytesType, varint(math.MaxUint64)),
		"invalid UTF-8":         field("string", protowire.BytesType, protowire.AppendBytes(nil, []byte{0xff})),
		"int8 out of range":     field("int8", protowire.VarintType, varint(128)),
		"uint16 out of range":   field("uint16", protowire.VarintType, varint(1<<16)),
		"packed int16 range":    field("int16s", protowire.BytesType, protowire.AppendBytes(nil, varint(1<<15))),
		"packed, cut":           field("doubles", protowire.BytesType, protowire.AppendBytes(nil, []byte{1, 2, 3})),
		"year 10000":            field("at", protowire.BytesType, timestamp(253402300800, 0)),
		"negative nanos":        field("at", protowire.BytesType, timestamp(1, -1)),
		"duration too long":     field("wait", protowire.BytesType, timestamp(1<<40, 0)),
		"duration of two signs": field("wait", protowire.BytesType, timestamp(1, -1)),
		"10001 levels":          deep,
	} {
		var m All
		if err := proto.Unmarshal(b, &m); err == nil {
			t.Errorf("%s: read as %v", name, &m)
		}
	}
	if err := proto.Unmarshal(field("pointer", protowire.BytesType, protowire.AppendBytes(nil, field("string", protowire.BytesType, protowire.AppendBytes(nil, []byte{0xff})))), new(All)); err == nil ||
		err.Error() != "grpcgen: cannot decode everything.v1.All.pointer.string: invalid UTF-8 in a string" {
		t.Errorf("the error names %v", err)
	}
}

// Every prefix of a good message is read or refused as protobuf-go does it.
func TestTruncated(t *testing.T) {
	full := marshal(t, randomAll(rand.New(rand.NewPCG(7, 7))))
	for n := range full {
		err := proto.Unmarshal(full[:n], new(All))
		theirs := proto.Unmarshal(full[:n], dynamicpb.NewMessage((*All)(nil).ProtoReflect().Descriptor()))
		if (err == nil) != (theirs == nil) {
			t.Fatalf("%d of %d bytes: %v, protobuf-go %v", n, len(full), err, theirs)
		}
	}
}

// Nothing that was decoded shares memory with the input: the transport takes it back.
func TestInputIsNotKept(t *testing.T) {
	m := randomAll(rand.New(rand.NewPCG(5, 5)))
	b := marshal(t, m)
	var back All
	if err := proto.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		b[i] = 0xff
	}
	if !proto.Equal(&back, m) {
		t.Error("the message changed with the input")
	}
}

// A nil message is empty, and not to be changed.
func TestNil(t *testing.T) {
	var m *All
	r := m.ProtoReflect()
	if r.IsValid() || proto.Size(m) != 0 || r.Has(r.Descriptor().Fields().Get(0)) {
		t.Error("a nil message is not empty")
	}
	r.Range(func(fd protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
		t.Errorf("a nil message has %s", fd.Name())
		return false
	})
	if n := testing.AllocsPerRun(100, func() { _ = new(All).ProtoReflect() }); n > 1 { // the message itself
		t.Errorf("reflecting allocates %v times", n-1)
	}
}

// Times and messages can be changed in place, as protobuf-go's can.
func TestMutable(t *testing.T) {
	var m All
	r := m.ProtoReflect()
	fields := r.Descriptor().Fields()
	set := func(name protoreflect.Name, number protoreflect.FieldNumber, v protoreflect.Value) {
		inner := r.Mutable(fields.ByName(name)).Message()
		inner.Set(inner.Descriptor().Fields().ByNumber(number), v)
	}
	set("at", 1, protoreflect.ValueOfInt64(42))
	set("opt_at", 2, protoreflect.ValueOfInt32(7))
	set("wait", 1, protoreflect.ValueOfInt64(3))
	set("value", 2, protoreflect.ValueOfInt64(5))
	set("pointer", 3, protoreflect.ValueOfInt32(6))
	set("leafy", 1, protoreflect.ValueOfString("x"))
	if m.At.Unix() != 42 || m.OptAt.Nanosecond() != 7 || m.Wait != 3*time.Second || m.Value.N != 5 || m.Pointer.Int16 != 6 || m.Leafy.Text != "x" {
		t.Errorf("%+v", &m)
	}
	list := r.Mutable(fields.ByName("values")).List()
	e := list.AppendMutable().Message()
	e.Set(e.Descriptor().Fields().ByNumber(1), protoreflect.ValueOfString("y"))
	if len(m.Values) != 1 || m.Values[0].Text != "y" {
		t.Errorf("%+v", m.Values)
	}
}
