package wire

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// node has a field of every way to be read.
type node struct {
	Name     string
	Data     []byte
	ID       int64
	Tags     []string
	Numbers  []int64
	Fixed    []uint64
	Child    *node
	Children []node
	Pointers []*node
	Map      map[string]node
	Nick     *string
	Score    *float64
	Small    int8
	Big      [64]uint64 // not read: what makes a node large
}

func readNode(d *Decoder, b []byte, m *node) int {
	for i := 0; i < len(b); {
		tag := uint64(b[i])
		i++
		if tag >= 0x80 {
			tag, i = d.Tag(b, i-1)
		}
		switch tag {
		case 1<<3 | Bytes:
			i = ReadString(d, b, i, &m.Name)
		case 2<<3 | Bytes:
			i = ReadBytes(d, b, i, &m.Data)
		case 3<<3 | Varint:
			i = ReadInt64(d, b, i, &m.ID)
		case 4<<3 | Bytes:
			i = ReadStrings(d, b, i, tag, &m.Tags)
		case 5<<3 | Bytes, 5<<3 | Varint:
			i = ReadPackedInt64(d, b, i, tag, &m.Numbers)
		case 6<<3 | Bytes, 6<<3 | Fixed64:
			i = ReadPackedFixed64(d, b, i, tag, &m.Fixed)
		case 7<<3 | Bytes:
			i = ReadMessage(d, b, i, &m.Child, readNode)
		case 8<<3 | Bytes:
			i = ReadValues(d, b, i, tag, &m.Children, readNode)
		case 9<<3 | Bytes:
			i = ReadMessages(d, b, i, tag, &m.Pointers, readNode)
		case 10<<3 | Bytes:
			i = ReadValueMap(d, b, i, tag, &m.Map, Bytes, ReadString, readNode)
		case 11<<3 | Bytes:
			i = ReadString(d, b, i, NewString(d, &m.Nick))
		case 300<<3 | Fixed64:
			i = ReadDouble(d, b, i, New(d, &m.Score))
		case 13<<3 | Varint:
			i = ReadInt32(d, b, i, &m.Small)
		default:
			i = d.Skip(b, i, tag)
		}
		if i < 0 {
			return d.Fail(i, tag)
		}
	}
	return 0
}

func record(number protowire.Number, contents string) string {
	return string(protowire.AppendString(protowire.AppendTag(nil, number, protowire.BytesType), contents))
}

func varintOf(number protowire.Number, v uint64) string {
	return string(protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.VarintType), v))
}

// full is a message with every field.
func full() string {
	packed := string(protowire.AppendVarint(protowire.AppendVarint(nil, 300), math.MaxUint64))
	leaf := record(1, "leaf") + varintOf(3, 7)
	return record(1, "name") + record(2, "data") + varintOf(3, math.MaxUint64) +
		record(4, "one") + record(4, "") + record(4, strings.Repeat("long ", 20)) +
		record(5, packed) + varintOf(5, 5) + record(6, "01234567") +
		record(7, leaf) + record(8, leaf) + record(8, "") + record(9, leaf) +
		record(10, record(1, "key")+record(2, leaf)) + record(10, "") + record(11, "ä") +
		string(protowire.AppendFixed64(protowire.AppendTag(nil, 300, protowire.Fixed64Type), math.Float64bits(1.5))) +
		"\xa3\x06" + varintOf(1, 1) + "\xa4\x06" // group 100
}

func TestDecode(t *testing.T) {
	for _, o := range []*Options{{}, {Alias: true}} {
		b := []byte(full())
		var m node
		if err := Decode(b, &m, readNode, o); err != nil {
			t.Fatal(err)
		}
		if !o.Alias {
			for i := range b {
				b[i] = 0xff // the message shares nothing with its input
			}
		}
		leaf := m.Children[0]
		if m.Name != "name" || string(m.Data) != "data" || m.ID != -1 || len(m.Tags) != 3 || m.Tags[2] != strings.Repeat("long ", 20) ||
			!slices.Equal(m.Numbers, []int64{300, -1, 5}) || m.Fixed[0] != binary.LittleEndian.Uint64([]byte("01234567")) ||
			leaf.Name != "leaf" || leaf.ID != 7 || m.Child.Name != "leaf" || m.Pointers[0].ID != 7 || len(m.Children) != 2 ||
			m.Map["key"].Name != "leaf" || len(m.Map) != 2 || *m.Nick != "ä" || *m.Score != 1.5 {
			t.Errorf("%+v", m)
		}
		before := m.Name
		if _ = append(m.Data, "over the edge"...); m.Name != before || cap(m.Data) != len(m.Data) {
			t.Error("bytes that grow reach their neighbour")
		}
	}
}

