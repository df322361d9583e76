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
type Conn struct{ services map[string]*service }

// New returns a connection to the services that register registers. It panics where grpc.Server.RegisterService
// ends the program: at a service that is registered twice, and at an implementation of another type.
func New(register func(grpc.ServiceRegistrar)) *Conn {
	c := &Conn{services: map[string]*service{}}
	register(registrar{c})
	return c
}

// Invoke calls a unary method.
func (c *Conn) Invoke(ctx context.Context, method string, in, out any, opts ...grpc.CallOption) error {
	st, err := c.NewStream(ctx, &grpc.StreamDesc{}, method, opts...)
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

// NewStream starts a call. As with grpc-go, it is over when ctx is, when RecvMsg has returned an error, and without
// server streaming when it has returned a message.
func (c *Conn) NewStream(ctx context.Context, desc *grpc.StreamDesc, method string, opts ...grpc.CallOption) (grpc.ClientStream, error) {
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
