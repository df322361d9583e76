package runtime

import (
	"bytes"
	"cmp"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// sortMaps puts the entries of all maps in b, the encoding of a message, into the order of their keys, as protobuf-go's
// deterministic encoding has them. Everything else in an encoding is deterministic already.
func sortMaps(desc protoreflect.MessageDescriptor, b []byte) {
	for i := 0; i < len(b); {
		number, _, n := protowire.ConsumeField(b[i:])
		if n < 0 {
			return // unknown fields that were kept
		}
		fd := desc.Fields().ByNumber(number)
		switch {
		case fd == nil || fd.Message() == nil:
			i += n
		case fd.IsMap():
			i += sortEntries(fd, b[i:])
		default:
			sortMaps(fd.Message(), contents(b[i:i+n]))
			i += n
		}
	}
}

// mapEntry is one record of a map field.
type mapEntry struct {
	record []byte
	key    []byte // without its tag; empty for the default
}

// sortEntries sorts the entries of one map at the front of b, and returns their size.
func sortEntries(fd protoreflect.FieldDescriptor, b []byte) int {
	var entries []mapEntry
	size := 0
	for size < len(b) {
		number, _, n := protowire.ConsumeField(b[size:])
		if n < 0 || number != fd.Number() {
			break
		}
		record := b[size : size+n]
		if fd.MapValue().Message() != nil {
			sortMaps(fd.Message(), contents(record)) // the entry is a message itself
		}
		entries = append(entries, mapEntry{record: record, key: keyOf(contents(record))})
		size += n
	}
	slices.SortStableFunc(entries, func(a, b mapEntry) int { return compareKeys(fd.MapKey().Kind(), a.key, b.key) })
	sorted := make([]byte, 0, size)
	for _, e := range entries {
		sorted = append(sorted, e.record...)
	}
	copy(b, sorted)
	return size
}

// contents returns what is behind the tag and the length of a record.
func contents(record []byte) []byte {
	_, _, n := protowire.ConsumeTag(record)
	p, _ := protowire.ConsumeBytes(record[n:])
	return p
}

// keyOf returns the value of field 1.
func keyOf(entry []byte) []byte {
	for len(entry) > 0 {
		number, _, tag := protowire.ConsumeTag(entry)
		_, _, n := protowire.ConsumeField(entry)
		if n < 0 {
			return nil
		}
		if number == 1 {
			return entry[tag:n]
		}
		entry = entry[n:]
	}
	return nil
}

// compareKeys compares two keys as Go compares their values.
func compareKeys(kind protoreflect.Kind, a, b []byte) int {
	switch kind {
	case protoreflect.StringKind:
		x, _ := protowire.ConsumeBytes(a)
		y, _ := protowire.ConsumeBytes(b)
		return bytes.Compare(x, y)
	case protoreflect.Fixed32Kind:
		return cmp.Compare(fixed32(a), fixed32(b))
	case protoreflect.Sfixed32Kind:
		return cmp.Compare(int32(fixed32(a)), int32(fixed32(b)))
	case protoreflect.Fixed64Kind:
		return cmp.Compare(fixed64(a), fixed64(b))
	case protoreflect.Sfixed64Kind:
		return cmp.Compare(int64(fixed64(a)), int64(fixed64(b)))
	case protoreflect.Sint32Kind, protoreflect.Sint64Kind:
		return cmp.Compare(protowire.DecodeZigZag(varint(a)), protowire.DecodeZigZag(varint(b)))
	case protoreflect.Int32Kind, protoreflect.Int64Kind:
		return cmp.Compare(int64(varint(a)), int64(varint(b)))
	}
	return cmp.Compare(varint(a), varint(b))
}

func varint(b []byte) uint64 {
	v, _ := protowire.ConsumeVarint(b)
	return v
}

func fixed32(b []byte) uint32 {
	v, _ := protowire.ConsumeFixed32(b)
	return v
}

func fixed64(b []byte) uint64 {
	v, _ := protowire.ConsumeFixed64(b)
	return v
}
