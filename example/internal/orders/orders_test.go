package orders_test

import (
	"context"
	"net"
	"reflect"
	"testing"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/example/internal/orders"
	"github.com/grpcgen/grpcgen/example/stock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func item(name string) stock.Item {
	return stock.Item{
		Name: name, Kind: stock.KindFragile, Size: stock.SizeLarge, Place: stock.Shelf{Number: 7},
		Labels: map[string]*stock.Label{"a": {Text: "up"}},
	}
}

func order() *orders.Order {
	one, two := item("one"), item("two")
	return &orders.Order{
		Item: one, Spare: &two, Items: []*stock.Item{&one, {}}, ByName: map[string]stock.Item{"two": two},
		Kind: stock.KindFragile, Kinds: []stock.Kind{stock.KindNone, stock.KindFragile},
		Size: stock.SizeSmall, Sizes: map[string]stock.Size{"x": stock.SizeLarge},
		Place: &stock.Box{Items: []*stock.Item{&one}}, Places: []stock.Place{stock.Shelf{}, &stock.Box{}},
		Meter: stock.Meter{Count: 1}, Meters: []*stock.Meter{{Count: 2}, {}},
		Loose: stock.Loose{Label: stock.Label{Text: "loose"}}, Label: stock.Label{Text: "promoted"},
	}
}

// serve gives a test both modules' services over a socket and in memory.
func serve(t *testing.T, test func(t *testing.T, cc grpc.ClientConnInterface)) {
	register := func(s grpc.ServiceRegistrar) {
		orders.RegisterOrdersServer(s, &orders.Orders{})
		stock.RegisterCounterServer(s, stock.Serve())
	}
	t.Run("local", func(t *testing.T) { test(t, grpcgen.Local(register)) })
	t.Run("socket", func(t *testing.T) {
		srv := grpc.NewServer()
		register(srv)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error)
		go func() { done <- srv.Serve(listener) }()
		conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		test(t, conn)
		conn.Close()
		srv.Stop()
		<-done
	})
}

// TestMessagesOfTwoModules sends messages of both modules to services of both.
func TestMessagesOfTwoModules(t *testing.T) {
	serve(t, func(t *testing.T, cc grpc.ClientConnInterface) {
		ctx, client, one := t.Context(), orders.NewOrdersClient(cc), item("one")
		if out, err := client.Put(ctx, order()); err != nil || !reflect.DeepEqual(out, order()) {
			t.Errorf("Put: %+v, %v", out, err)
		}
		if out, err := client.Take(ctx, &one); err != nil || out.Count != 1 {
			t.Errorf("Take: %+v, %v", out, err)
		}
		if n, err := stock.NewCounterClient(cc).Count(ctx, &one); err != nil || n != 1 {
			t.Errorf("Count: %d, %v", n, err)
		}
		watch(ctx, t, client)
	})
}

func watch(ctx context.Context, t *testing.T, client *orders.OrdersClient) {
	t.Helper()
	sent := []stock.Item{item("one"), item("two")}
	n := 0
	for got, err := range client.Watch(ctx, func(yield func(stock.Item, error) bool) {
		_ = yield(sent[0], nil) && yield(sent[1], nil)
	}) {
		if err != nil || !reflect.DeepEqual(*got, sent[n]) {
			t.Fatalf("Watch: %+v, %v", got, err)
		}
		n++
	}
	if n != len(sent) {
		t.Errorf("Watch gave %d items", n)
	}
}

// TestDescriptorsAreShared finds the imported file in the registry, and its messages under one descriptor in both packages.
func TestDescriptorsAreShared(t *testing.T) {
	m := order().ProtoReflect()
	file := m.Descriptor().ParentFile()
	imported, err := protoregistry.GlobalFiles.FindFileByPath("stock/v1/stock.proto")
	if err != nil {
		t.Fatal(err)
	}
	if got := file.Imports().Get(0); got.FileDescriptor != imported {
		t.Errorf("%s imports %v, which is not the registered file", file.Path(), got)
	}
	article := new(stock.Item).ProtoReflect().Descriptor()
	if got := m.Descriptor().Fields().ByName("item").Message(); got != article {
		t.Errorf("item is a %v with another descriptor", got.FullName())
	}
	if got := m.Get(m.Descriptor().Fields().ByName("item")).Message().Interface(); !proto.Equal(got, &order().Item) {
		t.Errorf("item is %v", got)
	}
}

// TestAgreesWithDynamicpb has protobuf-go read and write the same order, in binary and in JSON.
func TestAgreesWithDynamicpb(t *testing.T) {
	b, err := proto.Marshal(order())
	if err != nil {
		t.Fatal(err)
	}
	other := dynamicpb.NewMessage(order().ProtoReflect().Descriptor())
	if err := proto.Unmarshal(b, other); err != nil {
		t.Fatal(err)
	}
	for name, decode := range map[string]func(proto.Message) error{
		"binary": func(m proto.Message) error {
			b, err := proto.Marshal(other)
			if err != nil {
				return err
			}
			return proto.Unmarshal(b, m)
		},
		"JSON": func(m proto.Message) error {
			b, err := protojson.Marshal(other)
			if err != nil {
				return err
			}
			return protojson.Unmarshal(b, m)
		},
	} {
		got := new(orders.Order)
		if err := decode(got); err != nil || !reflect.DeepEqual(got, order()) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
