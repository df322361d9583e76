// Package pagetest tests that clients can decode the longest pages of model services.
package pagetest

import (
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// rows is how many rows a page has at most.
const rows = 1000

// Decode decodes pages of rows in which only the key is set: those of all methods List of the services that a package of
// protobuf has. Such a page is the least for its memory that a server sends, and must not be too much for a client.
func Decode(t *testing.T, protoPackage protoreflect.FullName) {
	t.Helper()
	found := false
	protoregistry.GlobalFiles.RangeFilesByPackage(protoPackage, func(file protoreflect.FileDescriptor) bool {
		for i := range file.Services().Len() {
			if list := file.Services().Get(i).Methods().ByName("List"); list != nil {
				decodePage(t, list.Output())
				found = true
			}
		}
		return true
	})
	if !found {
		t.Errorf("no service of %s has a method List", protoPackage)
	}
}

func decodePage(t *testing.T, response protoreflect.MessageDescriptor) {
	t.Helper()
	results := response.Fields().ByName("results")
	page, err := protoregistry.GlobalTypes.FindMessageByName(response.FullName())
	if results == nil || err != nil {
		t.Errorf("%s is not a page of rows: %v", response.FullName(), err)
		return
	}
	row := protowire.AppendTag(nil, results.Number(), protowire.BytesType)
	row = protowire.AppendBytes(row, key(results.Message().Fields().Get(0)))
	var b []byte
	for range rows {
		b = append(b, row...)
	}
	m := page.New().Interface()
	if err := proto.Unmarshal(b, m); err != nil {
		t.Errorf("%s: %v", response.FullName(), err)
	} else if n := m.ProtoReflect().Get(results).List().Len(); n != rows {
		t.Errorf("%s: %d rows", response.FullName(), n)
	}
}

// key returns the record of a field that is 1, or a text that is a UUID too.
func key(fd protoreflect.FieldDescriptor) []byte {
	if fd.Kind() == protoreflect.StringKind {
		return protowire.AppendString(protowire.AppendTag(nil, fd.Number(), protowire.BytesType), "00000000-0000-0000-0000-000000000001")
	}
	return protowire.AppendVarint(protowire.AppendTag(nil, fd.Number(), protowire.VarintType), 1)
}
