package local

import (
	"context"
	"slices"

	"google.golang.org/grpc"
)

// Interceptors are those of both sides. The first of each kind is the outermost, as in grpc-go's chains.
type Interceptors struct {
	UnaryClient  []grpc.UnaryClientInterceptor
	StreamClient []grpc.StreamClientInterceptor
	UnaryServer  []grpc.UnaryServerInterceptor
	StreamServer []grpc.StreamServerInterceptor
}

// invoker returns invoke with the client's interceptors around it, which are told of cc.
func (i *Interceptors) invoker(cc *grpc.ClientConn, invoke grpc.UnaryInvoker) grpc.UnaryInvoker {
	for _, intercept := range slices.Backward(i.UnaryClient) {
		next := invoke
		invoke = func(ctx context.Context, method string, in, out any, _ *grpc.ClientConn, opts ...grpc.CallOption) error {
			return intercept(ctx, method, in, out, cc, next, opts...)
		}
	}
	return invoke
}

// streamer is invoker for streams.
func (i *Interceptors) streamer(cc *grpc.ClientConn, stream grpc.Streamer) grpc.Streamer {
	for _, intercept := range slices.Backward(i.StreamClient) {
		next := stream
		stream = func(ctx context.Context, desc *grpc.StreamDesc, _ *grpc.ClientConn, method string, opts ...grpc.CallOption) (grpc.ClientStream, error) {
			return intercept(ctx, desc, cc, method, next, opts...)
		}
	}
	return stream
}

// unary returns the server's chain as one interceptor, which a method description takes; nil if there is none.
func (i *Interceptors) unary() grpc.UnaryServerInterceptor {
	if len(i.UnaryServer) == 0 {
		return nil
	}
	return func(ctx context.Context, in any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		for _, intercept := range slices.Backward(i.UnaryServer) {
			next := handle
			handle = func(ctx context.Context, in any) (any, error) { return intercept(ctx, in, info, next) }
		}
		return handle(ctx, in)
	}
}

// handler returns the handler of a stream with the server's interceptors around it.
func (i *Interceptors) handler(info *grpc.StreamServerInfo, handle grpc.StreamHandler) grpc.StreamHandler {
	for _, intercept := range slices.Backward(i.StreamServer) {
		next := handle
		handle = func(srv any, st grpc.ServerStream) error { return intercept(srv, st, info, next) }
	}
	return handle
}
