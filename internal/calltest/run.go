package calltest

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/internal/local"
	"github.com/grpcgen/grpcgen/runtime"
)

// OnBoth runs a test over a socket and in memory. No goroutine may be left behind.
func OnBoth(t *testing.T, b *Behaviour, test func(t *testing.T, c Client)) {
	t.Helper()
	OnBothWith(t, b, local.Interceptors{}, test)
}

// OnBothWith is OnBoth with interceptors.
func OnBothWith(t *testing.T, b *Behaviour, around local.Interceptors, test func(t *testing.T, c Client)) {
	t.Helper()
	t.Run("socket", func(t *testing.T) {
		defer goleak.VerifyNone(t)
		cc, stop := dial(t, b, around)
		test(t, Client{runtime.NewConn(cc)})
		stop()
	})
	t.Run("local", func(t *testing.T) {
		defer goleak.VerifyNone(t)
		test(t, Client{runtime.NewConn(local.New(b.Register, around))})
	})
}

// dial serves b on a socket and returns a connection to it. stop ends both.
func dial(t *testing.T, b *Behaviour, around local.Interceptors) (cc *grpc.ClientConn, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := grpc.NewServer(grpc.ChainUnaryInterceptor(around.UnaryServer...), grpc.ChainStreamInterceptor(around.StreamServer...))
	b.Register(srv)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	cc, err = grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithChainUnaryInterceptor(around.UnaryClient...), grpc.WithChainStreamInterceptor(around.StreamClient...))
	if err != nil {
		t.Fatal(err)
	}
	return cc, func() {
		_ = cc.Close()
		srv.Stop()
		<-served
	}
}

// Logged collects what the default logger says during a test.
func Logged(t *testing.T) fmt.Stringer {
	old, buf := slog.Default(), new(logBuffer)
	slog.SetDefault(slog.New(slog.NewTextHandler(buf, nil)))
	t.Cleanup(func() { slog.SetDefault(old) })
	return buf
}

type logBuffer struct {
	mu  sync.Mutex
	all strings.Builder
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

// Timeout returns a context that ends long after every test that does not hang.
func Timeout(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// WantCode fails the test if err has another status.
func WantCode(t *testing.T, err error, code codes.Code) {
	t.Helper()
	if status.Code(err) != code {
		t.Errorf("error %v, want code %v", err, code)
	}
}
