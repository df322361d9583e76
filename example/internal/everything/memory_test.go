package everything

import (
	"bytes"
	"encoding"
	"fmt"
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

// No input takes more memory than 64 bytes for each of its bytes, and once more the size of the largest struct that it
// reaches: whichever field is repeated at whichever level, by itself or within others that are repeated. Counts just above
// the powers of two are those at which what doubles has the most to spare.
func TestMemoryOfPaths(t *testing.T) {
	var tried, read int
	for _, s := range subjects {
		m := s.empty().ProtoReflect()
		formed := largestForm(reflect.TypeOf(s.empty()).Elem())
		levels := 3
		if m.Descriptor().Fields().Len() > 50 {
			levels = 2
		}
		eachPath(m, nil, levels, func(path []step) {
			for name, input := range adversaries(path) {
				into := s.empty()
				used, err := memoryOf(into, input)
				if tried++; err == nil {
					read++
				}
				if limit := uint64(len(input)) * (64 + max(largest(path), formed)); used > limit+slack {
					t.Errorf("%s of %s: %d bytes take %d, %d for each", name, nameOf(path), len(input), used, used/uint64(len(input)))
				}
			}
		})
	}
	if read < tried/2 {
		t.Errorf("only %d of %d inputs could be read", read, tried)
	}
}

// slack is what a message may take whatever its input: the blocks that its parts share.
const slack = 4 << 10

func memoryOf(m proto.Message, b []byte) (uint64, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := proto.Unmarshal(b, m)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, err
}

// step is a field on the way into a message, and the message that it holds, if it does.
type step struct {
	fd    protoreflect.FieldDescriptor
	inner protoreflect.Message
}

func eachPath(m protoreflect.Message, path []step, levels int, visit func([]step)) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		s := step{fd: fields.Get(i)}
		switch value := m.NewField(s.fd); {
		case s.fd.IsMap() && s.fd.MapValue().Message() != nil:
			s.inner = value.Map().NewValue().Message()
		case s.fd.IsList() && s.fd.Message() != nil:
			s.inner = value.List().NewElement().Message()
		case !s.fd.IsMap() && s.fd.Message() != nil:
			s.inner = value.Message()
		}
		longer := append(path[:len(path):len(path)], s)
		visit(longer)
		if s.inner != nil && levels > 1 {
			eachPath(s.inner, longer, levels-1, visit)
		}
	}
}

// largest returns the size of the largest struct that a path leads to.
func largest(path []step) (size uint64) {
	for _, s := range path {
		if s.inner != nil {
			size = max(size, uint64(reflect.TypeOf(s.inner.Interface()).Elem().Size()))
		}
	}
	return size
}

// largestForm returns the size of the largest struct with a text form that a message has fields of.
func largestForm(t reflect.Type) (size uint64) {
	for i := range t.NumField() {
		field := t.Field(i).Type
		for range 2 { // a type can hold itself
			switch field.Kind() {
			case reflect.Pointer, reflect.Slice, reflect.Map:
				field = field.Elem()
			}
		}
		if field.Kind() == reflect.Struct && reflect.PointerTo(field).Implements(reflect.TypeFor[encoding.BinaryMarshaler]()) {
			size = max(size, uint64(field.Size()))
		}
	}
	return size
}

func nameOf(path []step) string {
	name := string(path[0].fd.FullName())
	for _, s := range path[1:] {
		name += "." + string(s.fd.Name())
	}
	return name
}

// adversaries returns inputs that repeat the fields of a path, the last of them as small as it can be.
func adversaries(path []step) map[string][]byte {
	all := map[string][]byte{}
	for _, text := range []string{"", "0"} {
		for _, inner := range []int{1, 2, 3, 5, 9, 17, 33, 65, 600} {
			all[fmt.Sprintf("%d within many, of %q", inner, text)] = nested(path, text, inner)
		}
		if kind := path[len(path)-1].fd.Kind(); kind != protoreflect.StringKind && kind != protoreflect.BytesKind {
			break
		}
	}
	return all
}

// nested repeats the last field of a path inner times, and what that gives in each field before it until it fills 4 KiB.
func nested(path []step, text string, inner int) []byte {
	var content []byte
	for i := range inner {
		content = append(content, recordOf(path[len(path)-1].fd, i, scalarOf(path[len(path)-1].fd, i, text))...)
	}
	if len(path) == 1 {
		return content
	}
	for i := len(path) - 2; i > 0; i-- {
		content = recordOf(path[i].fd, 0, content)
	}
	var b []byte
	for i := 0; len(b) < 4<<10; i++ {
		b = append(b, recordOf(path[0].fd, i, content)...)
	}
	return b
}

// recordOf returns a record of a field, which holds content if that is a message. The entries of a map have keys of their
// own.
func recordOf(fd protoreflect.FieldDescriptor, i int, content []byte) []byte {
	if fd.IsMap() {
		key := scalarOf(fd.MapKey(), i, fmt.Sprint(i))
		content = append(key, recordOf(fd.MapValue(), i, content)...)
	}
	if fd.Message() != nil {
		return protowire.AppendBytes(protowire.AppendTag(nil, fd.Number(), protowire.BytesType), content)
	}
	return content
}

// scalarOf returns a record of a scalar field, and nothing for a message.
func scalarOf(fd protoreflect.FieldDescriptor, i int, text string) []byte {
	switch fd.Kind() {
	case protoreflect.MessageKind:
		if fd.IsMap() {
			return scalarOf(fd.MapValue(), i, text)
		}
		return nil
	case protoreflect.StringKind, protoreflect.BytesKind:
		return protowire.AppendString(protowire.AppendTag(nil, fd.Number(), protowire.BytesType), text)
	case protoreflect.Fixed32Kind, protoreflect.Sfixed32Kind, protoreflect.FloatKind:
		return protowire.AppendFixed32(protowire.AppendTag(nil, fd.Number(), protowire.Fixed32Type), uint32(i))
	case protoreflect.Fixed64Kind, protoreflect.Sfixed64Kind, protoreflect.DoubleKind:
		return protowire.AppendFixed64(protowire.AppendTag(nil, fd.Number(), protowire.Fixed64Type), uint64(i))
	}
	return protowire.AppendVarint(protowire.AppendTag(nil, fd.Number(), protowire.VarintType), uint64(i%2))
}
