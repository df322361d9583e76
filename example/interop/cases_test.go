package interop_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/example/interop"
)

// testCase is a case of gRPC's interoperability test, called as the stock client calls it.
// They are described in https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md.
type testCase struct {
	name string
	run  func(ctx context.Context, conn grpc.ClientConnInterface) error
}

var cases = []testCase{
	{"empty_unary", emptyUnary}, {"large_unary", largeUnary}, {"client_streaming", clientStreaming}, {"server_streaming", serverStreaming},
	{"ping_pong", pingPong}, {"empty_stream", emptyStream}, {"timeout_on_sleeping_server", timeoutOnSleepingServer},
	{"cancel_after_begin", cancelAfterBegin}, {"cancel_after_first_response", cancelAfterFirstResponse},
	{"status_code_and_message", statusCodeAndMessage}, {"special_status_message", specialStatusMessage}, {"custom_metadata", customMetadata},
	{"unimplemented_method", unimplementedMethod}, {"unimplemented_service", unimplementedService},
}

var (
	requestSizes  = []int{27182, 8, 1828, 45904}
	responseSizes = []int32{31415, 9, 2653, 58979}
)

func payload(size int) *interop.Payload { return &interop.Payload{Body: make([]byte, size)} }

func request(size int, responses ...int32) *interop.StreamingOutputCallRequest {
	req := &interop.StreamingOutputCallRequest{Payload: payload(size)}
	for _, n := range responses {
		req.ResponseParameters = append(req.ResponseParameters, &interop.ResponseParameters{Size: n})
	}
	return req
}

// sent yields the requests.
func sent[T any](requests ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, req := range requests {
			if !yield(req, nil) {
				return
			}
		}
	}
}

// received ranges over the responses and returns the sizes of their payloads, and the error that ends them.
func received(responses iter.Seq2[*interop.StreamingOutputCallResponse, error]) (sizes []int32, err error) {
	for out, err := range responses {
		if err != nil {
			return sizes, err
		}
		sizes = append(sizes, int32(len(out.Payload.Body)))
	}
	return sizes, nil
}

// want returns an error unless the other one has the code, and the message if there is one.
func want(err error, code codes.Code, message string) error {
	if s := status.Convert(err); s.Code() != code || message != "" && s.Message() != message {
		return fmt.Errorf("got %v, want %v %q", err, code, message)
	}
	return nil
}

func wantSizes(sizes []int32, err error, wanted ...int32) error {
	if err != nil || !slices.Equal(sizes, wanted) {
		return fmt.Errorf("got %v, %v, want %v", sizes, err, wanted)
	}
	return nil
}

func emptyUnary(ctx context.Context, conn grpc.ClientConnInterface) error {
	_, err := interop.NewTestServiceClient(conn).EmptyCall(ctx, &interop.Empty{})
	return err
}

func largeUnary(ctx context.Context, conn grpc.ClientConnInterface) error {
	out, err := interop.NewTestServiceClient(conn).UnaryCall(ctx, &interop.SimpleRequest{ResponseSize: 314159, Payload: payload(271828)})
	if err != nil {
		return err
	}
	return wantSizes([]int32{int32(len(out.Payload.Body))}, nil, 314159)
}

func clientStreaming(ctx context.Context, conn grpc.ClientConnInterface) error {
	var requests []*interop.StreamingInputCallRequest
	for _, size := range requestSizes {
		requests = append(requests, &interop.StreamingInputCallRequest{Payload: payload(size)})
	}
	out, err := interop.NewTestServiceClient(conn).StreamingInputCall(ctx, sent(requests...))
	if err != nil {
		return err
	}
	return wantSizes([]int32{out.AggregatedPayloadSize}, nil, 74922)
}

func serverStreaming(ctx context.Context, conn grpc.ClientConnInterface) error {
	sizes, err := received(interop.NewTestServiceClient(conn).StreamingOutputCall(ctx, request(0, responseSizes...)))
	return wantSizes(sizes, err, responseSizes...)
}

// pingPong sends each request once the response to the one before has come.
func pingPong(ctx context.Context, conn grpc.ClientConnInterface) error {
	turn := make(chan struct{}, 1)
	turn <- struct{}{}
	requests := func(yield func(*interop.StreamingOutputCallRequest, error) bool) {
		for i, size := range requestSizes {
			select {
			case <-turn:
			case <-ctx.Done():
				return
			}
			if !yield(request(size, responseSizes[i]), nil) {
				return
			}
		}
	}
	var sizes []int32
	for out, err := range interop.NewTestServiceClient(conn).FullDuplexCall(ctx, requests) {
		if err != nil {
			return err
		}
		sizes = append(sizes, int32(len(out.Payload.Body)))
		turn <- struct{}{}
	}
	return wantSizes(sizes, nil, responseSizes...)
}

