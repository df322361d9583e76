package runtime

import (
	"context"
	"errors"
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// requestRefuser is a service that says in its own way what is wrong with a request that cannot be decoded, such as one
// whose text is not a time: grpc-go ends the calls of all others with INTERNAL. field is the path of proto names from the
// request to the field, empty if that is not known; reason says why. Model services are such services. It is asked for
// unary methods.
type requestRefuser interface {
	RefuseRequest(ctx context.Context, field, reason string) error
}

// receiveRequest decodes the request of a unary method. grpc-go tells the client of an error before it returns it, so while a
// refuser waits for its request the error is kept from grpc-go, and its stats handlers get the request itself.
func receiveRequest(ctx context.Context, srv, in any, dec func(any) error) error {
	refuser, ok := srv.(requestRefuser)
	request := directOf(in)
	if !ok || request == nil {
		return dec(in)
	}
	_, p := request.core()
	var failure error
	awaited.Store(p, &failure)
	err := dec(in)
	awaited.Delete(p)
	if err != nil || failure == nil {
		return err
	}
	bad := (*DecodeError)(nil)
	switch {
	case !errors.As(failure, &bad):
		return refuser.RefuseRequest(ctx, "", failure.Error())
	case bad.panicked:
		return status.Error(codes.Internal, failure.Error())
	}
	return refuser.RefuseRequest(ctx, bad.Field, bad.Reason)
}

// awaited are the requests of refusers that are being decoded, by their addresses: where to keep the error of that.
var awaited sync.Map // *byte to *error

// withhold returns the error of decoding p, or keeps it for the refuser that waits for p. Nobody gets half a request.
func (m *core) withhold(p *byte, err error) error {
	if err == nil || p == nil {
		return err
	}
	kept, ok := awaited.Load(p)
	if !ok {
		return err
	}
	m.zero(p)
	*kept.(*error) = err
	return nil
}
