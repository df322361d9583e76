// Package calltest is the service of the tests of calls: what each of its methods does is up to the test, and a test runs
// over a socket and in memory.
package calltest

import (
	"context"
	"iter"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/grpcgen/grpcgen/runtime"
)

// Msg is every request and every response.
type Msg = wrapperspb.StringValue

// Seq is a stream.
type Seq = iter.Seq2[*Msg, error]

// ServiceName is the service's full name.
const ServiceName = "test.v1.Behaviour"

// Behaviour is a service whose handlers a test sets.
type Behaviour struct {
	Unary  func(context.Context, *Msg) (*Msg, error)
	Server func(context.Context, *Msg) Seq
	Client func(context.Context, Seq) (*Msg, error)
	Bidi   func(context.Context, Seq) Seq

	Raw       func(grpc.BidiStreamingServer[Msg, Msg]) error
	RawServer func(*Msg, grpc.ServerStreamingServer[Msg]) error
	RawClient func(grpc.ClientStreamingServer[Msg, Msg]) error
}

// Register registers the service as glue does.
func (b *Behaviour) Register(s grpc.ServiceRegistrar) {
	s.RegisterService(&grpc.ServiceDesc{
		ServiceName: ServiceName, HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{
			runtime.UnaryMethod(ServiceName, "Unary", func(b *Behaviour, ctx context.Context, in *Msg) (*Msg, error) { return b.Unary(ctx, in) }),
		},
		Streams: []grpc.StreamDesc{
			runtime.ServerStream("Server", func(b *Behaviour, ctx context.Context, in *Msg) Seq { return b.Server(ctx, in) }),
			runtime.ClientStream("Client", func(b *Behaviour, ctx context.Context, in Seq) (*Msg, error) { return b.Client(ctx, in) }),
			runtime.BidiStream("Bidi", func(b *Behaviour, ctx context.Context, in Seq) Seq { return b.Bidi(ctx, in) }),
			runtime.GRPCBidiStream("Raw", func(b *Behaviour, st grpc.BidiStreamingServer[Msg, Msg]) error { return b.Raw(st) }),
			runtime.GRPCServerStream("RawServer", func(b *Behaviour, in *Msg, st grpc.ServerStreamingServer[Msg]) error { return b.RawServer(in, st) }),
			runtime.GRPCClientStream("RawClient", func(b *Behaviour, st grpc.ClientStreamingServer[Msg, Msg]) error { return b.RawClient(st) }),
		},
	}, b)
}

// Client calls the service as a generated client does.
type Client struct{ Conn runtime.Conn }

// Unary calls the unary method.
func (c Client) Unary(ctx context.Context, in *Msg) (*Msg, error) {
	return runtime.CallUnary[Msg](ctx, c.Conn, "/"+ServiceName+"/Unary", in)
}

// Server calls the method with a stream of responses.
func (c Client) Server(ctx context.Context, in *Msg) Seq {
	return runtime.CallServerStream[Msg](ctx, c.Conn, "/"+ServiceName+"/Server", in)
}

// Client calls the method with a stream of requests.
func (c Client) Client(ctx context.Context, in Seq) (*Msg, error) {
	return runtime.CallClientStream[Msg](ctx, c.Conn, "/"+ServiceName+"/Client", in)
}

// Bidi calls the method with both.
func (c Client) Bidi(ctx context.Context, in Seq) Seq {
	return runtime.CallBidiStream[Msg](ctx, c.Conn, "/"+ServiceName+"/Bidi", in)
}

// Raw is Bidi with grpc-go's stream types.
func (c Client) Raw(ctx context.Context) (grpc.BidiStreamingClient[Msg, Msg], error) {
	return runtime.OpenBidiStream[Msg, Msg](ctx, c.Conn, "/"+ServiceName+"/Raw")
}

// RawServer is Server with grpc-go's stream types.
func (c Client) RawServer(ctx context.Context, in *Msg) (grpc.ServerStreamingClient[Msg], error) {
	return runtime.OpenServerStream[Msg](ctx, c.Conn, "/"+ServiceName+"/RawServer", in)
}

// RawClient is Client with grpc-go's stream types.
func (c Client) RawClient(ctx context.Context) (grpc.ClientStreamingClient[Msg, Msg], error) {
	return runtime.OpenClientStream[Msg, Msg](ctx, c.Conn, "/"+ServiceName+"/RawClient")
}
