package runtime

import (
	"context"
	"slices"

	"google.golang.org/grpc"
)

// Conn is what a generated client calls over: a connection and the options of every call. It is safe for concurrent
// use.
type Conn struct {
	cc      grpc.ClientConnInterface
	opts    []grpc.CallOption
	framers []Framer
}

// NewConn returns a Conn whose only option is that the methods are known when the client is generated: without it,
// OpenTelemetry's metrics call every method "other".
func NewConn(cc grpc.ClientConnInterface) Conn {
	return Conn{cc: cc, opts: []grpc.CallOption{grpc.StaticMethod()}}
}

// With returns a Conn that adds opts to every call.
func (c Conn) With(opts ...grpc.CallOption) Conn {
	return Conn{cc: c.cc, opts: append(slices.Clip(c.opts), opts...)}
}

// Framed returns a Conn whose streams of grpc-go's types wrap messages with the given framers.
func (c Conn) Framed(framers ...Framer) Conn {
	c.framers = framers
	return c
}

// stream starts a stream for one of grpc-go's stream types.
func (c Conn) stream(ctx context.Context, shape *grpc.StreamDesc, method string) (grpc.ClientStream, error) {
	st, err := c.cc.NewStream(ctx, shape, method, c.opts...)
	if err != nil {
		return nil, err
	}
	return withFrames(st, c.framers), nil
}