// Strings and bytes of a large input live in windows of it, and long ones by themselves.
func TestWindows(t *testing.T) {
	var in strings.Builder
	var want []string
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 2000 {
		s := strings.Repeat(string(rune('a'+i%26)), r.IntN(60))
		if i%100 == 0 {
			s = strings.Repeat("x", 900+r.IntN(3000))
		}
		want = append(want, s)
		in.WriteString(record(4, s))
	}
	b := []byte(in.String())
	var m node
	if err := Decode(b, &m, readNode, &Options{}); err != nil {
		t.Fatal(err)
	}
	clear(b)
	if !slices.Equal(m.Tags, want) {
		t.Error("the strings differ")
	}
}

// A message that comes in pieces is the same as the whole.
func TestMerge(t *testing.T) {
	var m node
	in := record(7, record(4, "a")) + record(7, record(4, "b")+varintOf(5, 1)) + record(8, "") + varintOf(3, 1) + record(8, record(1, "x")) +
		record(7, record(4, "c")+varintOf(5, 2))
	if err := Decode([]byte(in), &m, readNode, &Options{}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.Child.Tags, []string{"a", "b", "c"}) || !slices.Equal(m.Child.Numbers, []int64{1, 2}) || len(m.Children) != 2 || m.Children[1].Name != "x" {
		t.Errorf("%+v", m.Child)
	}
}

func TestMalformed(t *testing.T) {
	long := strings.Repeat("\xff", 9)
	inputs := map[string]string{
		"field 0":                 "\x00\x00",
		"field 0 with a length":   "\x02\x00",
		"field 0 in two bytes":    "\x80\x00",
		"field 2^29":              "\x80\x80\x80\x80\x10\x00",
		"wire type 6":             "\x0e",
		"wire type 7":             "\x0f",
		"wire type 6 of another":  "\xa6\x06",
		"varint of 11 bytes":      "\x18" + long + "\xff\x01",
		"varint beyond 64 bits":   "\x18" + long + "\x02",
		"overlong tag":            long + "\x02",
		"packed varint too long":  record(5, long+"\x02"),
		"packed varint truncated": record(5, "\x80"),
		"packed fixed truncated":  record(6, "1234567"),
		"end of a group":          "\xa4\x06",
		"wrong end of a group":    "\xa3\x06\xac\x06",
		"group without an end":    "\xa3\x06\x08\x01",
		"length 2^31-1":           "\x0a" + string(protowire.AppendVarint(nil, 1<<31-1)),
		"length 2^31":             "\x0a" + string(protowire.AppendVarint(nil, 1<<31)),
		"length 2^63-1":           "\x0a" + string(protowire.AppendVarint(nil, 1<<63-1)),
		"length 2^63":             "\x42" + string(protowire.AppendVarint(nil, 1<<63)),
		"length 2^64-1":           "\x52" + string(protowire.AppendVarint(nil, math.MaxUint64)),
		"length of a map entry":   record(10, "\x0a\x7f"),
		"UTF-8, short":            record(1, "\xff"),
		"UTF-8, surrogate":        record(1, "\xed\xa0\x80"),
		"UTF-8, long":             record(1, strings.Repeat("a", 100)+"\xc3"),
		"UTF-8, repeated":         record(4, "ok") + record(4, "\x80"),
		"UTF-8, map key":          record(10, record(1, "\xfe")),
		"UTF-8, optional":         record(11, "abcdefgh\xff"),
		"too large for int8":      varintOf(13, 128),
	}
	for name, in := range inputs {
		for _, nested := range []string{in, record(7, in), record(8, in), record(9, record(8, in)), record(10, record(2, in))} {
			var m node
			if err := Decode([]byte(nested), &m, readNode, &Options{}); err == nil {
				t.Errorf("%s: no error for %q", name, nested)
			}
		}
	}
}

