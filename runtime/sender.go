package runtime

import (
	"context"
	"errors"
	"io"
	"iter"
	"log/slog"
	"runtime/debug"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// sender sends a client's requests on a goroutine of its own. That goroutine lives as long as the user's iterator
// does: the call's end stops the sending, but only the iterator's author can end one that blocks.
type sender struct {
	cancel context.CancelFunc

	mu       sync.Mutex
	over     bool  // the call has ended: the iterator is not entered again, and what happens in it is only logged
	yielded  error // the error that the iterator yielded: it comes before the status of the call
	failed   error // what kept a request from being sent: it explains the status of the call
	panicked *any  // the value that the iterator panicked with
}

var (
	errNilRequests   = status.Error(codes.InvalidArgument, "grpcgen: the sequence of requests is nil")
	errNilRequest    = status.Error(codes.InvalidArgument, "grpcgen: a request is nil")
	errRequestsLeft  = status.Error(codes.Canceled, "grpcgen: the sequence of requests ended its goroutine (runtime.Goexit)")
	errResponsesUsed = status.Error(codes.FailedPrecondition, "grpcgen: the responses of a call with a stream of requests can be ranged over only once: call the method again")
)

// send starts sending. An error or a panic of the iterator cancels the call, which wakes the receiver. The context is the
// caller's: an iterator that returns because it is done has not come to the end of the requests, and the server must not
// take what has come for all of them.
func send[Req any](ctx context.Context, st grpc.ClientStream, cancel context.CancelFunc, requests iter.Seq2[*Req, error]) *sender {
	s := &sender{cancel: cancel}
	if requests == nil {
		s.fail(&s.yielded, errNilRequests)
		return s
	}
	go func() {
		returned := false
		defer func() { s.contain(returned, recover()) }()
		// isOver before the half-close: a call that ends after it has seen all that the iterator did.
		if sendEach(s, st, requests) && !s.isOver() && ctx.Err() == nil {
			s.fail(&s.failed, st.CloseSend())
		}
		returned = true
	}()
	return s
}

// sendEach sends every request; false means that the stream is not to be half-closed.
func sendEach[Req any](s *sender, st grpc.ClientStream, requests iter.Seq2[*Req, error]) bool {
	if s.isOver() {
		return false
	}
	for in, err := range requests {
		if err == nil && in == nil {
			err = errNilRequest
		}
		if err != nil {
			s.fail(&s.yielded, err)
			return false
		}
		if s.isOver() {
			return false
		}
		if err := st.SendMsg(in); err != nil {
			s.fail(&s.failed, err)
			return false
		}
		if s.isOver() {
			return false
		}
	}
	return true
}

func (s *sender) isOver() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over
}

// fail ends the call and keeps err at to. io.EOF from sending means that the server has ended the call, whose status
// comes from receiving. An iterator that yields io.EOF itself fails with it as with any other error.
func (s *sender) fail(to *error, err error) {
	if err == nil || to == &s.failed && errors.Is(err, io.EOF) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over {
		*to = err
		s.cancel()
	}
}

// contain carries a panic of the iterator to the caller, as long as there is one. The stack cannot go along, so it is
// logged in either case.
func (s *sender) contain(returned bool, v any) {
	switch {
	case v != nil:
		slog.Error("grpcgen: panic in a sequence of requests", "panic", v, "stack", string(debug.Stack()))
	case returned:
		return
	default:
		s.fail(&s.yielded, errRequestsLeft)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over {
		s.panicked = &v
		s.cancel()
	}
}

// end ends the call, which receiving has ended with err, and returns how it ended for the caller: a panic of the
// iterator is raised again here, and an error of the iterator takes precedence over the status of the call that it
// cancelled.
func (s *sender) end(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	switch {
	case s.panicked != nil:
		panic(*s.panicked)
	case s.yielded != nil:
		return s.yielded
	case s.failed != nil && err != nil:
		return s.failed
	}
	return err
}

// abandon ends a call whose caller does not listen any more. After end it does nothing.
func (s *sender) abandon() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.cancel()
}
