package runtime

import (
	"context"
	"io"
	"math"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// localOptions are the call options that have a meaning in memory.
type localOptions struct {
	headers  []*metadata.MD
	trailers []*metadata.MD
	onFinish []func(error)
	creds    []credentials.PerRPCCredentials
	maxSend  int
	maxRecv  int
	once     sync.Once
}

func newLocalOptions(opts []grpc.CallOption) *localOptions {
	o := &localOptions{maxSend: math.MaxInt32, maxRecv: defaultMaxMessage}
	for _, opt := range opts {
		switch opt := opt.(type) {
		case grpc.HeaderCallOption:
			o.headers = append(o.headers, opt.HeaderAddr)
		case grpc.TrailerCallOption:
			o.trailers = append(o.trailers, opt.TrailerAddr)
		case grpc.PeerCallOption:
			*opt.PeerAddr = peer.Peer{Addr: localAddr{}, LocalAddr: localAddr{}}
		case grpc.OnFinishCallOption:
			o.onFinish = append(o.onFinish, opt.OnFinish)
		case grpc.PerRPCCredsCallOption:
			o.creds = append(o.creds, opt.Creds)
		case grpc.MaxSendMsgSizeCallOption:
			o.maxSend = opt.MaxSendMsgSize
		case grpc.MaxRecvMsgSizeCallOption:
			o.maxRecv = opt.MaxRecvMsgSize
		}
	}
	return o
}

// metadata returns what the call carries to the handler: the caller's outgoing metadata and that of its credentials.
func (o *localOptions) metadata(ctx context.Context, method string) (metadata.MD, error) {
	md, _ := metadata.FromOutgoingContext(ctx) // a copy, with keys in lower case
	if md == nil {
		md = metadata.MD{}
	}
	for _, c := range o.creds {
		pairs, err := c.GetRequestMetadata(ctx, method)
		if err != nil {
			return nil, status.Errorf(codes.Unauthenticated, "transport: per-RPC creds failed due to error: %v", err)
		}
		for k, v := range pairs {
			md.Append(k, v)
		}
	}
	return md, nil
}

// finished tells OnFinish, once.
func (o *localOptions) finished(err error) {
	o.once.Do(func() {
		for _, f := range o.onFinish {
			f(err)
		}
	})
}

// localClientStream is the caller's end.
type localClientStream struct {
	call    *localCall
	ctx     context.Context
	options *localOptions
	desc    *grpc.StreamDesc
	closed  bool // by CloseSend, which like SendMsg belongs to one goroutine
}

func (s *localClientStream) Context() context.Context { return s.ctx }

// Header waits for the header, or for the end of a call without one.
func (s *localClientStream) Header() (metadata.MD, error) {
	select {
	case <-s.call.started:
	case <-s.call.done:
	case <-s.ctx.Done():
		return nil, status.FromContextError(s.ctx.Err()).Err()
	}
	return s.call.headerNow(), nil
}

// Trailer returns the trailer of a call that has ended.
func (s *localClientStream) Trailer() metadata.MD {
	s.call.mu.Lock()
	defer s.call.mu.Unlock()
	return s.call.trailer.Copy()
}

// SendMsg sends a request. io.EOF says that the call has ended: RecvMsg tells how.
func (s *localClientStream) SendMsg(m any) error {
	if s.closed {
		return status.Error(codes.Internal, "SendMsg called after CloseSend")
	}
	b, err := encodeLocal(m)
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
func (s *localClientStream) CloseSend() error {
	if !s.closed {
		s.closed = true
		close(s.call.requests)
	}
	return nil
}

// RecvMsg receives a response, or the end of the call. With a single response it returns when the call has ended, as
// grpc-go does.
func (s *localClientStream) RecvMsg(m any) error {
	b, err := s.receive()
	if err != nil {
		return s.finish(err)
	}
	if err := decodeLocal(b, m, s.options.maxRecv); err != nil {
		return s.finish(err)
	}
	if s.desc.ServerStreams {
		return nil
	}
	if _, err := s.receive(); err != io.EOF {
		return s.finish(err)
	}
	s.finish(io.EOF) //nolint:errcheck // the end of a good call
	return nil
}

// receive returns the next response, and io.EOF or the status at the end.
func (s *localClientStream) receive() ([]byte, error) {
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

// finish fills the call options at the end of the call and returns err.
func (s *localClientStream) finish(err error) error {
	for _, h := range s.options.headers {
		*h = s.call.headerNow()
	}
	for _, t := range s.options.trailers {
		*t = s.Trailer()
	}
	if err == io.EOF {
		s.options.finished(nil)
	} else {
		s.options.finished(err)
	}
	return err
}
