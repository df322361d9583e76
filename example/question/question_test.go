package question_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/interop"
	testpb "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/reflection"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/example/question"
	"github.com/grpcgen/grpcgen/example/question/internal/questionpb"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func answer(question string) string { return question + ": I don't know i am only a simple stream" }

// serve starts a server on a free port and returns a connection to it.
func serve(t *testing.T, register func(*grpc.Server)) *grpc.ClientConn {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := grpc.NewServer()
	register(srv)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		srv.Stop()
		<-served
	})
	return conn
}

func ctx(t *testing.T) context.Context {
	t.Helper()
	c, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return c
}

func ask(t *testing.T, conn grpc.ClientConnInterface) {
	t.Helper()
	questions := func(yield func(string, error) bool) { _ = yield("a", nil) && yield("b", nil) }
	var got []string
	for response, err := range question.NewQuestionControllerClient(conn).Stream(ctx(t), questions) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, response)
	}
	if want := []string{answer("a"), answer("b")}; !slices.Equal(got, want) {
		t.Errorf("answers %q, want %q", got, want)
	}
}

// The same service without a listener.
func TestLocal(t *testing.T) {
	ask(t, grpcgen.Local(func(s grpc.ServiceRegistrar) {
		question.RegisterQuestionControllerServer(s, &question.QuestionService{})
	}))
}

// Services of protoc-gen-go run on the same server, registered before and after ours.
func TestBesideOtherServices(t *testing.T) {
	conn := serve(t, func(s *grpc.Server) {
		healthpb.RegisterHealthServer(s, health.NewServer())
		testpb.RegisterTestServiceServer(s, interop.NewTestServer())
		question.RegisterQuestionControllerServer(s, &question.QuestionService{})
		reflection.Register(s)
		testpb.RegisterUnimplementedServiceServer(s, testpb.UnimplementedUnimplementedServiceServer{})
	})
	ask(t, conn)
	if _, err := healthpb.NewHealthClient(conn).Check(ctx(t), &healthpb.HealthCheckRequest{}); err != nil {
		t.Error("health:", err)
	}
	if _, err := testpb.NewTestServiceClient(conn).EmptyCall(ctx(t), &testpb.Empty{}); err != nil {
		t.Error("interop:", err)
	}
	for _, symbol := range []string{"dsg_example.app_example.QuestionController", "grpc.testing.TestService"} {
		if n := filesOf(t, conn, symbol); n == 0 {
			t.Errorf("reflection does not know %s", symbol)
		}
	}
}

// filesOf asks reflection for the files that declare a symbol.
func filesOf(t *testing.T, conn *grpc.ClientConn, symbol string) int {
	t.Helper()
	stream, err := reflectionpb.NewServerReflectionClient(conn).ServerReflectionInfo(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stream.CloseSend() }()
	if err := stream.Send(&reflectionpb.ServerReflectionRequest{
		MessageRequest: &reflectionpb.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: symbol},
	}); err != nil {
		t.Fatal(err)
	}
	answer, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	return len(answer.GetFileDescriptorResponse().GetFileDescriptorProto())
}

// This binary also links protoc-gen-go code of the very same .proto. Both sides of it work with both sides of ours.
func TestBesideTheSameProto(t *testing.T) {
	conn := serve(t, func(s *grpc.Server) {
		question.RegisterQuestionControllerServer(s, &question.QuestionService{})
		reflection.Register(s)
	})
	if n := filesOf(t, conn, questionpb.QuestionController_ServiceDesc.ServiceName); n != 2 {
		t.Errorf("reflection has %d files for the service, want 2: its own and that of Empty", n)
	}
	stream, err := questionpb.NewQuestionControllerClient(conn).Stream(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		q := fmt.Sprint("question ", i)
		if err := stream.Send(&questionpb.QuestionStreamRequest{QuestionText: q}); err != nil {
			t.Fatal(err)
		}
		got, err := stream.Recv()
		if err != nil || got.Response != answer(q) {
			t.Fatalf("%v, %v", got, err)
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Error(err)
	}
	if got, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("the end: %v, %v", got, err)
	}
	ask(t, serve(t, func(s *grpc.Server) { questionpb.RegisterQuestionControllerServer(s, stock{}) }))
}

// stock is the service as protoc-gen-go-grpc has it.
type stock struct {
	questionpb.UnimplementedQuestionControllerServer
}

func (stock) Stream(stream grpc.BidiStreamingServer[questionpb.QuestionStreamRequest, questionpb.QuestionStreamResponse]) error {
	for {
		in, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(&questionpb.QuestionStreamResponse{Response: answer(in.QuestionText)}); err != nil {
			return err
		}
	}
}
