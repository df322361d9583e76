package runtime

import (
	"context"
	"encoding/json"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"
)

// requestRefuser is a service that says in its own way what is wrong with a request that cannot be decoded, such as one
// whose text is not a time: grpc-go ends the calls of all others with INTERNAL. field is the path of proto names from the
// request to the field, empty if that is not known; reason says why. Model services are such services. It is asked for
// unary methods.
type requestRefuser interface {
	RefuseRequest(ctx context.Context, field, reason string) error
}

// receiveRequest decodes the request of a unary method.
func receiveRequest(ctx context.Context, srv, in any, dec func(any) error) error {
	refuser, ok := srv.(requestRefuser)
	if !ok {
		return dec(in)
	}
	m, ok := in.(protoreflect.ProtoMessage)
	if !ok {
		return dec(in)
	}
	r := &receiving{Message: m.ProtoReflect()}
	if err := dec(r); err != nil {
		return err
	}
	if r.err == nil {
		return nil
	}
	if bad := (*DecodeError)(nil); errors.As(r.err, &bad) && bad.panicked {
		return status.Error(codes.Internal, r.err.Error())
	}
	field, reason := r.culprit()
	return refuser.RefuseRequest(ctx, field, reason)
}

// receiving is a request that is being decoded. It keeps the error of that, since grpc-go would have told the client before
// it returned it.
type receiving struct {
	protoreflect.Message
	err error
}

func (r *receiving) ProtoReflect() protoreflect.Message   { return r }
func (r *receiving) Interface() protoreflect.ProtoMessage { return r }
func (r *receiving) ProtoMethods() *protoiface.Methods    { return &receivingMethods }
func (r *receiving) Reset()                               {} // it is new

var receivingMethods = protoiface.Methods{
	Flags: protoiface.SupportUnmarshalDiscardUnknown,
	Unmarshal: func(in protoiface.UnmarshalInput) (protoiface.UnmarshalOutput, error) {
		r := in.Message.(*receiving)
		in.Message = r.Message
		_, r.err = r.Message.ProtoMethods().Unmarshal(in)
		return protoiface.UnmarshalOutput{Flags: protoiface.UnmarshalInitialized}, nil
	},
	CheckInitialized: func(in protoiface.CheckInitializedInput) (protoiface.CheckInitializedOutput, error) { // protojson asks it
		in.Message = in.Message.(*receiving).Message
		return in.Message.ProtoMethods().CheckInitialized(in)
	},
}

// UnmarshalJSON is for a codec that takes a message as any Go value.
func (r *receiving) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, r.Message.Interface()) }

// culprit returns the field that could not be decoded, and why.
func (r *receiving) culprit() (field, reason string) {
	var e *DecodeError
	if errors.As(r.err, &e) {
		return e.Field, e.Reason
	}
	return "", r.err.Error()
}
