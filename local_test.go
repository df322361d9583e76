package grpcgen_test

import (
	"context"
	"slices"
	"testing"

	"google.golang.org/grpc"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/internal/examples/shop"
)

// Every option reaches the side and the kind of call that it names, and those of several options form one chain.
func TestLocalOptions(t *testing.T) {
	var calls []string
	unaryClient := func(name string) grpc.UnaryClientInterceptor {
		return func(ctx context.Context, method string, in, out any, cc *grpc.ClientConn, next grpc.UnaryInvoker, opts ...grpc.CallOption) error {
			calls = append(calls, name)
			return next(ctx, method, in, out, cc, opts...)
		}
	}
	streamClient := func(name string) grpc.StreamClientInterceptor {
		return func(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, next grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
			calls = append(calls, name)
			return next(ctx, desc, cc, method, opts...)
		}
	}
	served := make(chan string, 10) // handlers run on goroutines of their own
	unaryServer := func(name string) grpc.UnaryServerInterceptor {
		return func(ctx context.Context, in any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
			served <- name
			return next(ctx, in)
		}
	}
	streamServer := func(name string) grpc.StreamServerInterceptor {
		return func(srv any, st grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
			served <- name
			return next(srv, st)
		}
	}
	client := shop.NewShopServiceClient(grpcgen.Local(registerShop,
		grpcgen.WithUnaryClientInterceptor(unaryClient("unary 1"), unaryClient("unary 2")), grpcgen.WithUnaryClientInterceptor(unaryClient("unary 3")),
		grpcgen.WithStreamClientInterceptor(streamClient("stream 1")), grpcgen.WithStreamClientInterceptor(streamClient("stream 2"), streamClient("stream 3")),
		grpcgen.WithUnaryServerInterceptor(unaryServer("unary 1"), unaryServer("unary 2")), grpcgen.WithUnaryServerInterceptor(unaryServer("unary 3")),
		grpcgen.WithStreamServerInterceptor(streamServer("stream 1")), grpcgen.WithStreamServerInterceptor(streamServer("stream 2"), streamServer("stream 3"))))
	if _, err := client.Buy(t.Context(), &shop.Order{Item: "tea", Count: 1}); err != nil {
		t.Fatal(err)
	}
	for _, err := range client.Track(t.Context(), 1) {
		if err != nil {
			t.Fatal(err)
		}
	}
	close(served)
	want := []string{"unary 1", "unary 2", "unary 3", "stream 1", "stream 2", "stream 3"}
	var handled []string
	for name := range served {
		handled = append(handled, name)
	}
	if !slices.Equal(handled, want) {
		t.Errorf("server: %v", handled)
	}
	if !slices.Equal(calls, want) {
		t.Errorf("client: %v", calls)
	}
}
