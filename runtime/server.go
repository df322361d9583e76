package runtime

import (
	"context"
	"log/slog"
	"runtime/debug"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// UnaryMethod returns the description of a unary method whose handler is h. It is called by generated code.
func UnaryMethod[S, Req, Resp any](service, name string, h func(S, context.Context, *Req) (*Resp, error)) grpc.MethodDesc {
	full := "/" + service + "/" + name
	return grpc.MethodDesc{
		MethodName: name,
		Handler: func(srv any, ctx context.Context, dec func(any) error, interceptor grpc.UnaryServerInterceptor) (any, error) {
			in := new(Req)
			if err := dec(in); err != nil {
				return nil, refused(err)
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

// undecodable is how the errors of decoding a message begin, see core.decodeError.
const undecodable = "grpcgen: cannot decode "

// refused is the error of a request that could not be received. One with a value that its field cannot hold, such as text
// that is no time, is the client's to mend, where grpc-go says INTERNAL of all that is not decoded.
func refused(err error) error {
	if s, ok := status.FromError(err); ok && s.Code() == codes.Internal {
		if i := strings.Index(s.Message(), undecodable); i >= 0 {
			return status.Error(codes.InvalidArgument, s.Message()[i:])
		}
	}
	return err
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

// contain ends one call with INTERNAL when its handler panics. The client does not learn what the panic said; the log
// does.
func contain(ctx context.Context, method string, err *error) {
	if v := recover(); v != nil {
		slog.ErrorContext(ctx, "grpcgen: panic in a handler", "method", method, "panic", v, "stack", string(debug.Stack()))
		*err = status.Error(codes.Internal, "grpcgen: panic in the handler")
	}
}
