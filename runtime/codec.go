package runtime

import (
	"reflect"

	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"

	"github.com/grpcgen/grpcgen/runtime/wire"
)

// ServerOption makes a server encode and decode grpcgen's messages without copying them through grpc-go's stock codec.
// It pays from about a kilobyte on; small messages are as fast without. Every other message (health, reflection, stubs
// of protoc-gen-go) goes to the stock codec, and so does nothing but the server it is given to: the codec registered as
// "proto" stays. The bytes on the wire are the same.
//
// Strings and bytes of a request share the memory of the whole message, so that one which is kept keeps all of it;
// without this option it keeps 4 KiB at most.
//
// It applies to every content-subtype of the server, as [grpc.ForceServerCodecV2] does: a server that also speaks
// another one, such as JSON, cannot use it. That function is experimental in grpc-go.
func ServerOption() grpc.ServerOption { return grpc.ForceServerCodecV2(newDirectCodec()) }

// CallOption is ServerOption for a client: give it to one with With, or to a connection in
// [grpc.WithDefaultCallOptions].
func CallOption() grpc.CallOption { return grpc.ForceCodecV2(newDirectCodec()) }

// directCodec encodes grpcgen's messages by itself and leaves the others to the stock codec.
type directCodec struct{ stock encoding.CodecV2 }

func newDirectCodec() directCodec { return directCodec{stock: encoding.GetCodecV2(proto.Name)} }

// Name is the content-subtype.
func (directCodec) Name() string { return proto.Name }

// direct is a message that can be encoded and decoded without the proto API.
type direct interface {
	owns(v any) bool // whether v is the struct itself, and no other that embeds it
	encode() ([]byte, error)
	replace(b []byte) error
	encodeBuffers(pool mem.BufferPool) (mem.BufferSlice, error)
	decodeOwned(b []byte) error
}

func directOf(v any) direct {
	if m, ok := v.(protoreflect.ProtoMessage); ok {
		d, _ := m.ProtoReflect().(direct)
		return d
	}
	return nil
}

// ownerOf returns v as a message if its type is that of the struct itself. A struct that embeds a message has its methods,
// and going to them from nil panics.
func ownerOf(v any) direct {
	if p := reflect.ValueOf(v); p.Kind() != reflect.Pointer || p.IsNil() {
		return nil
	}
	if d := directOf(v); d != nil && d.owns(v) {
		return d
	}
	return nil
}

// Marshal returns the encoding of v.
func (c directCodec) Marshal(v any) (mem.BufferSlice, error) {
	if d := directOf(v); d != nil {
		return d.encodeBuffers(mem.DefaultBufferPool())
	}
	return c.stock.Marshal(v)
}

// Unmarshal sets v, which is empty, to the message in data.
func (c directCodec) Unmarshal(data mem.BufferSlice, v any) error {
	if d := directOf(v); d != nil {
		return d.decodeOwned(data.Materialize())
	}
	return c.stock.Unmarshal(data, v)
}

func (r reflected[T, B]) owns(v any) bool {
	_, ok := v.(*T)
	return ok
}

func (r reflected[T, B]) encode() ([]byte, error) {
	if r.p == nil {
		return nil, nil
	}
	return r.message().fresh(r.p)
}

// replace sets the struct to the message in b.
func (r reflected[T, B]) replace(b []byte) error {
	if r.p != nil {
		*r.p = *new(T)
	}
	return r.message().decode(b, r.p, wire.Options{})
}

func (r reflected[T, B]) encodeBuffers(pool mem.BufferPool) (mem.BufferSlice, error) {
	return r.message().pooled(r.p, pool)
}

// decodeOwned reads b, which nobody else has: strings and bytes share its memory.
func (r reflected[T, B]) decodeOwned(b []byte) error {
	return r.message().decode(b, r.p, wire.Options{Alias: true})
}

// options translates those of the proto API.
func options(in protoiface.UnmarshalInput) wire.Options {
	return wire.Options{
		Depth:          in.Depth,
		DiscardUnknown: in.Flags&protoiface.UnmarshalDiscardUnknown != 0,
		Alias:          in.Flags&protoiface.UnmarshalAliasBuffer != 0,
	}
}
