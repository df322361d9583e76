package runtime_test

import (
	"context"
	"io"
	"slices"
	"testing"

	"google.golang.org/grpc"

	"github.com/grpcgen/grpcgen/internal/local"
	"github.com/grpcgen/grpcgen/runtime"
)

// methodLabels collects what grpc-go's OpenTelemetry plugin would call the method of each call: "other", unless the call
// has the option StaticMethod (determineMethod in stats/opentelemetry/client_metrics.go).
type methodLabels []string

func (l *methodLabels) add(method string, opts []grpc.CallOption) {
	isStatic := func(o grpc.CallOption) bool { _, ok := o.(grpc.StaticMethodCallOption); return ok }
	if !slices.ContainsFunc(opts, isStatic) {
		method = "other"
	}
	*l = append(*l, method)
}

func (l *methodLabels) interceptors() local.Interceptors {
	return local.Interceptors{
		UnaryClient: []grpc.UnaryClientInterceptor{func(ctx context.Context, method string, in, out any, cc *grpc.ClientConn, next grpc.UnaryInvoker, opts ...grpc.CallOption) error {
			l.add(method, opts)
			return next(ctx, method, in, out, cc, opts...)
		}},
		StreamClient: []grpc.StreamClientInterceptor{func(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, next grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
			l.add(method, opts)
			return next(ctx, desc, cc, method, opts...)
		}},
	}
}

// Every shape of call says that its method is static, whatever options the client has beside.
func TestMethodsAreStatic(t *testing.T) {
	b := &behaviour{
		Unary:     func(_ context.Context, in *msg) (*msg, error) { return in, nil },
		Server:    func(context.Context, *msg) seq { return words() },
		Client:    func(context.Context, seq) (*msg, error) { return text(""), nil },
		Bidi:      echo,
		Raw:       func(grpc.BidiStreamingServer[msg, msg]) error { return nil },
		RawServer: func(*msg, grpc.ServerStreamingServer[msg]) error { return nil },
		RawClient: func(st grpc.ClientStreamingServer[msg, msg]) error { return st.SendAndClose(text("")) },
	}
	var labels methodLabels
	plain := runtime.NewConn(local.New(b.Register, labels.interceptors()))
	for name, conn := range map[string]runtime.Conn{
		"plain": plain, "with options": plain.With(grpc.WaitForReady(true)).With(grpc.EmptyCallOption{}), "framed": plain.Framed(func(m any) any { return m }),
	} {
		labels = nil
		callEveryShape(t, client{Conn: conn})
		want := methodLabels{"Unary", "Server", "Client", "Bidi", "Raw", "RawServer", "RawClient"}
		for i := range want {
			want[i] = "/test.v1.Behaviour/" + want[i]
		}
		if !slices.Equal(labels, want) {
			t.Errorf("%s: %v", name, labels)
		}
	}
}

func callEveryShape(t *testing.T, c client) {
	t.Helper()
	ctx := timeout(t)
	check := func(err error) {
		t.Helper()
		if err != nil && err != io.EOF {
			t.Error(err)
		}
	}
	_, err := c.Unary(ctx, text(""))
	check(err)
	_, err = collect(c.Server(ctx, text("")))
	check(err)
	_, err = c.Client(ctx, words())
	check(err)
	_, err = collect(c.Bidi(ctx, words()))
	check(err)
	raw, err := c.Raw(ctx)
	check(err)
	_, err = raw.Recv()
	check(err)
	server, err := c.RawServer(ctx, text(""))
	check(err)
	_, err = server.Recv()
	check(err)
	client, err := c.RawClient(ctx)
	check(err)
	_, err = client.CloseAndRecv()
	check(err)
}
