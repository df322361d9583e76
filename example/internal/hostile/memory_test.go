package hostile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/grpcgen/grpcgen"
)

// amplifying are messages of about size bytes that ask for as much as they can.
func amplifying(size int) map[string][]byte {
	fields := (&Large{}).ProtoReflect().Descriptor().Fields()
	tag := func(name string) []byte {
		return protowire.AppendTag(nil, fields.ByName(protoreflect.Name(name)).Number(), protowire.BytesType)
	}
	repeat := func(record []byte) []byte { return bytes.Repeat(record, size/len(record)) }
	of := func(name string, value ...byte) []byte {
		return append(protowire.AppendVarint(tag(name), uint64(len(value))), value...)
	}
	keys := func(name string) (b []byte) {
		for key := uint64(0); len(b) < size; key++ {
			b = append(b, of(name, binary.AppendUvarint([]byte{1 << 3}, key)...)...)
		}
		return b
	}
	pieces := repeat(append(of("rows"), of("blocks")...))
	return map[string][]byte{
		"[]Row":                  repeat(of("rows")),
		"[]*Row":                 repeat(of("refs")),
		"structs in structs":     repeat(of("cells")),
		"[][4096]byte":           repeat(of("blocks")),
		"[]*[4096]byte":          repeat(of("block_refs")),
		"map[int32]Row":          keys("by_key"),
		"map[int32]*Row":         keys("ref_by_key"),
		"map[int32][4096]byte":   keys("bytes"),
		"map, one key":           repeat(of("by_key", 8, 1)),
		"embedded":               repeat(of("embedded")),
		"embedded, set":          repeat(of("embedded", 8, 1)),
		"variants":               repeat(of("shape", 0x0a, 0)),
		"pointers of variants":   repeat(of("shape", 0x0a, 0, 0x12, 0)),
		"[]Shape":                repeat(of("shapes", 0x0a, 0)),
		"[][]Row":                repeat(of("lists", 0x0a, 0)),
		"fields that take turns": pieces,
		"messages within":        repeat(of("inner", of("refs")...)),
		"136 bytes an element":   repeat(of("edges")),
		"small elements":         repeat(of("small")),
	}
}