func TestTruncated(t *testing.T) {
	whole := full()
	for n := range len(whole) {
		var m node
		err := Decode([]byte(whole[:n]), &m, readNode, &Options{})
		if (err == nil) != (protowireValid(whole[:n])) {
			t.Errorf("%d of %d bytes: %v", n, len(whole), err)
		}
	}
}

// protowireValid reports whether b is a row of whole records.
func protowireValid(b string) bool {
	for len(b) > 0 {
		_, _, n := protowire.ConsumeField([]byte(b))
		if n < 0 {
			return false
		}
		b = b[n:]
	}
	return true
}

func TestDepth(t *testing.T) {
	nest := func(levels int) []byte {
		var b []byte
		for range levels - 1 {
			b = protowire.AppendBytes(protowire.AppendTag(nil, 7, protowire.BytesType), b)
		}
		return b
	}
	if err := Decode(nest(defaultDepth), new(node), readNode, &Options{}); err != nil {
		t.Error(err)
	}
	if err := Decode(nest(defaultDepth+1), new(node), readNode, &Options{}); err == nil {
		t.Error("no error for 10,001 levels")
	}
	groups := strings.Repeat("\xa3\x06", defaultDepth+1) + strings.Repeat("\xa4\x06", defaultDepth+1)
	if err := Decode([]byte(groups), new(node), readNode, &Options{}); err == nil {
		t.Error("no error for 10,001 groups")
	}
}

// Hostile input does not make the decoder hold more than 64 bytes, and one struct, for each of its own.
func TestMemory(t *testing.T) {
	const n = 20_000
	pieces := strings.Repeat(record(8, "")+varintOf(3, 1), n)
	inputs := map[string]string{
		"empty messages":          strings.Repeat(record(8, ""), n),
		"empty pointers":          strings.Repeat(record(9, ""), n),
		"in pieces":               pieces,
		"two fields in turn":      strings.Repeat(record(8, "")+record(9, ""), n),
		"pieces of a nested one":  record(7, pieces),
		"merged pieces":           strings.Repeat(record(7, record(8, "")), n),
		"empty entries":           strings.Repeat(record(10, ""), n),
		"short entries":           strings.Repeat(record(10, record(1, "k")), n),
		"empty strings":           strings.Repeat(record(4, ""), n),
		"strings in pieces":       strings.Repeat(record(4, "")+varintOf(3, 1), n),
		"packed":                  record(5, strings.Repeat("\x01", n)),
		"unpacked":                strings.Repeat(varintOf(5, 1), n),
		"packed by one":           strings.Repeat(record(5, "\x01"), n),
		"many with one string":    strings.Repeat(record(8, record(4, "")), n),
		"many with one number":    strings.Repeat(record(8, varintOf(5, 1)), n),
		"many with one optional":  strings.Repeat(record(8, record(11, "")), n),
		"many with one pointer":   strings.Repeat(record(8, record(9, "")), n),
		"a length that is a lie":  "\x2a" + string(protowire.AppendVarint(nil, 1<<30)),
		"a message that is a lie": "\x42" + string(protowire.AppendVarint(nil, 1<<30)),
	}
	const largest = 1000 // a node, and a little
	for name, in := range inputs {
		b := []byte(in)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		m := new(node)
		_ = Decode(b, m, readNode, &Options{})
		runtime.ReadMemStats(&after)
		used, allowed := after.TotalAlloc-before.TotalAlloc, uint64(len(b)*(64+largest)+4096)
		if used > allowed {
			t.Errorf("%s: %d bytes of input took %d, %d an input byte", name, len(b), used, used/uint64(len(b)))
		}
		runtime.KeepAlive(m)
	}
}
