package runtime

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// ServerOption is grpcgen.ServerOption.
func ServerOption() grpc.ServerOption { return grpc.ForceServerCodecV2(newDirectCodec()) }

// CallOption is grpcgen.CallOption.
func CallOption() grpc.CallOption { return grpc.ForceCodecV2(newDirectCodec()) }

// directCodec encodes grpcgen's messages by itself and leaves the others to the stock codec.
type directCodec struct{ stock encoding.CodecV2 }

func newDirectCodec() directCodec { return directCodec{stock: encoding.GetCodecV2(proto.Name)} }

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

// Unmarshal sets v, which is empty, to the message in data: strings and bytes share its memory, which nobody else has.
func (c directCodec) Unmarshal(data mem.BufferSlice, v any) error {
	if r, ok := v.(*receiving); ok {
		r.err = c.Unmarshal(data, r.Message.Interface())
		return nil
	}
	if n := directOf(v); n != nil {
		m, p := n.core()
		return m.decode(data.Materialize(), p, wire.Options{Alias: true})
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
