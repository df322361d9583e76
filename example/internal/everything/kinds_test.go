package everything

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
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
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/grpcgen/grpcgen/example/stock/columns"
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
	"columns": differential[Columns],
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
		throughText(t, m, M(new(T)), d)
	}
}

func throughText(t *testing.T, m, back proto.Message, d *dynamicpb.Message) {
	t.Helper()
	js, err := protojson.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := protojson.Unmarshal(js, back); err != nil || !proto.Equal(back, m) {
		t.Fatalf("protojson: %v\n%s", err, js)
	}
	text, err := prototext.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	proto.Reset(back)
	if err := prototext.Unmarshal(text, back); err != nil || !proto.Equal(back, m) {
		t.Fatalf("prototext: %v\n%s", err, text)
	}
	theirs := dynamicpb.NewMessage(d.Descriptor())
	if err := protojson.Unmarshal(js, theirs); err != nil || !proto.Equal(theirs, d) {
		t.Fatalf("protojson of protobuf-go: %v\n%s", err, js)
	}
}

func TestKindsMerge(t *testing.T) {
	t.Run("texts", merging[Texts])
	t.Run("nulls", merging[Nulls])
	t.Run("worded", merging[Worded])
	t.Run("dynamic", merging[Dynamic])
}

// merging holds two messages in one, and proto.Merge, against protobuf-go. Arrays are left out: those cannot grow, and are
// replaced.
func merging[T any, M message[T]](t *testing.T) {
	fill := func(r *rand.Rand) M {
		m := M(new(T))
		v := reflect.ValueOf(m).Elem()
		random(r, v, 4)
		for i := range v.NumField() {
			if v.Field(i).Kind() == reflect.Array && v.Field(i).Type().Elem().Kind() != reflect.Uint8 {
				v.Field(i).SetZero()
			}
		}
		return m
	}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 14))
		a, b := fill(r), fill(r)
		both := append(marshal(t, a), marshal(t, b)...)
		want := dynamicpb.NewMessage(a.ProtoReflect().Descriptor())
		read := M(new(T))
		if err := errors.Join(proto.Unmarshal(both, want), proto.Unmarshal(both, read)); err != nil {
			t.Fatal(err)
		}
		proto.Merge(a, b)
		for name, got := range map[string]M{"on the wire": read, "proto.Merge": a} {
			if !bytes.Equal(marshal(t, got), marshal(t, want)) {
				t.Fatalf("seed %d: merged %s\n%v\n%v", seed, name, got, want)
			}
		}
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

// A type of another module that says by Valid whether it has a value is there when it is valid, whatever the value, and
// whatever its own text form makes of it.
func TestColumns(t *testing.T) {
	invalid := &Columns{
		Text: columns.Text{String: "not valid"}, ID: columns.NullID{ID: columns.ID{1}}, Place: columns.Of[columns.Place]{V: columns.Place{X: 1}},
	}
	if n := proto.Size(invalid); n != 0 {
		t.Errorf("nothing valid takes %d bytes", n)
	}
	for _, m := range []*Columns{
		{},
		{Text: columns.Text{Valid: true}, Name: columns.Name{NullString: sql.NullString{Valid: true}}, ID: columns.NullID{Valid: true}},
		{Raw: columns.NullID{Valid: true}, Time: columns.Time{Valid: true}, Level: columns.Of[int32]{Valid: true}},
		{Place: columns.Of[columns.Place]{Valid: true}, Shape: columns.Of[Shape]{Valid: true}, Places: columns.Places{Valid: true}},
		{Name: columns.Name{NullString: sql.NullString{String: "a", Valid: true}}, ID: columns.NullID{ID: columns.ID{1, 2}, Valid: true}},
	} {
		var back, fromJSON Columns
		if err := proto.Unmarshal(marshal(t, m), &back); err != nil || !reflect.DeepEqual(&back, m) {
			t.Errorf("%v came back as %v, %v", m, &back, err)
		}
		if err := protojson.Unmarshal([]byte(protojson.Format(m)), &fromJSON); err != nil || !proto.Equal(&fromJSON, m) {
			t.Errorf("%v came back from JSON as %v, %v", m, &fromJSON, err)
		}
		if c := proto.Clone(m); !reflect.DeepEqual(c, m) {
			t.Errorf("%v has the clone %v", m, c)
		}
	}
	ring := &Columns{Place: columns.Of[columns.Place]{Valid: true}}
	ring.Place.V.Before = &ring.Place.V
	if b, err := proto.Marshal(ring); err == nil {
		t.Errorf("what holds itself was written as %d bytes", len(b))
	}
	refused(t, new(Columns), record(invalid, "id", protowire.BytesType, length([]byte("abc")...)), "everything.v1.Columns.id")
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
