package runtime

import (
	"fmt"
	"sync"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
)

// Files are declared, registered and looked up at the same time, by several goroutines: the race detector sees what is
// not locked.
func TestFilesAreSafeForConcurrentUse(t *testing.T) {
	const files = 8
	raw := func(i int) string {
		fdp := &descriptorpb.FileDescriptorProto{
			Name: proto.String(fmt.Sprintf("concurrent%d.proto", i)), Package: proto.String(fmt.Sprintf("concurrent%d", i)), Syntax: proto.String("proto3"),
			MessageType: []*descriptorpb.DescriptorProto{{Name: proto.String("M")}},
		}
		if i > 0 {
			fdp.Dependency = []string{fmt.Sprintf("concurrent%d.proto", i-1)}
			fdp.MessageType[0].Field = []*descriptorpb.FieldDescriptorProto{{
				Name: proto.String("m"), Number: proto.Int32(1), TypeName: proto.String(fmt.Sprintf(".concurrent%d.M", i-1)),
				Type: descriptorpb.FieldDescriptorProto_TYPE_MESSAGE.Enum(), Label: descriptorpb.FieldDescriptorProto_LABEL_OPTIONAL.Enum(),
			}}
		}
		b, err := proto.Marshal(fdp)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var declared []*File
	for i := range files {
		declared = append(declared, NewFile(fmt.Sprintf("test/concurrent%d", i), raw(i), fmt.Sprintf("test/concurrent%d", i-1)))
	}
	var all sync.WaitGroup
	for i := range files {
		all.Go(func() { NewFile(fmt.Sprintf("test/other%d", i), raw(i)) })
		all.Go(declared[files-1-i].Register)
		all.Go(func() {
			_, _ = Descriptors().FindFileByPath(fmt.Sprintf("concurrent%d.proto", i))
			_, _ = Descriptors().FindDescriptorByName("concurrent0.M")
		})
	}
	all.Wait()
	for i := range files {
		if _, err := Descriptors().FindFileByPath(fmt.Sprintf("concurrent%d.proto", i)); err != nil {
			t.Error(err)
		}
	}
}
