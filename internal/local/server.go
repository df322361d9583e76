package local

import (
	"context"
	"io"
	"log/slog"

	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// transport lets grpc.SetHeader, SendHeader, SetTrailer and Method work with a handler's context.
type transport struct{ call *call }

func (t transport) Method() string                  { return t.call.method }
func (t transport) SetHeader(md metadata.MD) error  { return t.call.setHeader(md) }
func (t transport) SendHeader(md metadata.MD) error { return t.call.sendHeader(md) }
func (t transport) SetTrailer(md metadata.MD) error { return t.call.setTrailer(md) }

// serverStream is the handler's end.
type serverStream struct {
	call *call
	ctx  context.Context
}

func (s *serverStream) Context() context.Context        { return s.ctx }
func (s *serverStream) SetHeader(md metadata.MD) error  { return s.call.setHeader(md) }
func (s *serverStream) SendHeader(md metadata.MD) error { return s.call.sendHeader(md) }

// SetTrailer cannot return an error, so it logs one.
func (s *serverStream) SetTrailer(md metadata.MD) {
	if err := s.call.setTrailer(md); err != nil {
		slog.ErrorContext(s.ctx, "grpcgen: a trailer is lost", "method", s.call.method, "error", err)
	}
}

// SendMsg sends a response, after the header. As with grpc-go, an error of SendMsg and RecvMsg ends the call for the client,
// whatever the handler makes of it.
func (s *serverStream) SendMsg(m any) error { return s.ended(s.send(m)) }

// RecvMsg receives a request; io.EOF is the client's half-close.
func (s *serverStream) RecvMsg(m any) error { return s.ended(s.receive(m)) }

func (s *serverStream) ended(err error) error {
	if err != nil && err != io.EOF {
		s.call.end(err)
	}
	return err
}

func (s *serverStream) send(m any) error {
	b, err := encode(m)
	if err != nil {
		return err
	}
	if !s.call.open() {
		return errHeaderOut
	}
	select {
	case s.call.responses <- b:
		return nil
	case <-s.ctx.Done():
		return status.FromContextError(s.ctx.Err()).Err()
	}
}

func (s *serverStream) receive(m any) error {
	select {
	case b, ok := <-s.call.requests:
		if !ok {
			return io.EOF
		}
		return decode(b, m, defaultMaxMessage)
	case <-s.ctx.Done():
		return status.FromContextError(s.ctx.Err()).Err()
	}
}
