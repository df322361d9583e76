package hostile

import (
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/grpcgen/grpcgen"
)

// again is a service that receives every request into one message.
func again(t *testing.T, sent []*Whole, options ...grpc.ServerOption) (received []*Whole) {
	interceptor := grpc.StreamInterceptor(func(srv any, st grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
		var m Whole
		for range sent {
			if err := st.RecvMsg(&m); err != nil {
				return err
			}
			received = append(received, proto.Clone(&m).(*Whole))
		}
		return next(srv, st)
	})
	requests := func(yield func(*Whole, error) bool) {
		for _, m := range sent {
			if !yield(m, nil) {
				return
			}
		}
	}
	for _, err := range NewServiceClient(serve(t, Service{}, append(options, interceptor)...)).Bidi(t.Context(), requests) {
		if err != nil {
			t.Error(err)
		}
	}
	return received
}

// A message that is received into again holds nothing of the one before, whatever the codec.
func TestReceiveAgain(t *testing.T) {
	sent := []*Whole{
		{Part: Part{Text: Text{"secret"}, Texts: []Text{{"a"}}}, Named: map[string]Part{"a": {}}},
		{Part: Part{Texts: []Text{{"b"}}}},
		{},
	}
	equal := func(how string, got []*Whole) {
		t.Helper()
		for i := range sent {
			if len(got) != len(sent) || !proto.Equal(got[i], sent[i]) {
				t.Errorf("%s: %v", how, got)
			}
		}
	}
	for name, options := range codecs() {
		equal(name+" server", again(t, sent, options...))
	}
	for name, options := range map[string][]grpc.CallOption{"stock": nil, "direct": {grpcgen.CallOption()}} {
		conn := serve(t, Service{})
		var m Whole
		var got []*Whole
		for _, in := range sent {
			if err := conn.Invoke(t.Context(), "/hostile.v1.Service/Unary", in, &m, options...); err != nil {
				t.Fatal(err)
			}
			got = append(got, proto.Clone(&m).(*Whole))
		}
		equal(name+" Invoke", got)

		st, err := conn.NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/hostile.v1.Service/Bidi", options...)
		if err != nil {
			t.Fatal(err)
		}
		got = nil
		for _, in := range sent {
			if err := st.SendMsg(in); err != nil {
				t.Fatal(err)
			}
			if err := st.RecvMsg(&m); err != nil {
				t.Fatal(err)
			}
			got = append(got, proto.Clone(&m).(*Whole))
		}
		equal(name+" stream", got)
	}
}
