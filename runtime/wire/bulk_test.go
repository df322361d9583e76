package wire

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

func TestVarints(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var values []int64
	for range 5000 {
		v := int64(r.Uint64() >> r.IntN(64))
		if r.IntN(2) == 0 {
			v = int64(r.IntN(100))
		}
		values = append(values, v, -v)
	}
	for size := 0; size < len(values); size += 1 + size/3 {
		s := values[:size]
		var want []byte
		for _, v := range s {
			want = protowire.AppendVarint(want, uint64(v))
		}
		b := make([]byte, sizeVarints(s, as64))
		if i := putVarints(b, len(b), s, as64); i != 0 || !bytes.Equal(b, want) {
			t.Fatalf("%d numbers: %d bytes left over", size, i)
		}
		if n := countVarints(b); n != size {
			t.Fatalf("counted %d of %d", n, size)
		}
		got := make([]int64, size)
		if code := unpack(got, b, 0, len(b), as64); code < 0 || !slices.Equal(got, s) {
			t.Fatalf("%d numbers: code %d", size, code)
		}
	}
	for _, v := range values {
		var b [16]byte
		i := PutVarint(b[:], 16, uint64(v))
		if want := protowire.AppendVarint(nil, uint64(v)); !bytes.Equal(b[i:], want) || sizeVarint(uint64(v)) != len(want) {
			t.Fatalf("%d: %x, want %x", v, b[i:], want)
		}
		if got, end := varint(b[:], i); got != uint64(v) || end != 16 {
			t.Fatalf("%d is read as %d", v, got)
		}
		for _, num := range []int{1, 15, 16, 2047, 2048, maxNumber} {
			var b [32]byte
			i := PutTag(b[:], PutVarint(b[:], 32, uint64(v)), num<<3|Varint)
			want := protowire.AppendVarint(protowire.AppendTag(nil, protowire.Number(num), protowire.VarintType), uint64(v))
			if !bytes.Equal(b[i:], want) {
				t.Fatalf("%d: %x, want %x", v, b[i:], want)
			}
		}
	}
}

func TestText(t *testing.T) {
	parts := []string{"a", "ä", "日", "\xff", "\xed\xa0\x80", "plain", "𝄞", "\xc3"}
	r := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		var s string
		for range r.IntN(12) {
			s += parts[r.IntN(len(parts))]
			s += strings.Repeat("x", r.IntN(5))
		}
		if r.IntN(3) == 0 {
			s = strings.ToValidUTF8(s, "")
		}
		want := utf8.ValidString(s)
		if valid([]byte(s)) != want {
			t.Fatalf("valid(%q) is %t", s, !want)
		}
		num := []int{1, 16, 3000}[r.IntN(3)]
		b := make([]byte, len(s)+8)
		i, ok := tryPutText(b, num, s)
		if ok != want {
			t.Fatalf("writing %q: %t", s, ok)
		}
		if ok && string(b[i:]) != record(protowire.Number(num), s) {
			t.Fatalf("%q is written as %q", s, b[i:])
		}
		var m node
		if err := Decode([]byte(record(1, s)), &m, readNode, &Options{}); (err == nil) != want || want && m.Name != s {
			t.Fatalf("%q is read as %q: %v", s, m.Name, err)
		}
	}
}

func tryPutText(b []byte, num int, s string) (i int, ok bool) {
	defer func() {
		if _, failed := recover().(*EncodeError); failed {
			ok = false
		}
	}()
	return putText(b, len(b), num, s), true
}

func TestFixed(t *testing.T) {
	in := []float64{1, -2.5, math.Inf(1), math.Copysign(0, -1)}
	b := make([]byte, SizePackedDouble(1, in))
	if i := PutPackedDouble(b, len(b), 1, in); i != 0 {
		t.Fatal(i)
	}
	var want []byte
	for _, v := range in {
		want = protowire.AppendFixed64(want, math.Float64bits(v))
	}
	if string(b) != record(1, string(want)) {
		t.Errorf("%x", b)
	}
	swap(want, 8)
	var turned []byte
	for _, v := range in {
		turned = binary.BigEndian.AppendUint64(turned, math.Float64bits(v))
	}
	if !bytes.Equal(want, turned) {
		t.Errorf("%x, want %x", want, turned)
	}
	// A Go type of another width than its kind.
	narrow := []int16{1, -1, math.MinInt16}
	b = make([]byte, SizePackedSfixed32(1, narrow))
	PutPackedSfixed32(b, len(b), 1, narrow)
	var got []int16
	if i := ReadPackedSfixed32(new(Decoder), b, 1, 1<<3|Bytes, &got); i != len(b) || !slices.Equal(got, narrow) {
		t.Error(i, got)
	}
	var bytes1 []int8
	if i := ReadPackedSfixed32(new(Decoder), b, 1, 1<<3|Bytes, &bytes1); i >= 0 {
		t.Error("no error for a number out of range")
	}
}

