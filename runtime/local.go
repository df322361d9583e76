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
// as they do on a network; memory counts as a secure one, but credentials find no RequestInfo in their context. The
// others say how a network is used, and have no effect: CallAuthority, CallContentSubtype, ForceCodec, ForceCodecV2,
// UseCompressor, WaitForReady, StaticMethod, MaxRetryRPCBufferSize. There are no interceptors.
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
	return st.RecvMsg(out)
}

// NewStream starts a call. As with grpc-go, it is over when ctx is, when RecvMsg has returned an error, and without
// server streaming when it has returned a message.
func (c *LocalConn) NewStream(ctx context.Context, desc *grpc.StreamDesc, method string, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	options := newLocalOptions(opts)
	st, err := c.start(ctx, desc, method, options)
	if err != nil {
		options.finished(err)
		return nil, err
	}
	return st, nil
}

func (c *LocalConn) start(ctx context.Context, desc *grpc.StreamDesc, method string, options *localOptions) (*localClientStream, error) {
	if err := ctx.Err(); err != nil {
		return nil, status.FromContextError(err).Err()
	}
	md, err := outgoing(ctx, method, options.creds)
	if err != nil {
		return nil, err
	}
	call := newLocalCall(method)
	serverCtx, cancel := serverContext(ctx, md, call)
	go c.run(&localServerStream{call: call, ctx: serverCtx}, cancel)
	st := &localClientStream{call: call, ctx: ctx, cancel: cancel, options: options, desc: desc}
	st.watch()
	return st, nil
}

// run is the goroutine of a handler.
func (c *LocalConn) run(st *localServerStream, cancel context.CancelFunc) {
	defer cancel()
	err := errHandlerLeft
	defer func() { st.call.end(err) }()
	err = c.serve(st)
}

// errHandlerLeft ends the call of a handler that does not return, as testing.T.FailNow has it.
var errHandlerLeft = status.Error(codes.Internal, "grpcgen: the handler ended its goroutine (runtime.Goexit)")

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
	service, name, ok := splitMethod(st.call.method)
	if !ok {
		return status.Errorf(codes.Unimplemented, "malformed method name: %q", st.call.method)
	}
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

// splitMethod splits "/service/method" as grpc-go's server does.
func splitMethod(full string) (service, name string, ok bool) {
	path, ok := strings.CutPrefix(full, "/")
	i := strings.LastIndex(path, "/")
	if !ok || i < 0 {
		return "", "", false
	}
	return path[:i], path[i+1:], true
}

// localAddr is the address of both ends.
type localAddr struct{}

func (localAddr) Network() string { return "local" }
func (localAddr) String() string  { return "local" }
