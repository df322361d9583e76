package hostile

import (
	"bytes"
	"testing"
	"unsafe"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen"
)

// record returns the record of a field of Large.
func record(name string, value ...byte) []byte {
	number := (&Large{}).ProtoReflect().Descriptor().Fields().ByName(protoreflect.Name(name)).Number()
	return protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), value)
}

// What the large elements of a nested message ask for is known before they are made, and is not more than reading takes: the
// limit can be exactly that.
func TestDemand(t *testing.T) {
	const n = 1000
	row := int(unsafe.Sizeof(Row{})) - 128
	slab := int(unsafe.Sizeof(Slab{})) - 128
	large := max(int(unsafe.Sizeof(Large{}))-128, 0)
	for name, c := range map[string]struct {
		record []byte
		asks   int // all records together
	}{
		"rows of lists":            {record("lists", 0x0a, 0), n * row},
		"two rows of lists":        {record("lists", 0x0a, 0, 0x0a, 0), 2 * n * row},
		"embedded":                 {record("embedded", 8, 1), n * slab},
		"embedded, set twice":      {record("embedded", 8, 1, 8, 2), n * slab},
		"variants":                 {record("shapes", 0x0a, 0), 2 * n * row},
		"variants, held":           {record("shapes", 0x0a, 0, 0x0a, 0), 4 * n * row},
		"variants by pointer":      {record("shapes", 0x12, 0), n * row},
		"variants by pointer held": {record("shapes", 0x12, 0, 0x12, 0), n * row},
		"variants in turn":         {record("shapes", 0x12, 0, 0x0a, 0, 0x12, 0), 4 * n * row},
		"one variant by pointer":   {record("shape", 0x12, 0), row},
		"one message":              {record("inner", record("refs")...), large + n*row},
		"one within":               {record("inner", record("inner", record("refs")...)...), 2*large + n*row},
	} {
		b := bytes.Repeat(c.record, n)
		if err := grpcgen.Unmarshal(b, &Large{}, grpcgen.MaxMemory(c.asks+128*row)); err != nil { // two slabs are not used up
			t.Errorf("%s: %v", name, err)
		}
		if err := grpcgen.Unmarshal(b, &Large{}, grpcgen.MaxMemory(max(c.asks-1, 1))); err == nil {
			t.Errorf("%s: it fits in less than it takes", name)
		}
		used, _, err := cost(func() error { return grpcgen.Unmarshal(b, &Large{}, grpcgen.MaxMemory(c.asks/2)) })
		if err == nil || used > 4<<20 {
			t.Errorf("%s: %d bytes were taken before %v", name, used, err)
		}
	}
}
