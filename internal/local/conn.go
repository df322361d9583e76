// Package local calls gRPC services in memory with the network's meaning. It knows nothing of grpcgen's messages: they are
// copied by grpc-go's codec.
package local

import (
	"context"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

// Conn is a grpc.ClientConnInterface to services in memory. It is safe for concurrent use.
type Conn struct {
	services map[string]*service
	unary    grpc.UnaryServerInterceptor // nil if there is none
	invoke   grpc.UnaryInvoker
	stream   grpc.Streamer
	around   Interceptors
}

// New returns a connection to the services that register registers. It panics where grpc.Server.RegisterService ends the
// program: at a service that is registered twice, and at an implementation of another type.
func New(register func(grpc.ServiceRegistrar), around Interceptors) *Conn {
	c := &Conn{services: map[string]*service{}, around: around}
	c.unary = around.unary()
	unconnected := new(grpc.ClientConn) // interceptors may ask it for its target, but for nothing else
	c.invoke = around.invoker(unconnected, c.call)
	c.stream = around.streamer(unconnected, c.open)
	register(registrar{c})
	return c
}

// Invoke calls a unary method.
func (c *Conn) Invoke(ctx context.Context, method string, in, out any, opts ...grpc.CallOption) error {
	return c.invoke(ctx, method, in, out, nil, opts...)
}

// NewStream starts a call. As with grpc-go, it is over when ctx is, when RecvMsg has returned an error, and without
// server streaming when it has returned a message.
func (c *Conn) NewStream(ctx context.Context, desc *grpc.StreamDesc, method string, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	return c.stream(ctx, desc, nil, method, opts...)
}

// call is Invoke within the interceptors.
func (c *Conn) call(ctx context.Context, method string, in, out any, _ *grpc.ClientConn, opts ...grpc.CallOption) error {
	st, err := c.open(ctx, &grpc.StreamDesc{}, nil, method, opts...)
	if err != nil {
		return err
	}
	if err := st.SendMsg(in); err != nil && err != io.EOF {
		return err
	}
	if err := st.CloseSend(); err != nil {
		return err
	}
	return st.RecvMsg(out)
}

// open is NewStream within the interceptors.
func (c *Conn) open(ctx context.Context, desc *grpc.StreamDesc, _ *grpc.ClientConn, method string, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	options := newCallOptions(opts)
	st, err := c.start(ctx, desc, method, options)
	if err != nil {
		options.finished(err)
		return nil, err
	}
	return st, nil
}

func (c *Conn) start(ctx context.Context, desc *grpc.StreamDesc, method string, options *callOptions) (*clientStream, error) {
	if err := ctx.Err(); err != nil {
		return nil, status.FromContextError(err).Err()
	}
	md, err := outgoing(ctx, method, options.creds)
	if err != nil {
		return nil, err
	}
	call := newCall(method)
	serverCtx, cancel := serverContext(ctx, md, call)
	go c.run(&serverStream{call: call, ctx: serverCtx}, cancel)
	st := &clientStream{call: call, ctx: ctx, cancel: cancel, options: options, desc: desc}
	st.watch()
	return st, nil
}
