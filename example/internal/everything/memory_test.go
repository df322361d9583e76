package everything

import (
	"bytes"
	"reflect"
	"runtime"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// However small the records are, reading takes at most 64 bytes of memory for each byte, and the size of the message.
func TestMemoryOfKinds(t *testing.T) {
	const many = 100_000
	repeated := func(m proto.Message, name protoreflect.Name, value ...byte) []byte {
		return bytes.Repeat(record(m, name, protowire.BytesType, value), many)
	}
	listOf := func(value ...byte) []byte {
		return record(&Dynamic{}, "list", protowire.BytesType, protowire.AppendBytes(nil, bytes.Repeat(value, many)))
	}
	for name, c := range map[string]struct {
		m proto.Message
		b []byte
	}{
		"structs":           {&Dynamic{}, repeated(&Dynamic{}, "maps", 0)},
		"lists":             {&Dynamic{}, repeated(&Dynamic{}, "lists", 0)},
		"values":            {&Dynamic{}, repeated(&Dynamic{}, "anys", 0)},
		"JSON":              {&Dynamic{}, repeated(&Dynamic{}, "texts", 0)},
		"pointers to JSON":  {&Dynamic{}, repeated(&Dynamic{}, "text_refs", 0)},
		"structs in a list": {&Dynamic{}, listOf(0x0a, 2, 0x2a, 0)},
		"lists in a list":   {&Dynamic{}, listOf(0x0a, 2, 0x32, 0)},
		"nulls in a list":   {&Dynamic{}, listOf(0x0a, 2, 0x08, 0)},
		"arrays of bytes":   {&Arrays{}, repeated(&Arrays{}, "hashes", 0)},
		"pointers to bytes": {&Arrays{}, repeated(&Arrays{}, "byte_refs", 0)},
		"pointers to times": {&Arrays{}, repeated(&Arrays{}, "time_refs", 0)},
		"pointers, packed":  {&Arrays{}, record(&Arrays{}, "int_refs", protowire.BytesType, protowire.AppendBytes(nil, make([]byte, many)))},
		"texts":             {&Texts{}, repeated(&Texts{}, "addrs", 0)},
		"pointers to texts": {&Texts{}, repeated(&Texts{}, "numbers", 1, '0')},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := proto.Unmarshal(c.b, c.m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		runtime.ReadMemStats(&after)
		limit := 64 + uint64(reflect.TypeOf(c.m).Elem().Size())/uint64(len(c.b)) + 1
		if used := (after.TotalAlloc - before.TotalAlloc) / uint64(len(c.b)); used > limit {
			t.Errorf("%s: %d bytes for each byte", name, used)
		}
	}
}
