package runtime

import (
	"context"
	"iter"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// ServerStream returns the description of a method that answers one request with a sequence.
func ServerStream[S, Req, Resp any](name string, h func(S, context.Context, *Req) iter.Seq2[*Resp, error]) grpc.StreamDesc {
	return streamDesc(name, false, true, func(srv S, st grpc.ServerStream) error {
		in := new(Req)
		if err := st.RecvMsg(in); err != nil {
			return err
		}
		return sendAll(st, h(srv, st.Context(), in))
	})
}

// ClientStream returns the description of a method that answers a sequence of requests once.
func ClientStream[S, Req, Resp any](name string, h func(S, context.Context, iter.Seq2[*Req, error]) (*Resp, error)) grpc.StreamDesc {
	return streamDesc(name, true, false, func(srv S, st grpc.ServerStream) error {
		in := newRequests[Req](st)
		defer in.end()
		out, err := h(srv, st.Context(), in.all)
		if err != nil {
			return err
		}
		if err := in.failure(); err != nil {
			return err
		}
		if err := present(out); err != nil {
			return err
		}
		return st.SendMsg(out)
	})
}

// BidiStream returns the description of a method that answers a sequence of requests with a sequence. The handler may
// range over the requests on a goroutine of its own.
func BidiStream[S, Req, Resp any](name string, h func(S, context.Context, iter.Seq2[*Req, error]) iter.Seq2[*Resp, error]) grpc.StreamDesc {
	return streamDesc(name, true, true, func(srv S, st grpc.ServerStream) error {
		in := newRequests[Req](st)
		defer in.end()
		if err := sendAll(st, h(srv, st.Context(), in.all)); err != nil {
			return err
		}
		return in.failure()
	})
}

// sendAll sends a handler's responses until they end, or one of them is an error.
func sendAll[Resp any](st grpc.ServerStream, responses iter.Seq2[*Resp, error]) error {
	if responses == nil {
		return status.Error(codes.Internal, "grpcgen: the handler returned a nil sequence")
	}
	for out, err := range responses {
		if err == nil {
			err = present(out)
		}
		if err == nil {
			err = st.SendMsg(out)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// GRPCServerStream is ServerStream for a handler with grpc-go's stream type.
func GRPCServerStream[S, Req, Resp any](name string, h func(S, *Req, grpc.ServerStreamingServer[Resp]) error) grpc.StreamDesc {
	return streamDesc(name, false, true, func(srv S, st grpc.ServerStream) error {
		in := new(Req)
		if err := st.RecvMsg(in); err != nil {
			return err
		}
		return h(srv, in, &grpc.GenericServerStream[Req, Resp]{ServerStream: st})
	})
}

// GRPCClientStream is ClientStream for a handler with grpc-go's stream type.
func GRPCClientStream[S, Req, Resp any](name string, h func(S, grpc.ClientStreamingServer[Req, Resp]) error) grpc.StreamDesc {
	return streamDesc(name, true, false, func(srv S, st grpc.ServerStream) error {
		return h(srv, &grpc.GenericServerStream[Req, Resp]{ServerStream: st})
	})
}

// GRPCBidiStream is BidiStream for a handler with grpc-go's stream type.
func GRPCBidiStream[S, Req, Resp any](name string, h func(S, grpc.BidiStreamingServer[Req, Resp]) error) grpc.StreamDesc {
	return streamDesc(name, true, true, func(srv S, st grpc.ServerStream) error {
		return h(srv, &grpc.GenericServerStream[Req, Resp]{ServerStream: st})
	})
}

func streamDesc[S any](name string, client, server bool, serve func(S, grpc.ServerStream) error) grpc.StreamDesc {
	return grpc.StreamDesc{
		StreamName: name, ClientStreams: client, ServerStreams: server,
		Handler: func(srv any, st grpc.ServerStream) (err error) {
			defer contain(st.Context(), fullMethod(st, name), &err)
			return serve(srv.(S), st)
		},
	}
}

// fullMethod returns the name of the method that st serves, for the log. A stream that is not grpc-go's may not know it.
func fullMethod(st grpc.ServerStream, name string) string {
	if full, ok := grpc.MethodFromServerStream(st); ok {
		return full
	}
	return name
}
