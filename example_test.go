package grpcgen_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/reflection"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/internal/examples/shop"
)

// registerShop registers the annotated struct shop.Shop.
func registerShop(s grpc.ServiceRegistrar) { shop.RegisterShopServiceServer(s, &shop.Shop{}) }

func ExampleMarshal() {
	b, err := grpcgen.Marshal(&shop.Order{Item: "tea", Count: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q\n", b)
	// Output: "\n\x03tea\x10\x02"
}

func ExampleAppend() {
	frame := []byte("order: ")
	frame, err := grpcgen.Append(frame, &shop.Order{Item: "tea", Count: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q\n", frame)
	// Output: "order: \n\x03tea\x10\x02"
}

func ExampleUnmarshal() {
	var order shop.Order
	if err := grpcgen.Unmarshal([]byte("\n\x03tea\x10\x02"), &order); err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.Count, order.Item)
	// Output: 2 tea
}

func ExampleDecodeError() {
	err := grpcgen.Unmarshal([]byte("\x12\x03\n\x01\xff"), &shop.Receipt{})
	var bad *grpcgen.DecodeError
	if errors.As(err, &bad) {
		fmt.Printf("%s of a %s: %s\n", bad.Field, bad.Message, bad.Reason)
	}
	// Output: order.item of a shop.v1.Receipt: invalid UTF-8 in a string
}

// A struct with fields tagged read_only is two messages: what a client sends has no price.
func ExampleAs() {
	tea := &shop.Item{Name: "tea", Price: 100}
	for _, name := range []protoreflect.FullName{"shop.v1.Item", "shop.v1.ItemInput"} {
		m, err := grpcgen.As(tea, name)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(name, proto.Size(m))
	}
	// Output:
	// shop.v1.Item 7
	// shop.v1.ItemInput 5
}

// A field of a newer schema survives a program that does not know it.
func ExampleUnknownFields() {
	newer := protowire.AppendTag([]byte("\n\x03tea"), 9, protowire.VarintType)
	newer = protowire.AppendVarint(newer, 1)

	var order shop.Order // has a field of type grpcgen.UnknownFields
	if err := grpcgen.Unmarshal(newer, &order); err != nil {
		log.Fatal(err)
	}
	order.Item = "coffee"
	b, err := grpcgen.Marshal(&order)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q\n", b)
	// Output: "\n\x06coffeeH\x01"
}

func ExampleLocal() {
	client := shop.NewShopServiceClient(grpcgen.Local(func(s grpc.ServiceRegistrar) {
		shop.RegisterShopServiceServer(s, &shop.Shop{})
	}))
	receipt, err := client.Buy(context.Background(), &shop.Order{Item: "tea", Count: 2})
	if err != nil {
		log.Fatal(err)
	}
	for place, err := range client.Track(context.Background(), receipt.Number) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(place)
	}
	_, err = client.Buy(context.Background(), &shop.Order{Item: "tea"})
	fmt.Println(status.Code(err))
	// Output:
	// packed
	// arrived
	// InvalidArgument
}

// A test meets the interceptors that the server has.
func ExampleWithUnaryServerInterceptor() {
	closed := func(ctx context.Context, in any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		if info.FullMethod == "/shop.v1.ShopService/Buy" {
			return nil, status.Error(codes.Unavailable, "the shop is closed")
		}
		return handler(ctx, in)
	}
	client := shop.NewShopServiceClient(grpcgen.Local(registerShop, grpcgen.WithUnaryServerInterceptor(closed)))
	_, err := client.Buy(context.Background(), &shop.Order{Item: "tea", Count: 2})
	fmt.Println(err)
	// Output: rpc error: code = Unavailable desc = the shop is closed
}

// ServerOption and CallOption are independent of each other: either side can have its own.
func ExampleServerOption() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	srv := grpc.NewServer(grpcgen.ServerOption())
	registerShop(srv)
	go srv.Serve(listener)
	defer srv.Stop()

	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	client := shop.NewShopServiceClient(conn).With(grpcgen.CallOption())
	receipt, err := client.Buy(context.Background(), &shop.Order{Item: "tea", Count: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(receipt.Order.Item)
	// Output: tea
}

func ExampleCallOption() {
	conn, err := grpc.NewClient("shop.example.com:443",
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(grpcgen.CallOption()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	client := shop.NewShopServiceClient(conn) // every call of it, and of other clients over conn, saves copies
	_ = client
}

// Reflection in a program that links two .proto files of one path.
func ExampleDescriptors() {
	srv := grpc.NewServer()
	registerShop(srv)
	reflectionpb.RegisterServerReflectionServer(srv, reflection.NewServerV1(reflection.ServerOptions{
		Services: srv, DescriptorResolver: grpcgen.Descriptors(),
	}))

	d, err := grpcgen.Descriptors().FindDescriptorByName("shop.v1.ShopService")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.ParentFile().Path())
	// Output: shop/v1/shop.proto
}
