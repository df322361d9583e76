package interop

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"github.com/grpcgen/grpcgen/bench/data"
	pb "github.com/grpcgen/grpcgen/bench/rival/pb"
	"github.com/grpcgen/grpcgen/bench/shape"
)

const (
	unaryPath = "/bench.v1.Bench/EchoMedium"
	bidiPath  = "/bench.v1.Bench/Talk"
)

// connectServer echoes our messages by connect-go's handlers.
func connectServer(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(unaryPath, connect.NewUnaryHandler(unaryPath,
		func(_ context.Context, req *connect.Request[shape.Medium]) (*connect.Response[shape.Medium], error) {
			if req.Msg.Title == "" {
				return nil, connect.NewError(connect.CodeInvalidArgument, errors.New("no title"))
			}
			return connect.NewResponse(req.Msg), nil
		}))
	mux.Handle(bidiPath, connect.NewBidiStreamHandler(bidiPath,
		func(_ context.Context, st *connect.BidiStream[shape.Choices, shape.Choices]) error {
			for {
				m, err := st.Receive()
				if errors.Is(err, io.EOF) {
					return nil
				}
				if err != nil {
					return err
				}
				if err := st.Send(m); err != nil {
					return err
				}
			}
		}))
	srv := httptest.NewUnstartedServer(mux)
	srv.EnableHTTP2 = true
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv
}

// Our types are messages to connect-go: its handlers and clients take them, in every protocol and both encodings.
func TestConnect(t *testing.T) {
	srv := connectServer(t)
	for name, options := range map[string][]connect.ClientOption{
		"connect":        nil,
		"connect, JSON":  {connect.WithProtoJSON()},
		"gRPC":           {connect.WithGRPC()},
		"gRPC, JSON":     {connect.WithGRPC(), connect.WithProtoJSON()},
		"gRPC-Web":       {connect.WithGRPCWeb()},
		"gRPC with gzip": {connect.WithGRPC(), connect.WithSendGzip()},
	} {
		t.Run(name, func(t *testing.T) {
			call(t, connect.NewClient[shape.Medium, shape.Medium](srv.Client(), srv.URL+unaryPath, options...), data.NewMedium())
			theirs := new(pb.Medium)
			proto.Merge(theirs, data.NewMedium())
			call(t, connect.NewClient[pb.Medium, pb.Medium](srv.Client(), srv.URL+unaryPath, options...), theirs)
			talk(t, connect.NewClient[shape.Choices, shape.Choices](srv.Client(), srv.URL+bidiPath, options...))
		})
	}
}

// call calls the unary method with a message, which comes back, and with an empty one, which is refused.
func call[T any](t *testing.T, client *connect.Client[T, T], in *T) {
	t.Helper()
	out, err := client.CallUnary(t.Context(), connect.NewRequest(in))
	if err != nil || !proto.Equal(any(out.Msg).(proto.Message), any(in).(proto.Message)) {
		t.Errorf("%T: %v, %v", in, out, err)
	}
	if _, err := client.CallUnary(t.Context(), connect.NewRequest(new(T))); connect.CodeOf(err) != connect.CodeInvalidArgument {
		t.Errorf("%T, empty: %v", in, err)
	}
}

func talk(t *testing.T, client *connect.Client[shape.Choices, shape.Choices]) {
	t.Helper()
	st := client.CallBidiStream(t.Context())
	for range 3 {
		if err := st.Send(data.NewChoices()); err != nil {
			t.Fatal(err)
		}
		if out, err := st.Receive(); err != nil || !proto.Equal(out, data.NewChoices()) {
			t.Fatalf("%v, %v", out, err)
		}
	}
	if err := errors.Join(st.CloseRequest(), st.CloseResponse()); err != nil {
		t.Error(err)
	}
}
