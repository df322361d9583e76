package runtime

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// LocalConn calls services in memory with the network's meaning: messages are copied by encoding them, a handler runs
// on a goroutine of its own with a context that has the caller's deadline, cancellation and metadata and nothing else
// of the caller's, errors arrive as status, and a slow reader holds back a writer. It is safe for concurrent use and
// needs no closing: it owns nothing but the calls that are under way.
//
// The call options Header, Trailer, Peer, OnFinish, MaxCallSendMsgSize, MaxCallRecvMsgSize and PerRPCCredentials work
// as they do on a network. The others choose how a network is used (compression, codecs, waiting for a connection),
// and have no effect.
type LocalConn struct{ services map[string]*localService }

type localService struct {
	impl    any
	methods map[string]grpc.MethodDesc
	streams map[string]grpc.StreamDesc
}

// Local returns a connection to the services that register registers. It panics where grpc.Server.RegisterService
// ends the program: at a service that is registered twice, and at an implementation of another type.
func Local(register func(grpc.ServiceRegistrar)) *LocalConn {
	c := &LocalConn{services: map[string]*localService{}}
	register(localRegistrar{c})
	return c
}

// localRegistrar keeps RegisterService out of LocalConn's method set.
type localRegistrar struct{ c *LocalConn }

func (r localRegistrar) RegisterService(desc *grpc.ServiceDesc, impl any) {
	if _, twice := r.c.services[desc.ServiceName]; twice {
		panic(fmt.Sprintf("grpcgen: service %s is registered twice", desc.ServiceName))
	}
	if want := reflect.TypeOf(desc.HandlerType).Elem(); impl != nil && !reflect.TypeOf(impl).Implements(want) {
		panic(fmt.Sprintf("grpcgen: %T does not implement %v", impl, want))
	}
	s := &localService{impl: impl, methods: map[string]grpc.MethodDesc{}, streams: map[string]grpc.StreamDesc{}}
	for _, m := range desc.Methods {
		s.methods[m.MethodName] = m
	}
	for _, m := range desc.Streams {
		s.streams[m.StreamName] = m
	}
	r.c.services[desc.ServiceName] = s
}

// Invoke calls a unary method.
func (c *LocalConn) Invoke(ctx context.Context, method string, in, out any, opts ...grpc.CallOption) error {
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
	if err := st.RecvMsg(out); err != io.EOF {
		return err
	}
	return status.Error(codes.Internal, "grpcgen: the method ended without a response")
}

// NewStream starts a call.
func (c *LocalConn) NewStream(ctx context.Context, desc *grpc.StreamDesc, method string, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	if err := ctx.Err(); err != nil {
		return nil, status.FromContextError(err).Err()
	}
	options := newLocalOptions(opts)
	md, err := options.metadata(ctx, method)
	if err != nil {
		return nil, err
	}
	call := newLocalCall(method)
	serverCtx, cancel := serverContext(ctx, md, call)
	stop := context.AfterFunc(ctx, func() {
		// A deadline that has passed is in the handler's context as well, and ends it with the right error.
		if ctx.Err() != context.DeadlineExceeded {
			cancel()
		}
		options.finished(status.FromContextError(ctx.Err()).Err())
	})
	go func() {
		defer cancel()
		err := c.serve(&localServerStream{call: call, ctx: serverCtx})
		stop()
		call.end(err)
	}()
	return &localClientStream{call: call, ctx: ctx, options: options, desc: desc}, nil
}

// serverContext is what a handler sees of the caller's context.
func serverContext(ctx context.Context, md metadata.MD, call *localCall) (context.Context, context.CancelFunc) {
	server := metadata.NewIncomingContext(context.Background(), md)
	server = peer.NewContext(server, &peer.Peer{Addr: localAddr{}, LocalAddr: localAddr{}})
	server = grpc.NewContextWithServerTransportStream(server, localTransport{call})
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(server, deadline)
	}
	return context.WithCancel(server)
}

// serve runs the handler of a call.
func (c *LocalConn) serve(st *localServerStream) error {
	service, name, _ := strings.Cut(strings.TrimPrefix(st.call.method, "/"), "/")
	s := c.services[service]
	if s == nil {
		return status.Errorf(codes.Unimplemented, "unknown service %v", service)
	}
	if m, ok := s.streams[name]; ok {
		return m.Handler(s.impl, st)
	}
	m, ok := s.methods[name]
	if !ok {
		return status.Errorf(codes.Unimplemented, "unknown method %v for service %v", name, service)
	}
	out, err := m.Handler(s.impl, st.ctx, st.RecvMsg, nil)
	if err != nil {
		return err
	}
	return st.SendMsg(out)
}

// localAddr is the address of both ends.
type localAddr struct{}

func (localAddr) Network() string { return "local" }
func (localAddr) String() string  { return "local" }