// Packed numbers of every kind, held by Go types of every width: a slice without elements is nothing, and what is written
// is read again.
func TestPackedWidths(t *testing.T) {
	packed(t, "int32 in 8", []int8{-128, 0, 127}, SizePackedInt32, PutPackedInt32, ReadPackedInt32)
	packed(t, "int32 in 64", []int64{math.MinInt32, 300}, SizePackedInt32, PutPackedInt32, ReadPackedInt32)
	packed(t, "int64 in 8", []int8{-128, 0, 127}, SizePackedInt64, PutPackedInt64, ReadPackedInt64)
	packed(t, "int64 in 16", []int16{-1, 300}, SizePackedInt64, PutPackedInt64, ReadPackedInt64)
	packed(t, "int64 in 32", []int32{math.MinInt32, 70000}, SizePackedInt64, PutPackedInt64, ReadPackedInt64)
	packed(t, "int64 in 64", []int64{math.MinInt64, 0, 1 << 20, 1 << 40}, SizePackedInt64, PutPackedInt64, ReadPackedInt64)
	packed(t, "uint32 in 16", []uint16{0, 65535}, SizePackedUint32, PutPackedUint32, ReadPackedUint32)
	packed(t, "uint64 in 8", []uint8{0, 255}, SizePackedUint64, PutPackedUint64, ReadPackedUint64)
	packed(t, "uint64 in 32", []uint32{0, math.MaxUint32}, SizePackedUint64, PutPackedUint64, ReadPackedUint64)
	packed(t, "uint64 in 64", []uint64{0, math.MaxUint64}, SizePackedUint64, PutPackedUint64, ReadPackedUint64)
	packed(t, "sint32 in 16", []int16{-1, 300}, SizePackedSint32, PutPackedSint32, ReadPackedSint32)
	packed(t, "sint64 in 32", []int32{-1, 1 << 30}, SizePackedSint64, PutPackedSint64, ReadPackedSint64)
	packed(t, "fixed32 in 8", []uint8{0, 255}, SizePackedFixed32, PutPackedFixed32, ReadPackedFixed32)
	packed(t, "fixed64 in 32", []uint32{0, math.MaxUint32}, SizePackedFixed64, PutPackedFixed64, ReadPackedFixed64)
	packed(t, "sfixed64 in 16", []int16{-1, 300}, SizePackedSfixed64, PutPackedSfixed64, ReadPackedSfixed64)
	packed(t, "enum in 8", []int8{-1, 7}, SizePackedEnum, PutPackedEnum, ReadPackedEnum)
}

func packed[T comparable](t *testing.T, name string, values []T, size func(int, []T) int,
	put func([]byte, int, int, []T) int, read func(*Decoder, []byte, int, uint64, *[]T) int,
) {
	t.Helper()
	for n := range 2 * few {
		var in []T
		for k := range n {
			in = append(in, values[k%len(values)])
		}
		b := make([]byte, size(1, in))
		if i := put(b, len(b), 1, in); i != 0 {
			t.Errorf("%s: %d elements take %d bytes, and %d were measured", name, n, len(b)-i, len(b))
			continue
		}
		var out []T
		if n > 0 {
			if i := read(new(Decoder), b, 1, 1<<3|Bytes, &out); i != len(b) || !slices.Equal(out, in) {
				t.Errorf("%s: %d elements: %d, %v, want %v", name, n, i, out, in)
			}
		}
	}
	out := []T(nil)
	if i := read(new(Decoder), []byte{1<<3 | Bytes, 0}, 1, 1<<3|Bytes, &out); i != 2 || out != nil {
		t.Errorf("%s: an empty record: %d, %v", name, i, out)
	}
}
