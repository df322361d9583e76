package hostile

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

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
			used, spent, err := cost(func() error { return proto.Unmarshal(b, &Large{}) })
			if limit := uint64(192*len(b) + 20<<20); used > limit {
				t.Errorf("%s: %d bytes take %d MB", name, len(b), used>>20)
			}
			if err == nil {
				continue
			}
			if !strings.Contains(err.Error(), "grpcgen.MaxMemory") {
				t.Errorf("%s: %v", name, err)
			}
			if strings.HasPrefix(name, "[]Row") && spent > 200*time.Millisecond {
				t.Errorf("%s: %d bytes are refused after %v", name, len(b), spent)
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

func serveLarge(t *testing.T, options ...grpc.ServerOption) *grpc.ClientConn {
	t.Helper()
	return listen(t, func(s *grpc.Server) { RegisterLargeServiceServer(s, LargeService{}) }, options...)
}