func emptyStream(ctx context.Context, conn grpc.ClientConnInterface) error {
	sizes, err := received(interop.NewTestServiceClient(conn).FullDuplexCall(ctx, sent[*interop.StreamingOutputCallRequest]()))
	return wantSizes(sizes, err)
}

func timeoutOnSleepingServer(ctx context.Context, conn grpc.ClientConnInterface) error {
	ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	requests := func(yield func(*interop.StreamingOutputCallRequest, error) bool) {
		if yield(request(27182), nil) {
			<-ctx.Done() // and the stream stays open until then
		}
	}
	_, err := received(interop.NewTestServiceClient(conn).FullDuplexCall(ctx, requests))
	return want(err, codes.DeadlineExceeded, "")
}

func cancelAfterBegin(ctx context.Context, conn grpc.ClientConnInterface) error {
	ctx, cancel := context.WithCancel(metadata.AppendToOutgoingContext(ctx, "key1", "value1", "key2", "value2"))
	defer cancel()
	requests := func(func(*interop.StreamingInputCallRequest, error) bool) { cancel() }
	_, err := interop.NewTestServiceClient(conn).StreamingInputCall(ctx, requests)
	return want(err, codes.Canceled, "")
}

func cancelAfterFirstResponse(ctx context.Context, conn grpc.ClientConnInterface) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	requests := func(yield func(*interop.StreamingOutputCallRequest, error) bool) {
		if yield(request(27182, 31415), nil) {
			<-ctx.Done()
		}
	}
	var sizes []int32
	var end error
	for out, err := range interop.NewTestServiceClient(conn).FullDuplexCall(ctx, requests) {
		if end = err; err == nil {
			sizes = append(sizes, int32(len(out.Payload.Body)))
			cancel()
		}
	}
	if err := wantSizes(sizes, nil, 31415); err != nil {
		return err
	}
	return want(end, codes.Canceled, "")
}

func statusCodeAndMessage(ctx context.Context, conn grpc.ClientConnInterface) error {
	const message = "test status message"
	echo := &interop.EchoStatus{Code: int32(codes.Unknown), Message: message}
	client := interop.NewTestServiceClient(conn)
	_, err := client.UnaryCall(ctx, &interop.SimpleRequest{ResponseStatus: echo})
	if err := want(err, codes.Unknown, message); err != nil {
		return err
	}
	_, err = received(client.FullDuplexCall(ctx, sent(&interop.StreamingOutputCallRequest{ResponseStatus: echo})))
	return want(err, codes.Unknown, message)
}

func specialStatusMessage(ctx context.Context, conn grpc.ClientConnInterface) error {
	const message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
	echo := &interop.EchoStatus{Code: int32(codes.Unknown), Message: message}
	_, err := interop.NewTestServiceClient(conn).UnaryCall(ctx, &interop.SimpleRequest{ResponseStatus: echo})
	return want(err, codes.Unknown, message)
}

func customMetadata(ctx context.Context, conn grpc.ClientConnInterface) error {
	const headerKey, header = "x-grpc-test-echo-initial", "test_initial_metadata_value"
	const trailerKey, trailer = "x-grpc-test-echo-trailing-bin", "\x0a\x0b\x0a\x0b\x0a\x0b"
	ctx = metadata.AppendToOutgoingContext(ctx, headerKey, header, trailerKey, trailer)
	for _, call := range []func(*interop.TestServiceClient) error{
		func(client *interop.TestServiceClient) error {
			_, err := client.UnaryCall(ctx, &interop.SimpleRequest{ResponseSize: 1, Payload: payload(1)})
			return err
		},
		func(client *interop.TestServiceClient) error {
			sizes, err := received(client.FullDuplexCall(ctx, sent(request(1, 1))))
			return wantSizes(sizes, err, 1)
		},
	} {
		var h, t metadata.MD
		if err := call(interop.NewTestServiceClient(conn).With(grpc.Header(&h), grpc.Trailer(&t))); err != nil {
			return err
		}
		if !slices.Equal(h.Get(headerKey), []string{header}) || !slices.Equal(t.Get(trailerKey), []string{trailer}) {
			return fmt.Errorf("header %q, trailer %q", h, t)
		}
	}
	return nil
}

func unimplementedMethod(ctx context.Context, conn grpc.ClientConnInterface) error {
	_, err := interop.NewTestServiceClient(conn).UnimplementedCall(ctx, &interop.Empty{})
	return want(err, codes.Unimplemented, "")
}

func unimplementedService(ctx context.Context, conn grpc.ClientConnInterface) error {
	_, err := interop.NewUnimplementedServiceClient(conn).UnimplementedCall(ctx, &interop.Empty{})
	return want(err, codes.Unimplemented, "")
}
