package runtime

import (
	"strings"
	"sync"
	"testing"
	"unsafe"

	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	pb "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// holder stands for a struct of a user's, and is what generated code makes of it.
type holder struct {
	Text string
	Data []byte
	List []string
}

type holderBinding struct{}

func (holderBinding) Message() *Message[holder] { return holderMessage }

func (h *holder) ProtoReflect() protoreflect.Message { return Reflect[holderBinding](h) }
func (h *holder) Reset()                             { *h = holder{} }

var holderMessage = NewMessage(NewFile("test/holder", holderFile()), "Holder",
	Codec[holder]{Size: sizeHolder, Put: putHolder, Read: readHolder}, Fields{1: "Text", 2: "Data", 3: "List"})

func holderFile() string {
	field := func(name string, number int32, kind descriptorpb.FieldDescriptorProto_Type, label descriptorpb.FieldDescriptorProto_Label) *descriptorpb.FieldDescriptorProto {
		return &descriptorpb.FieldDescriptorProto{Name: &name, Number: &number, Type: &kind, Label: &label}
	}
	const optional, repeated = descriptorpb.FieldDescriptorProto_LABEL_OPTIONAL, descriptorpb.FieldDescriptorProto_LABEL_REPEATED
	b, err := pb.Marshal(&descriptorpb.FileDescriptorProto{
		Name: pb.String("holder.proto"), Package: pb.String("holder"), Syntax: pb.String("proto3"),
		MessageType: []*descriptorpb.DescriptorProto{{
			Name: pb.String("Holder"),
			Field: []*descriptorpb.FieldDescriptorProto{
				field("text", 1, descriptorpb.FieldDescriptorProto_TYPE_STRING, optional),
				field("data", 2, descriptorpb.FieldDescriptorProto_TYPE_BYTES, optional),
				field("list", 3, descriptorpb.FieldDescriptorProto_TYPE_STRING, repeated),
			},
		}},
	})
	if err != nil {
		panic(err)
	}
	return string(b)
}

func sizeHolder(m *holder) int {
	return wire.SizeString(1, m.Text) + wire.SizeBytes(2, m.Data) + wire.SizeStrings(3, m.List)
}

func putHolder(b []byte, i int, m *holder) int {
	i = wire.PutStrings(b, i, 3, m.List)
	i = wire.PutBytes(b, i, 2, m.Data)
	return wire.PutString(b, i, 1, m.Text)
}

func readHolder(d *wire.Decoder, b []byte, m *holder) int {
	for i := 0; i < len(b); {
		tag := uint64(b[i])
		i++
		switch tag {
		case 1<<3 | wire.Bytes:
			i = wire.ReadString(d, b, i, &m.Text)
		case 2<<3 | wire.Bytes:
			i = wire.ReadBytes(d, b, i, &m.Data)
		case 3<<3 | wire.Bytes:
			i = wire.ReadStrings(d, b, i, tag, &m.List)
		default:
			i = d.Skip(b, i, tag)
		}
		if i < 0 {
			return d.Fail(i, tag)
		}
	}
	return 0
}

func newHolder(size int) *holder {
	h := &holder{Text: "text", Data: []byte(strings.Repeat("d", size/2))}
	for n := 0; n < size/2; n += 25 {
		h.List = append(h.List, strings.Repeat("l", 25))
	}
	return h
}

func (h *holder) equal(other *holder) bool {
	return h.Text == other.Text && string(h.Data) == string(other.Data) && strings.Join(h.List, ",") == strings.Join(other.List, ",")
}

// scribblePool scribbles over what it gets back, as the next message would.
type scribblePool struct{ mem.BufferPool }

func (p scribblePool) Put(b *[]byte) {
	whole := (*b)[:cap(*b)]
	for i := range whole {
		whole[i] = 0xaa
	}
	p.BufferPool.Put(b)
}

// What is decoded shares no memory with a transport's buffer, whichever codec decodes it, and what is encoded is in no
// buffer that has gone back.
func TestCodecsKeepNoBuffer(t *testing.T) {
	pool := scribblePool{mem.DefaultBufferPool()}
	for name, codec := range map[string]encoding.CodecV2{"stock": encoding.GetCodecV2(proto.Name), "direct": newDirectCodec(nil)} {
		for _, size := range []int{0, 30, 900, 3000, 4000, 5000, 100_000, 3_000_000, 40, 50_000} {
			want := newHolder(size)
			data, err := codec.Marshal(want)
			if err != nil {
				t.Fatal(err)
			}
			// The transport hands over pieces in buffers of its own.
			whole := data.Materialize()
			data.Free()
			var pieces mem.BufferSlice
			for len(whole) > 0 {
				n := min(len(whole), 16<<10)
				pieces = append(pieces, mem.Copy(whole[:n], pool))
				whole = whole[n:]
			}
			got := new(holder)
			if err := codec.Unmarshal(pieces, got); err != nil {
				t.Fatal(err)
			}
			pieces.Free()
			if !got.equal(want) {
				t.Errorf("%s, %d bytes: the message has changed", name, size)
			}
		}
	}
}

func TestDirectCodecLeavesOthersToTheStock(t *testing.T) {
	codec := newDirectCodec(nil)
	data, err := codec.Marshal(wrapperspb.String("other"))
	if err != nil {
		t.Fatal(err)
	}
	got := new(wrapperspb.StringValue)
	if err := codec.Unmarshal(data, got); err != nil || got.GetValue() != "other" {
		t.Error(got, err)
	}
	if _, err := codec.Marshal("no message"); err == nil {
		t.Error("no error for what is not a message")
	}
}

// A message that has another size than was measured is an error, never a panic.
func TestChangedWhileEncoded(t *testing.T) {
	for _, size := range []int{100, 10_000} {
		m := newHolder(size)
		for _, off := range []int{-30, -1, 1} {
			if err := holderMessage.core.putExact(make([]byte, sizeHolder(m)+off), (*byte)(unsafe.Pointer(m))); err == nil || !strings.Contains(err.Error(), "changed") {
				t.Errorf("%d bytes too many: %v", off, err)
			}
		}
	}
}

// Messages of all sizes are encoded at once; each type remembers one size.
func TestExpectations(t *testing.T) {
	codec := newDirectCodec(nil)
	var wg sync.WaitGroup
	for n := range 100 {
		wg.Go(func() {
			want := newHolder(n * n * 20)
			data, err := codec.Marshal(want)
			if err != nil {
				t.Error(err)
				return
			}
			got := new(holder)
			if err := codec.Unmarshal(data, got); err != nil || !got.equal(want) {
				t.Errorf("%d bytes: %v", n*n*20, err)
			}
			data.Free()
			if b, err := Marshal(want); err != nil || len(b) != sizeHolder(want) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestInvalidTextReturnsTheBuffer(t *testing.T) {
	for _, size := range []int{10, 20_000} {
		bad := newHolder(size)
		bad.List = append(bad.List, "\xff")
		for range 3 { // measured, then expected
			if _, err := newDirectCodec(nil).Marshal(bad); err == nil || !strings.Contains(err.Error(), "UTF-8") {
				t.Errorf("%d bytes: %v", size, err)
			}
			if _, err := newDirectCodec(nil).Marshal(newHolder(size)); err != nil {
				t.Error(err)
			}
		}
	}
}
