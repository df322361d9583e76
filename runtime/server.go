package runtime

import (
	"context"
	"log/slog"
	"runtime/debug"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// UnaryMethod returns the description of a unary method whose handler is h.
func UnaryMethod[S, Req, Resp any](service, name string, h func(S, context.Context, *Req) (*Resp, error)) grpc.MethodDesc {
	full := "/" + service + "/" + name
	return grpc.MethodDesc{
		MethodName: name,
		Handler: func(srv any, ctx context.Context, dec func(any) error, interceptor grpc.UnaryServerInterceptor) (_ any, err error) {
			defer contain(ctx, full, &err) // interceptors look into messages, which can panic
			in := new(Req)
			if err := receiveRequest(ctx, srv, in, dec); err != nil {
				return nil, err
			}
			call := func(ctx context.Context, in any) (any, error) {
				return callUnary(ctx, full, srv.(S), in.(*Req), h)
			}
			if interceptor == nil {
				return call(ctx, in)
			}
			return interceptor(ctx, in, &grpc.UnaryServerInfo{Server: srv, FullMethod: full}, call)
		},
	}
}

func callUnary[S, Req, Resp any](ctx context.Context, method string, srv S, in *Req, h func(S, context.Context, *Req) (*Resp, error)) (out *Resp, err error) {
	defer contain(ctx, method, &err)
	if out, err = h(srv, ctx, in); err != nil {
		return nil, err
	}
	return out, present(out)
}

// present refuses nil in the place of a message: it has no encoding.
func present[T any](m *T) error {
	if m == nil {
		return status.Error(codes.Internal, "grpcgen: the handler returned a nil message without an error")
	}
	return nil
}

// contain ends one call with INTERNAL when its handler panics. What the panic said goes to the log and
// not to the client.
func contain(ctx context.Context, method string, err *error) {
	if v := recover(); v != nil {
		slog.ErrorContext(ctx, "grpcgen: panic in a handler", "method", method, "panic", v, "stack", string(debug.Stack()))
		*err = status.Error(codes.Internal, "grpcgen: panic in the handler")
	}
}
