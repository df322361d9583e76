package runtime

import (
	"context"
	"errors"
	"io"
	"iter"
	"sync/atomic"

	"google.golang.org/grpc"
)

// The shapes of a stream as grpc-go wants them described.
var (
	serverShape = &grpc.StreamDesc{ServerStreams: true}
	clientShape = &grpc.StreamDesc{ClientStreams: true}
	bidiShape   = &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}
)

// CallUnary calls a unary method. The error is a status; the message is then nil.
func CallUnary[Resp, Req any](ctx context.Context, conn Conn, method string, in *Req) (*Resp, error) {
	out := new(Resp)
	if err := conn.cc.Invoke(ctx, method, in, out, conn.opts...); err != nil {
		return nil, err
	}
	return out, nil
}

// CallServerStream returns the responses to in. Each loop over them is a call of its own. An error is the last pair, and
// breaking out of the loop cancels the call.
func CallServerStream[Resp, Req any](ctx context.Context, conn Conn, method string, in *Req) iter.Seq2[*Resp, error] {
	return func(yield func(*Resp, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		st, err := openServer(ctx, conn, method, in)
		if err != nil {
			yield(nil, err)
			return
		}
		out, err := receive[Resp](st)
		for ; err == nil; out, err = receive[Resp](st) {
			if !yield(out, nil) {
				cancel()
				drain[Resp](st)
				return
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(nil, err)
		}
	}
}

// receive reads the next message of a stream.
func receive[T any](st grpc.ClientStream) (*T, error) {
	m := new(T)
	if err := st.RecvMsg(m); err != nil {
		return nil, err
	}
	return m, nil
}

// drain waits for the end of a call that has been cancelled, so that nothing writes to what grpc.Header, grpc.Trailer
// and grpc.Peer point at when a loop has been left. It reads no more than what had arrived already.
func drain[T any](st grpc.ClientStream) {
	for {
		if _, err := receive[T](st); err != nil {
			return
		}
	}
}

// openServer starts a call with one request.
func openServer(ctx context.Context, conn Conn, method string, in any) (grpc.ClientStream, error) {
	st, err := conn.cc.NewStream(ctx, serverShape, method, conn.opts...)
	if err != nil {
		return nil, err
	}
	// io.EOF means that the call has already ended; receiving returns the reason.
	if err := st.SendMsg(in); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return st, st.CloseSend()
}

// CallClientStream sends requests, on a goroutine of their own, and returns the answer, which may come before they end.
// An error that requests yields ends the call and is returned; a panic in requests is raised again here.
func CallClientStream[Resp, Req any](ctx context.Context, conn Conn, method string, requests iter.Seq2[*Req, error]) (*Resp, error) {
	own, cancel := context.WithCancel(ctx)
	defer cancel()
	st, err := conn.cc.NewStream(own, clientShape, method, conn.opts...)
	if err != nil {
		return nil, err
	}
	sender := send(ctx, st, cancel, requests)
	defer sender.abandon()
	out, err := receive[Resp](st) // with a single response, grpc-go returns the status of the call
	if err := sender.end(err); err != nil {
		return nil, err
	}
	return out, nil
}

// CallBidiStream returns the responses to requests, which are sent on a goroutine of their own. The call starts when
// the responses are ranged over, which can be done once. An error is the last pair, and breaking out of the loop cancels
// the call. An error that requests yields ends the call and is the last pair; a panic in requests is raised again in the
// loop.
func CallBidiStream[Resp, Req any](ctx context.Context, conn Conn, method string, requests iter.Seq2[*Req, error]) iter.Seq2[*Resp, error] {
	var used atomic.Bool
	return func(yield func(*Resp, error) bool) {
		if used.Swap(true) {
			yield(nil, errResponsesUsed)
			return
		}
		own, cancel := context.WithCancel(ctx)
		defer cancel()
		st, err := conn.cc.NewStream(own, bidiShape, method, conn.opts...)
		if err != nil {
			yield(nil, err)
			return
		}
		sender := send(ctx, st, cancel, requests)
		defer sender.abandon()
		out, err := receive[Resp](st)
		for ; err == nil; out, err = receive[Resp](st) {
			if !yield(out, nil) {
				sender.abandon()
				drain[Resp](st)
				return
			}
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
		if err := sender.end(err); err != nil {
			yield(nil, err)
		}
	}
}

// OpenServerStream starts a call for a client with grpc-go's stream type.
func OpenServerStream[Resp, Req any](ctx context.Context, conn Conn, method string, in *Req) (grpc.ServerStreamingClient[Resp], error) {
	st, err := openServer(ctx, conn, method, in)
	if err != nil {
		return nil, err
	}
	return &grpc.GenericClientStream[Req, Resp]{ClientStream: withFrames(st, conn.framers)}, nil
}

// OpenClientStream starts a call for a client with grpc-go's stream type.
func OpenClientStream[Req, Resp any](ctx context.Context, conn Conn, method string) (grpc.ClientStreamingClient[Req, Resp], error) {
	st, err := conn.stream(ctx, clientShape, method)
	if err != nil {
		return nil, err
	}
	return &grpc.GenericClientStream[Req, Resp]{ClientStream: st}, nil
}

// OpenBidiStream starts a call for a client with grpc-go's stream type.
func OpenBidiStream[Req, Resp any](ctx context.Context, conn Conn, method string) (grpc.BidiStreamingClient[Req, Resp], error) {
	st, err := conn.stream(ctx, bidiShape, method)
	if err != nil {
		return nil, err
	}
	return &grpc.GenericClientStream[Req, Resp]{ClientStream: st}, nil
}
