package interop_test

import (
	"context"
	"net"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	stock "google.golang.org/grpc/interop"
	"google.golang.org/grpc/interop/grpc_testing"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/example/interop"
)

func register(s grpc.ServiceRegistrar) {
	interop.RegisterTestServiceServer(s, &interop.TestService{ID: "one"})
}

// serve serves on a free port until the test ends.
func serve(t *testing.T, register func(grpc.ServiceRegistrar), options ...grpc.ServerOption) net.Addr {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := grpc.NewServer(options...)
	register(srv)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	t.Cleanup(func() {
		srv.Stop()
		<-served
	})
	return listener.Addr()
}

func dial(t *testing.T, addr net.Addr, options ...grpc.DialOption) grpc.ClientConnInterface {
	t.Helper()
	conn, err := grpc.NewClient(addr.String(), append(options, grpc.WithTransportCredentials(insecure.NewCredentials()))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// grpc-go's own client passes its cases against the server that was imported.
func TestStockClient(t *testing.T) {
	client := filepath.Join(t.TempDir(), "client")
	build := exec.Command("go", "build", "-C", "../../tools", "-o", client, "google.golang.org/grpc/interop/client")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, options := range map[string][]grpc.ServerOption{"codec of grpc-go": nil, "codec of grpcgen": {grpcgen.ServerOption()}} {
		t.Run(name, func(t *testing.T) {
			t.Cleanup(func() { goleak.VerifyNone(t) })
			host, port, err := net.SplitHostPort(serve(t, register, options...).String())
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range append(cases, testCase{name: "pick_first_unary"}) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				out, err := exec.CommandContext(ctx, client, "--server_host", host, "--server_port", port, "--test_case", c.name).CombinedOutput()
				cancel()
				if err != nil {
					t.Errorf("%s: %v\n%s", c.name, err, out)
				}
			}
		})
	}
}

// The generated client passes the same cases against grpc-go's own server, and against ours, in memory as well.
func TestClient(t *testing.T) {
	stockServer := func(s grpc.ServiceRegistrar) { grpc_testing.RegisterTestServiceServer(s, stock.NewTestServer()) }
	for name, conn := range map[string]func(t *testing.T) grpc.ClientConnInterface{
		"stock": func(t *testing.T) grpc.ClientConnInterface { return dial(t, serve(t, stockServer)) },
		"stock, codec of grpcgen": func(t *testing.T) grpc.ClientConnInterface {
			return dial(t, serve(t, stockServer), grpc.WithDefaultCallOptions(grpcgen.CallOption()))
		},
		"ours":      func(t *testing.T) grpc.ClientConnInterface { return dial(t, serve(t, register)) },
		"in memory": func(*testing.T) grpc.ClientConnInterface { return grpcgen.Local(register) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Cleanup(func() { goleak.VerifyNone(t) }) // after all else
			conn := conn(t)
			for _, c := range cases {
				t.Run(c.name, func(t *testing.T) {
					ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
					defer cancel()
					if err := c.run(ctx, conn); err != nil {
						t.Error(err)
					}
				})
			}
		})
	}
}
