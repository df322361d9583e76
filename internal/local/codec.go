package local

import (
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding"
	grpcproto "google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/status"
)

// defaultMaxMessage is grpc-go's default limit for a received message, in bytes.
const defaultMaxMessage = 4 << 20

var codec = encoding.GetCodecV2(grpcproto.Name)

// encode returns the bytes of a message; as with grpc-go, nil is an empty one.
func encode(m any) ([]byte, error) {
	if m == nil {
		return nil, nil
	}
	data, err := codec.Marshal(m)
	if err != nil {
		return nil, status.Errorf(codes.Internal, "grpc: error while marshaling: %v", err)
	}
	defer data.Free()
	return data.Materialize(), nil
}

func decode(b []byte, m any, limit int) error {
	if len(b) > limit {
		return status.Errorf(codes.ResourceExhausted, "grpc: received message larger than max (%d vs. %d)", len(b), limit)
	}
	if err := codec.Unmarshal(mem.BufferSlice{mem.SliceBuffer(b)}, m); err != nil {
		return status.Errorf(codes.Internal, "grpc: failed to unmarshal the received message: %v", err)
	}
	return nil
}