// What a message asks for is bounded by its bytes, and what is too much fails before it is allocated.
func TestMemory(t *testing.T) {
	for _, size := range []int{40 << 10, 1 << 20, 4 << 20} {
		for name, b := range amplifying(size) {
			used, _, err := cost(func() error { return proto.Unmarshal(b, &Large{}) })
			if limit := uint64(192*len(b) + 20<<20); used > limit {
				t.Errorf("%s: %d bytes take %d MB", name, len(b), used>>20)
			}
			if err == nil {
				continue
			}
			if limit := uint64(8*len(b) + 6<<20); used > limit { // what the elements are in, and the first of them
				t.Errorf("%s: %d bytes are refused after %d MB", name, len(b), used>>20)
			}
			if !strings.Contains(err.Error(), "grpcgen.MaxMemory") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// cost returns the memory and the time that something takes.
func cost(do func() error) (uint64, time.Duration, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := do()
	spent := time.Since(start)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, spent, err
}

// MaxMemory allows more, or less, in every way in.
func TestMaxMemory(t *testing.T) {
	rows := amplifying(10 << 10)["[]Row"] // 40 MB
	if err := grpcgen.Unmarshal(rows, &Large{}); err == nil {
		t.Error("it fits")
	}
	if err := grpcgen.Unmarshal(rows, &Large{}, grpcgen.MaxMemory(64<<20)); err != nil {
		t.Error(err)
	}
	if err := grpcgen.Unmarshal(rows[:40], &Large{}, grpcgen.MaxMemory(1<<10)); err == nil {
		t.Error("it fits")
	}
	if panicOf(func() { grpcgen.MaxMemory(0) }) == "" {
		t.Error("no panic")
	}
	for _, m := range []int{1 << 10, 64 << 20} {
		conn := serveLarge(t, grpcgen.ServerOption(grpcgen.MaxMemory(m)))
		client := NewLargeServiceClient(conn).With(grpcgen.CallOption(grpcgen.MaxMemory(64 << 20)))
		out, err := client.Count(t.Context(), &Large{Rows: make([]Row, 4000)})
		if fits := m > 40<<20; (err == nil) != fits || fits && out.Refs[0].Data[0] != 4000 {
			t.Errorf("%d: %v", m, err)
		}
	}
}

// SetMaxMemory allows more where there are no options: in the stock codec, in Local and in proto.Unmarshal.
func TestSetMaxMemory(t *testing.T) {
	register := func(s grpc.ServiceRegistrar) { RegisterLargeServiceServer(s, LargeService{}) }
	conns := map[string]grpc.ClientConnInterface{"stock codec": serveLarge(t), "Local": grpcgen.Local(register)}
	in := &Large{Rows: make([]Row, 4000)} // 32 MB
	check := func(fits bool) {
		t.Helper()
		says := func(what string, err error) {
			if (err == nil) != fits || err != nil && !strings.Contains(err.Error(), "grpcgen.SetMaxMemory raises it") {
				t.Errorf("%s: %v", what, err)
			}
		}
		for name, conn := range conns {
			_, err := NewLargeServiceClient(conn).Count(t.Context(), in)
			says(name+", unary", err)
			requests := func(yield func(*Large, error) bool) { yield(in, nil) }
			for _, err := range NewLargeServiceClient(conn).Each(t.Context(), requests) {
				says(name+", stream", err)
			}
		}
		says("proto", proto.Unmarshal(amplifying(8 << 10)["[]Row"], &Large{}))
	}
	check(false)
	if before := grpcgen.SetMaxMemory(64 << 20); before != 0 {
		t.Error(before)
	}
	check(true)
	if err := grpcgen.Unmarshal(record("rows"), &Large{}, grpcgen.MaxMemory(1)); err == nil {
		t.Error("the option does not hold")
	}
	if before := grpcgen.SetMaxMemory(0); before != 64<<20 {
		t.Error(before)
	}
	check(false)
	if panicOf(func() { grpcgen.SetMaxMemory(-1) }) == "" {
		t.Error("no panic")
	}
}

func serveLarge(t *testing.T, options ...grpc.ServerOption) *grpc.ClientConn {
	t.Helper()
	return listen(t, func(s *grpc.Server) { RegisterLargeServiceServer(s, LargeService{}) }, options...)
}

// TestMemoryTable prints the table of docs/limits.md: go test ./internal/hostile -run MemoryTable -v.
func TestMemoryTable(t *testing.T) {
	descriptor := (&Large{}).ProtoReflect().Descriptor()
	table := "\n| shape | 1 MB | 4 MB | protobuf-go, 1 MB | 4 MB |\n|---|---|---|---|---|\n"
	rivals := 1
	if testing.Verbose() {
		rivals = 2
	}
	small, large := amplifying(1<<20), amplifying(4<<20)
	for _, name := range slices.Sorted(maps.Keys(small)) {
		row := "| " + name + " |"
		for _, other := range []bool{false, true}[:rivals] {
			for _, b := range [][]byte{small[name], large[name]} {
				m := proto.Message(&Large{})
				if other {
					m = dynamicpb.NewMessage(descriptor)
				}
				used, spent, err := cost(func() error { return proto.Unmarshal(b, m) })
				ratio := used / uint64(len(b))
				if row += fmt.Sprintf(" %d", ratio); err != nil {
					row += fmt.Sprintf(", refused after %.1f ms", spent.Seconds()*1000)
				}
				if row += " |"; ratio > 100 && !other {
					t.Errorf("%s: %d bytes for each byte", name, ratio)
				}
			}
		}
		table += row + "\n"
	}
	t.Log(table)
}
