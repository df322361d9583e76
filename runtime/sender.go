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
	over     bool  // the call has ended: nothing is sent any more, and what happens is only logged
	err      error // what the iterator yielded, or what kept a request from being sent
	panicked *panicValue
}

// panicValue is a panic on its way to the caller's goroutine.
type panicValue struct {
	value any
	stack []byte
}

var errNilRequests = status.Error(codes.InvalidArgument, "grpcgen: the sequence of requests is nil")

// send starts sending. An error or a panic of the iterator cancels the call, which wakes the receiver.
func send[Req any](st grpc.ClientStream, cancel context.CancelFunc, requests iter.Seq2[*Req, error]) *sender {
	s := &sender{cancel: cancel}
	if requests == nil {
		s.fail(errNilRequests)
		return s
	}
	go func() {
		defer s.contain()
		if sendEach(s, st, requests) {
			s.fail(st.CloseSend())
		}
	}()
	return s
}

// sendEach sends every request; false means that the stream is not to be half-closed.
func sendEach[Req any](s *sender, st grpc.ClientStream, requests iter.Seq2[*Req, error]) bool {
	for in, err := range requests {
		if s.ended() {
			return false
		}
		if err == nil && in == nil {
			err = status.Error(codes.InvalidArgument, "grpcgen: a request is nil")
		}
		if err == nil {
			err = st.SendMsg(in)
		}
		if err != nil {
			s.fail(err)
			return false
		}
	}
	return true
}

func (s *sender) ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over
}

// fail ends the call with err. io.EOF means that the server has ended it: the status comes from receiving.
func (s *sender) fail(err error) {
	if err == nil || errors.Is(err, io.EOF) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over && s.err == nil {
		s.err = err
		s.cancel()
	}
}

// contain carries a panic of the iterator to the caller.
func (s *sender) contain() {
	v := recover()
	if v == nil {
		return
	}
	p := &panicValue{value: v, stack: debug.Stack()}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		p.log()
		return
	}
	s.panicked = p
	s.cancel()
}

// log reports a panic that has no caller to go to any more.
func (p *panicValue) log() {
	slog.Error("grpcgen: panic in a request iterator whose call has ended", "panic", p.value, "stack", string(p.stack))
}

// end ends the call, which receiving has ended with err, and returns how it ended for the caller: a panic of the
// iterator continues here, and an error of the iterator comes before the status of the call that it cancelled.
func (s *sender) end(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	if p := s.panicked; p != nil {
		s.panicked = nil
		panic(p.value)
	}
	if s.err != nil && err != nil {
		return s.err
	}
	return err
}

// abandon ends a call whose caller does not listen any more. After end it does nothing.
func (s *sender) abandon() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.cancel()
	if s.panicked != nil {
		s.panicked.log()
	}
}

// single lets one caller through.
type single struct {
	mu    sync.Mutex
	taken bool
}

func (s *single) take() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken {
		return errRangedAgain
	}
	s.taken = true
	return nil
}
