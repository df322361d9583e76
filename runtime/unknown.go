package runtime

import (
	"bytes"
	"reflect"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// UnknownFields is the type of a struct field that keeps what a message has on the wire and the struct has no field for.
// People know it as grpcgen.UnknownFields, an alias.
type UnknownFields []byte

// Unknown stands in Fields for the Go field that keeps unknown fields.
const Unknown protoreflect.FieldNumber = 0

func (b boundView) getUnknown() protoreflect.RawFields {
	if b.p == nil || b.unknown == nil {
		return nil
	}
	if at := b.unknown.find(b.p); at != nil {
		return *(*protoreflect.RawFields)(at)
	}
	return nil
}

// setUnknown drops the records if the struct does not keep them.
func (b boundView) setUnknown(raw protoreflect.RawFields) {
	b.mustBeValid()
	if b.unknown != nil && (len(raw) > 0 || b.unknown.find(b.p) != nil) {
		*(*protoreflect.RawFields)(b.unknown.make(b.p)) = raw
	}
}

// mergeUnknown appends what src has kept.
func (b boundView) mergeUnknown(src boundView) {
	if more := src.getUnknown(); len(more) > 0 {
		old := b.getUnknown()
		b.setUnknown(append(old[:len(old):len(old)], more...))
	}
}

// equalUnknown compares the records of each field number in their order, as protobuf-go does.
func equalUnknown(a, b protoreflect.RawFields) bool {
	return len(a) == len(b) && (bytes.Equal(a, b) || reflect.DeepEqual(byNumber(a), byNumber(b)))
}

func byNumber(raw protoreflect.RawFields) map[protoreflect.FieldNumber]string {
	records := map[protoreflect.FieldNumber]string{}
	for len(raw) > 0 {
		number, _, n := protowire.ConsumeField(raw)
		if n < 0 { // not from the wire: compared as it is
			records[0] = string(raw)
			break
		}
		records[number] += string(raw[:n])
		raw = raw[n:]
	}
	return records
}
