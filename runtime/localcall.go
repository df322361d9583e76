package runtime

import (
	"context"
	"io"
	"log/slog"
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding"
	grpcproto "google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// localBuffer is how many messages wait in one direction before the writer does.
const localBuffer = 16

// defaultMaxMessage is grpc-go's default limit for a received message, in bytes.
const defaultMaxMessage = 4 << 20

// localCall is what the two ends of a call share.
type localCall struct {
	method    string
	requests  chan []byte // closed by the client's half-close
	responses chan []byte
	started   chan struct{} // closed when the header is out
	done      chan struct{} // closed when the handler has returned; status and trailer are then fixed

	mu      sync.Mutex
	header  metadata.MD
	sent    bool // the header is out
	trailer metadata.MD
	ended   bool
	status  error
}

func newLocalCall(method string) *localCall {
	return &localCall{
		method:    method,
		requests:  make(chan []byte, localBuffer),
		responses: make(chan []byte, localBuffer),
		started:   make(chan struct{}),
		done:      make(chan struct{}),
	}
}

// errHeaderOut is what grpc-go's transport says.
var errHeaderOut = status.Error(codes.Internal, "transport: the stream is done or WriteHeader was already called")

// end fixes the status as grpc-go's server does: an error without one is UNKNOWN, but those of a context keep their
// meaning.
func (c *localCall) end(err error) {
	s, ok := status.FromError(err)
	if !ok {
		s = status.FromContextError(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status = s.Err()
	c.ended = true
	c.flush()
	close(c.done)
}

// flush lets the header out; c.mu is held.
func (c *localCall) flush() {
	if !c.sent {
		c.sent = true
		close(c.started)
	}
}

func (c *localCall) setHeader(md metadata.MD) error {
	if err := validMetadata(md); err != nil || md.Len() == 0 {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sent {
		return errHeaderOut
	}
	c.header = metadata.Join(c.header, md)
	return nil
}

func (c *localCall) sendHeader(md metadata.MD) error {
	if err := validMetadata(md); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sent {
		return errHeaderOut
	}
	c.header = metadata.Join(c.header, md)
	c.flush()
	return nil
}

func (c *localCall) setTrailer(md metadata.MD) error {
	if err := validMetadata(md); err != nil || md.Len() == 0 {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return errHeaderOut
	}
	c.trailer = metadata.Join(c.trailer, md)
	return nil
}

// open lets the header out before a message, and reports whether the call can still carry one.
func (c *localCall) open() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flush()
	return !c.ended
}

// received returns the header and trailer that have reached the client: nil for what has not.
func (c *localCall) received() (header, trailer metadata.MD) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sent {
		header = withoutReserved(c.header)
	}
	if c.ended {
		trailer = withoutReserved(c.trailer)
	}
	return header, trailer
}

// localTransport lets grpc.SetHeader, SendHeader, SetTrailer and Method work with a handler's context.
type localTransport struct{ call *localCall }

func (t localTransport) Method() string                  { return t.call.method }
func (t localTransport) SetHeader(md metadata.MD) error  { return t.call.setHeader(md) }
func (t localTransport) SendHeader(md metadata.MD) error { return t.call.sendHeader(md) }
func (t localTransport) SetTrailer(md metadata.MD) error { return t.call.setTrailer(md) }

// localServerStream is the handler's end.
type localServerStream struct {
	call *localCall
	ctx  context.Context
}

func (s *localServerStream) Context() context.Context        { return s.ctx }
func (s *localServerStream) SetHeader(md metadata.MD) error  { return s.call.setHeader(md) }
func (s *localServerStream) SendHeader(md metadata.MD) error { return s.call.sendHeader(md) }

// SetTrailer cannot return an error, so it logs one.
func (s *localServerStream) SetTrailer(md metadata.MD) {
	if err := s.call.setTrailer(md); err != nil {
		slog.ErrorContext(s.ctx, "grpcgen: a trailer is lost", "method", s.call.method, "error", err)
	}
}

// SendMsg sends a response, after the header.
func (s *localServerStream) SendMsg(m any) error {
	b, err := encodeLocal(m)
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

// RecvMsg receives a request; io.EOF is the client's half-close.
func (s *localServerStream) RecvMsg(m any) error {
	select {
	case b, ok := <-s.call.requests:
		if !ok {
			return io.EOF
		}
		return decodeLocal(b, m, defaultMaxMessage)
	case <-s.ctx.Done():
		return status.FromContextError(s.ctx.Err()).Err()
	}
}

var localCodec = encoding.GetCodecV2(grpcproto.Name)

func encodeLocal(m any) ([]byte, error) {
	data, err := localCodec.Marshal(m)
	if err != nil {
		return nil, status.Errorf(codes.Internal, "grpc: error while marshaling: %v", err)
	}
	defer data.Free()
	return data.Materialize(), nil
}

func decodeLocal(b []byte, m any, limit int) error {
	if len(b) > limit {
		return status.Errorf(codes.ResourceExhausted, "grpc: received message larger than max (%d vs. %d)", len(b), limit)
	}
	if err := localCodec.Unmarshal(mem.BufferSlice{mem.SliceBuffer(b)}, m); err != nil {
		return status.Errorf(codes.Internal, "grpc: failed to unmarshal the received message: %v", err)
	}
	return nil
}
