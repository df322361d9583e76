package runtime

import (
	"slices"

	"google.golang.org/grpc"
)

// Conn is what a generated client calls over: a connection and the options of every call. It is safe for concurrent
// use.
type Conn struct {
	cc   grpc.ClientConnInterface
	opts []grpc.CallOption
}

// NewConn returns a Conn without options.
func NewConn(cc grpc.ClientConnInterface) Conn { return Conn{cc: cc} }

// With returns a Conn that adds opts to every call.
func (c Conn) With(opts ...grpc.CallOption) Conn {
	return Conn{cc: c.cc, opts: append(slices.Clip(c.opts), opts...)}
}
