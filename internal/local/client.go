package local

import (
	"context"
	"errors"
	"io"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// clientStream is the caller's end.
type clientStream struct {
	call    *call
	ctx     context.Context
	cancel  context.CancelFunc // of the handler's context
	options *callOptions
	desc    *grpc.StreamDesc
	closed  bool // by CloseSend, which like SendMsg belongs to one goroutine

	mu       sync.Mutex
	unwatch  func() bool
	finished bool
}

// watch ends the call when the caller's context does.
func (s *clientStream) watch() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unwatch = context.AfterFunc(s.ctx, func() { s.finish(status.FromContextError(s.ctx.Err()).Err()) })
}

// finish ends the call for the caller, if it has not ended: io.EOF is success.
func (s *clientStream) finish(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.finished {
		return
	}
	s.finished = true
	s.unwatch()
	// A deadline that has passed is in the handler's context as well, and ends it with the right error.
	if !errors.Is(s.ctx.Err(), context.DeadlineExceeded) {
		s.cancel()
	}
	s.options.received(s.call)
	if err == io.EOF {
		err = nil
	}
	s.options.finished(err)
}

func (s *clientStream) Context() context.Context { return s.ctx }

// Header waits for the header, or for the end of a call without one. As with grpc-go, RecvMsg tells of an error.
func (s *clientStream) Header() (metadata.MD, error) {
	select {
	case <-s.call.started:
	case <-s.ctx.Done():
	}
	header, _ := s.call.received()
	return header, nil
}

// Trailer returns the trailer of a call that has ended.
func (s *clientStream) Trailer() metadata.MD {
	_, trailer := s.call.received()
	return trailer
}

// SendMsg sends a request. io.EOF says that the call has ended: RecvMsg tells how. Without client streaming it is the
// half-close as well.
func (s *clientStream) SendMsg(m any) error {
	err := s.send(m)
	switch {
	case err == io.EOF:
		return err
	case err != nil:
		s.finish(err)
		return err
	case !s.desc.ClientStreams:
		return s.CloseSend()
	}
	return nil
}

func (s *clientStream) send(m any) error {
	if s.closed {
		return status.Error(codes.Internal, "SendMsg called after CloseSend")
	}
	b, err := encode(m)
	if err != nil {
		return err
	}
	if len(b) > s.options.maxSend {
		return status.Errorf(codes.ResourceExhausted, "trying to send message larger than max (%d vs. %d)", len(b), s.options.maxSend)
	}
	select {
	case <-s.call.done:
		return io.EOF
	case <-s.ctx.Done():
		return io.EOF
	case s.call.requests <- b:
		return nil
	}
}

// CloseSend is the half-close.
func (s *clientStream) CloseSend() error {
	if !s.closed {
		s.closed = true
		close(s.call.requests)
	}
	return nil
}

// RecvMsg receives a response, or the end of the call. With a single response it returns when the call has ended, as
// grpc-go does.
func (s *clientStream) RecvMsg(m any) error {
	err := s.receiveInto(m)
	if err != nil || !s.desc.ServerStreams {
		s.finish(err)
	}
	return err
}

func (s *clientStream) receiveInto(m any) error {
	b, err := s.receive()
	switch {
	case err == io.EOF && !s.desc.ServerStreams:
		return status.Error(codes.Internal, "cardinality violation: received no response message from non-server-streaming RPC")
	case err != nil:
		return err
	}
	if err := decode(b, m, s.options.maxRecv); err != nil || s.desc.ServerStreams {
		return err
	}
	_, err = s.receive()
	switch err {
	case io.EOF:
		return nil
	case nil:
		return status.Error(codes.Internal, "cardinality violation: expected <EOF> for non server-streaming RPCs, but received another message")
	}
	return err
}

// receive returns the next response, and io.EOF or the status at the end. A context that is done comes before what has
// arrived: a network leaves that to chance.
func (s *clientStream) receive() ([]byte, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, status.FromContextError(err).Err()
	}
	select {
	case b := <-s.call.responses:
		return b, nil
	case <-s.ctx.Done():
		return nil, status.FromContextError(s.ctx.Err()).Err()
	case <-s.call.done:
	}
	select {
	case b := <-s.call.responses: // sent before the end
		return b, nil
	default:
	}
	s.call.mu.Lock()
	defer s.call.mu.Unlock()
	if s.call.status != nil {
		return nil, s.call.status
	}
	return nil, io.EOF
}
