package runtime

import (
	"sync/atomic"
	"unsafe"

	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// ServerOption is grpcgen.ServerOption.
func ServerOption(options ...DecodeOption) grpc.ServerOption {
	return grpc.ForceServerCodecV2(newDirectCodec(options))
}

// CallOption is grpcgen.CallOption.
func CallOption(options ...DecodeOption) grpc.CallOption {
	return grpc.ForceCodecV2(newDirectCodec(options))
}

// DecodeOption is grpcgen.DecodeOption.
type DecodeOption func(wire.Options) wire.Options

// MaxMemory is grpcgen.MaxMemory.
func MaxMemory(bytes int) DecodeOption {
	if bytes <= 0 {
		panic("grpcgen: MaxMemory takes a positive number of bytes")
	}
	return func(o wire.Options) wire.Options {
		o.Memory = bytes
		return o
	}
}

// usualMemory is what SetMaxMemory has set.
var usualMemory atomic.Int64

// SetMaxMemory is grpcgen.SetMaxMemory.
func SetMaxMemory(bytes int) int {
	if bytes < 0 {
		panic("grpcgen: SetMaxMemory takes a number of bytes, or 0")
	}
	return int(usualMemory.Swap(int64(bytes)))
}

func decodeOptions(options []DecodeOption) (o wire.Options) {
	for _, option := range options {
		o = option(o)
	}
	return o
}

// directCodec encodes grpcgen's messages by itself and leaves the others to the stock codec.
type directCodec struct {
	stock  encoding.CodecV2
	decode wire.Options
}

func newDirectCodec(options []DecodeOption) directCodec {
	c := directCodec{stock: encoding.GetCodecV2(proto.Name), decode: decodeOptions(options)}
	c.decode.Alias = true
	return c
}

// Name is the content-subtype.
func (directCodec) Name() string { return proto.Name }

// directOf returns v as a message of grpcgen's, or nil.
func directOf(v any) native {
	if m, ok := v.(protoreflect.ProtoMessage); ok {
		n, _ := m.ProtoReflect().(native)
		return n
	}
	return nil
}

// Marshal returns the encoding of v.
func (c directCodec) Marshal(v any) (mem.BufferSlice, error) {
	if n := directOf(v); n != nil {
		m, p := n.core()
		return m.pooled(p, mem.DefaultBufferPool())
	}
	return c.stock.Marshal(v)
}

// Unmarshal sets v to the message in data: strings and bytes share its memory, which nobody else has. Callers of grpc-go may
// use a message again.
func (c directCodec) Unmarshal(data mem.BufferSlice, v any) error {
	if n := directOf(v); n != nil {
		m, p := n.core()
		if p != nil {
			refusals.forget(unsafe.Pointer(p), m.goType.Size())
			m.zero(p)
		}
		return m.withhold(p, m.decode(data.Materialize(), p, c.decode))
	}
	return c.stock.Unmarshal(data, v)
}

// options translates those of the proto API.
func options(in protoiface.UnmarshalInput) wire.Options {
	return wire.Options{
		Depth:          in.Depth,
		DiscardUnknown: in.Flags&protoiface.UnmarshalDiscardUnknown != 0,
		Alias:          in.Flags&protoiface.UnmarshalAliasBuffer != 0,
	}
}
