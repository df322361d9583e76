package runtime

import (
	"context"
	"encoding/json"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoiface"
)

// RequestRefuser is a service that says in its own way what is wrong with a request that cannot be decoded, such as one with
// text that is no time: grpc-go ends the call of any other with INTERNAL. field is the path of proto names from the request
// to the field, empty if that is not known; reason says why. It is asked for unary methods.
type RequestRefuser interface {
	RefuseRequest(ctx context.Context, field, reason string) error
}

// receiveRequest decodes the request of a unary method.
func receiveRequest(ctx context.Context, srv, in any, dec func(any) error) error {
	refuser, ok := srv.(RequestRefuser)
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

// undecodable is how the errors of decoding a message begin, see core.decodeError.
const undecodable = "grpcgen: cannot decode "

// culprit returns the field that could not be decoded, and why.
func (r *receiving) culprit() (field, reason string) {
	text, ok := strings.CutPrefix(r.err.Error(), undecodable)
	if !ok {
		return "", r.err.Error()
	}
	path, reason, _ := strings.Cut(text, ": ")
	return strings.TrimPrefix(strings.TrimPrefix(path, string(r.Descriptor().FullName())), "."), reason
}
