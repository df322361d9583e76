package local

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type service struct {
	impl    any
	methods map[string]grpc.MethodDesc
	streams map[string]grpc.StreamDesc
}

// registrar keeps RegisterService out of Conn's method set.
type registrar struct{ c *Conn }

func (r registrar) RegisterService(desc *grpc.ServiceDesc, impl any) {
	if _, twice := r.c.services[desc.ServiceName]; twice {
		panic(fmt.Sprintf("grpcgen: service %s is registered twice", desc.ServiceName))
	}
	if want := reflect.TypeOf(desc.HandlerType).Elem(); impl != nil && !reflect.TypeOf(impl).Implements(want) {
		panic(fmt.Sprintf("grpcgen: %T does not implement %v", impl, want))
	}
	s := &service{impl: impl, methods: map[string]grpc.MethodDesc{}, streams: map[string]grpc.StreamDesc{}}
	for _, m := range desc.Methods {
		s.methods[m.MethodName] = m
	}
	for _, m := range desc.Streams {
		s.streams[m.StreamName] = m
	}
	r.c.services[desc.ServiceName] = s
}

// run is the goroutine of a handler.
func (c *Conn) run(st *serverStream, cancel context.CancelFunc) {
	defer cancel()
	err := errHandlerLeft
	defer func() { st.call.end(err) }()
	err = c.serve(st)
}

// errHandlerLeft ends the call of a handler that does not return, as testing.T.FailNow has it.
var errHandlerLeft = status.Error(codes.Internal, "grpcgen: the handler ended its goroutine (runtime.Goexit)")

// serverContext is what a handler sees of the caller's context.
func serverContext(ctx context.Context, md metadata.MD, call *call) (context.Context, context.CancelFunc) {
	server := metadata.NewIncomingContext(context.Background(), md)
	server = peer.NewContext(server, &peer.Peer{Addr: addr{}, LocalAddr: addr{}})
	server = grpc.NewContextWithServerTransportStream(server, transport{call})
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(server, deadline)
	}
	return context.WithCancel(server)
}

// serve runs the handler of a call.
func (c *Conn) serve(st *serverStream) error {
	service, name, ok := splitMethod(st.call.method)
	if !ok {
		return status.Errorf(codes.Unimplemented, "malformed method name: %q", st.call.method)
	}
	s := c.services[service]
	if s == nil {
		return status.Errorf(codes.Unimplemented, "unknown service %v", service)
	}
	if m, ok := s.streams[name]; ok {
		info := &grpc.StreamServerInfo{FullMethod: st.call.method, IsClientStream: m.ClientStreams, IsServerStream: m.ServerStreams}
		return c.around.handler(info, m.Handler)(s.impl, st)
	}
	m, ok := s.methods[name]
	if !ok {
		return status.Errorf(codes.Unimplemented, "unknown method %v for service %v", name, service)
	}
	out, err := m.Handler(s.impl, st.ctx, st.receive, c.unary)
	if err != nil {
		return err
	}
	return st.send(out)
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

// addr is the address of both ends.
type addr struct{}

func (addr) Network() string { return "local" }
func (addr) String() string  { return "local" }
