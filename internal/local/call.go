package local

import (
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// buffered is how many messages wait in one direction before the writer does.
const buffered = 16

// call is what the two ends of a call share.
type call struct {
	method    string
	requests  chan []byte // closed by the client's half-close
	responses chan []byte
	started   chan struct{} // closed when the header is out
	done      chan struct{} // closed when the call has ended for the client; status and trailer are then fixed

	mu      sync.Mutex
	header  metadata.MD
	sent    bool // the header is out
	trailer metadata.MD
	ended   bool
	status  error
}

func newCall(method string) *call {
	return &call{
		method:    method,
		requests:  make(chan []byte, buffered),
		responses: make(chan []byte, buffered),
		started:   make(chan struct{}),
		done:      make(chan struct{}),
	}
}

// errHeaderOut is what grpc-go's transport says.
var errHeaderOut = status.Error(codes.Internal, "transport: the stream is done or WriteHeader was already called")

// end fixes the status, the first time, as grpc-go's server does: an error without one is UNKNOWN, but those of a context keep their
// meaning.
func (c *call) end(err error) {
	s, ok := status.FromError(err)
	if !ok {
		s = status.FromContextError(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return
	}
	c.status = s.Err()
	c.ended = true
	c.flush()
	close(c.done)
}

// flush lets the header out; c.mu is held.
func (c *call) flush() {
	if !c.sent {
		c.sent = true
		close(c.started)
	}
}

func (c *call) setHeader(md metadata.MD) error {
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

func (c *call) sendHeader(md metadata.MD) error {
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

func (c *call) setTrailer(md metadata.MD) error {
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
func (c *call) open() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flush()
	return !c.ended
}

// received returns the header and trailer that have reached the client: nil for what has not.
func (c *call) received() (header, trailer metadata.MD) {
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
