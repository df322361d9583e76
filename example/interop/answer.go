package interop

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

const (
	headerKey  = "x-grpc-test-echo-initial"
	trailerKey = "x-grpc-test-echo-trailing-bin"
)

// echoMetadata sends back what a client asks for: at once, since it may wait for the header before it sends more.
func echoMetadata(ctx context.Context) error {
	if values := metadata.ValueFromIncomingContext(ctx, headerKey); len(values) > 0 {
		if err := grpc.SendHeader(ctx, metadata.Pairs(headerKey, values[0])); err != nil {
			return err
		}
	}
	if values := metadata.ValueFromIncomingContext(ctx, trailerKey); len(values) > 0 {
		return grpc.SetTrailer(ctx, metadata.Pairs(trailerKey, values[0]))
	}
	return nil
}

// err returns the status that a client wants to see.
func (s *EchoStatus) err() error {
	if s == nil {
		return nil
	}
	return status.Error(codes.Code(s.Code), s.Message)
}

// maxPayload keeps a client from asking for more than a message may hold.
const maxPayload = 4 << 20

func newPayload(kind PayloadType, size int32) (*Payload, error) {
	if kind != PayloadType_COMPRESSABLE {
		return nil, status.Errorf(codes.InvalidArgument, "unknown type of payload %d", kind)
	}
	if size < 0 || size > maxPayload {
		return nil, status.Errorf(codes.InvalidArgument, "a payload of %d bytes", size)
	}
	return &Payload{Type: kind, Body: make([]byte, size)}, nil
}

// answer yields the responses that a request asks for, and reports whether there may be more.
func (r *StreamingOutputCallRequest) answer(ctx context.Context, yield func(*StreamingOutputCallResponse, error) bool) bool {
	if err := r.ResponseStatus.err(); err != nil {
		yield(nil, err)
		return false
	}
	for _, p := range r.ResponseParameters {
		err := pause(ctx, time.Duration(p.IntervalUs)*time.Microsecond)
		var payload *Payload
		if err == nil {
			payload, err = newPayload(r.ResponseType, p.Size)
		}
		if err != nil {
			yield(nil, err)
			return false
		}
		if !yield(&StreamingOutputCallResponse{Payload: payload}, nil) {
			return false
		}
	}
	return true
}

// pause waits, but not longer than the call lasts.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	case <-timer.C:
		return nil
	}
}
