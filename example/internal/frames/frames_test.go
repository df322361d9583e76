package frames_test

import (
	"bytes"
	"context"
	"image"
	"iter"
	"net"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/example/internal/frames"
	"github.com/grpcgen/grpcgen/example/internal/frames/second"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func register(s grpc.ServiceRegistrar) {
	frames.RegisterFramesServer(s, &frames.Frames{})
	frames.RegisterRawServer(s, &frames.Raw{})
	second.RegisterSecondServer(s, &second.Second{})
}

// overBoth runs a test over a socket and in memory. The interceptor wants every message to be one.
func overBoth(t *testing.T, test func(t *testing.T, cc grpc.ClientConnInterface)) {
	t.Run("local", func(t *testing.T) { test(t, grpcgen.Local(register)) })
	t.Run("socket", func(t *testing.T) {
		srv := grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, in any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
			out, err := next(ctx, proto.Clone(in.(proto.Message)))
			if err == nil {
				_, err = protojson.Marshal(out.(proto.Message))
			}
			return out, err
		}))
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

func all[T any](values ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func collect[T any](t *testing.T, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var out []T
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func TestIterators(t *testing.T) {
	overBoth(t, func(t *testing.T, cc grpc.ClientConnInterface) {
		ctx, client := t.Context(), frames.NewFramesClient(cc)
		box, err := client.Bounds(ctx, &frames.Page[image.Point]{Items: []image.Point{{X: 1, Y: 2}, {X: -3, Y: 5}}})
		if err != nil || *box != image.Rect(-3, 2, 2, 6) {
			t.Errorf("Bounds: %v, %v", box, err)
		}
		if two, err := client.Double(ctx, frames.Counter{N: 21}); err != nil || two.N != 42 {
			t.Errorf("Double: %v, %v", two, err)
		}
		if _, err := client.Double(ctx, frames.Counter{N: -1}); err == nil {
			t.Error("Double: no error")
		}
		if got := collect(t, client.Count(ctx, &frames.Counter{N: 3})); len(got) != 3 || got[0].N != 3 || got[2].N != 1 {
			t.Errorf("Count: %v", got)
		}
		if sum, err := client.Sum(ctx, all(frames.Counter{N: 1}, frames.Counter{N: 2})); err != nil || sum.N != 3 {
			t.Errorf("Sum: %v, %v", sum, err)
		}
		page := &frames.Page[string]{Items: []string{"a"}, Next: &frames.Page[string]{Items: []string{"b"}}}
		if got := collect(t, client.Echo(ctx, all(page, page))); len(got) != 2 || got[1].Next.Items[0] != "b" {
			t.Errorf("Echo: %v", got)
		}
	})
}

func TestGRPCStreams(t *testing.T) {
	overBoth(t, func(t *testing.T, cc grpc.ClientConnInterface) {
		ctx, client := t.Context(), frames.NewRawClient(cc)
		down, err := client.Count(ctx, &frames.Counter{N: 2})
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for c, err := down.Recv(); err == nil; c, err = down.Recv() {
			got = append(got, c.N)
		}
		if !slices.Equal(got, []int64{2, 1}) {
			t.Errorf("Count: %v", got)
		}
		sum, err := client.Sum(ctx)
		if err != nil {
			t.Fatal(err)
		}
		_ = sum.Send(&frames.Counter{N: 4})
		_ = sum.Send(&frames.Counter{N: 5})
		if out, err := sum.CloseAndRecv(); err != nil || out.N != 9 {
			t.Errorf("Sum: %v, %v", out, err)
		}
		echo, err := client.Echo(ctx)
		if err != nil {
			t.Fatal(err)
		}
		_ = echo.Send(&frames.Page[string]{Items: []string{"x", "y"}})
		_ = echo.CloseSend()
		if out, err := echo.Recv(); err != nil || out.N != 2 {
			t.Errorf("Echo: %v, %v", out, err)
		}
		if _, err := echo.Recv(); err == nil {
			t.Error("Echo does not end")
		}
	})
}

func TestSecondPackage(t *testing.T) {
	overBoth(t, func(t *testing.T, cc grpc.ClientConnInterface) {
		client := second.NewSecondClient(cc)
		page, err := client.Flip(t.Context(), image.Rect(1, 2, 3, 4))
		if err != nil || page.Items[0].Min != image.Pt(3, 4) {
			t.Errorf("Flip: %v, %v", page, err)
		}
		if next, err := client.Next(t.Context(), &frames.Counter{N: 1}); err != nil || next.N != 2 {
			t.Errorf("Next: %v, %v", next, err)
		}
	})
}

// embeds passes for a message by promotion, and is none.
type embeds struct {
	frames.FramesServer
	*frames.Page[string]
}

// byValue and byPointer pass for the messages that they embed, and would lose what else they have.
type (
	byValue struct {
		N int
		frames.Counter
	}
	byPointer struct {
		N int
		*emptypb.Empty
	}
)

func TestMarshal(t *testing.T) {
	page := &frames.Page[string]{Items: []string{"a", "b"}}
	b, err := grpcgen.Marshal(page)
	if err != nil || !bytes.Equal(b, []byte("\n\x01a\n\x01b")) {
		t.Fatalf("%q, %v", b, err)
	}
	back := frames.Page[string]{Items: []string{"gone"}, Next: page}
	if err := grpcgen.Unmarshal(b, &back); err != nil || !slices.Equal(back.Items, page.Items) || back.Next != nil {
		t.Errorf("%v, %v", back, err)
	}
	if b, err := grpcgen.Append([]byte("x"), &frames.Counter{N: 5}); err != nil || string(b) != "x\x08\x05" {
		t.Errorf("%q, %v", b, err)
	}
	box := image.Rect(1, 2, 3, 4)
	if _, err := grpcgen.Marshal(&box); err == nil || !strings.Contains(err.Error(), "example.frames.second.v1.Rectangle, example.frames.v1.Rectangle") {
		t.Errorf("a type of two messages: %v", err)
	}
	m, err := grpcgen.As(&box, "example.frames.second.v1.Rectangle")
	if err != nil || m.ProtoReflect().Descriptor().FullName() != "example.frames.second.v1.Rectangle" {
		t.Fatalf("As: %v, %v", m, err)
	}
	if b, err := grpcgen.Marshal(m); err != nil || len(b) != 12 {
		t.Errorf("%q, %v", b, err)
	}
	var again image.Rectangle
	m, _ = grpcgen.As(&again, "example.frames.second.v1.Rectangle")
	if err := grpcgen.Unmarshal([]byte("\n\x02\x08\x07"), m); err != nil || again.Min.X != 7 {
		t.Errorf("%v, %v", again, err)
	}
	for _, v := range []any{nil, 5, box, new(int), &embeds{}, new(string), new(byValue), (*byValue)(nil), new(byPointer), (*byPointer)(nil)} {
		if _, err := grpcgen.Marshal(v); err == nil {
			t.Errorf("%T could be encoded", v)
		}
	}
	if err := grpcgen.Unmarshal(nil, (*frames.Counter)(nil)); err == nil {
		t.Error("nil could be decoded into")
	}
	if _, err := grpcgen.As(&box, "example.frames.v1.Counter"); err == nil {
		t.Error("As made a rectangle a counter")
	}
}
