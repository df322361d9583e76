package runtime

import (
	"errors"
	"io"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// requests is the sequence of requests that a handler ranges over: once, on any goroutine, until the call ends. It
// remembers the error that receiving ended with, so that a handler which does not look at it cannot hide it.
type requests[Req any] struct {
	st grpc.ServerStream

	mu    sync.Mutex
	taken bool
	ended bool
	err   error
}

func newRequests[Req any](st grpc.ServerStream) *requests[Req] { return &requests[Req]{st: st} }

var (
	errRequestsTaken = status.Error(codes.FailedPrecondition, "grpcgen: a stream of requests can be ranged over only once")
	errCallEnded     = status.Error(codes.Canceled, "grpcgen: the call has ended")
)

// all yields the requests. The last pair carries the error if receiving failed; io.EOF just ends the sequence.
func (r *requests[Req]) all(yield func(*Req, error) bool) {
	if err := r.take(); err != nil {
		yield(nil, err)
		return
	}
	for {
		in, err := r.receive()
		if errors.Is(err, io.EOF) {
			return
		}
		if !yield(in, err) || err != nil {
			return
		}
	}
}

// take makes sure that the sequence is used once.
func (r *requests[Req]) take() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.ended:
		return errCallEnded
	case r.taken:
		return errRequestsTaken
	}
	r.taken = true
	return nil
}

func (r *requests[Req]) receive() (*Req, error) {
	if r.isOver() {
		return nil, errCallEnded
	}
	in := new(Req)
	if err := r.received(r.st.RecvMsg(in)); err != nil {
		return nil, err
	}
	return in, nil
}

func (r *requests[Req]) isOver() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended
}

// received filters the result of RecvMsg: after the handler has returned, it reports errCallEnded.
func (r *requests[Req]) received(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return errCallEnded
	}
	if r.err == nil && err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return err
}

// failure returns the error that receiving ended with, if it was not the end of the stream.
func (r *requests[Req]) failure() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// end notes that the handler has returned: whoever still ranges over the requests gets an error.
func (r *requests[Req]) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
}
