package local_test

import (
	"context"
	"errors"
	goruntime "runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/internal/calltest"
	"github.com/grpcgen/grpcgen/internal/local"
	"github.com/grpcgen/grpcgen/runtime"
)

// What a network refuses or leaves out is refused or left out in memory.
func TestMetadataRules(t *testing.T) {
	b := &behaviour{Unary: func(ctx context.Context, in *msg) (*msg, error) {
		md, _ := metadata.FromIncomingContext(ctx)
		if err := grpc.SetHeader(ctx, metadata.Pairs("n", "1", "grpc-status", "5")); err != nil {
			return nil, err
		}
		return text(strings.Join(slices.Concat(md.Get("a"), md.Get("b-bin"), md.Get("grpc-message")), ",")), nil
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		for name, md := range map[string]metadata.MD{
			"illegal key":   metadata.Pairs("a b", "x"),
			"empty key":     metadata.Pairs("", "x"),
			"illegal value": metadata.Pairs("a", "\n"),
			"beyond ASCII":  metadata.Pairs("a", "é"),
		} {
			finished := 0
			c := client{Conn: c.Conn.With(grpc.OnFinish(func(error) { finished++ }))}
			_, err := c.Unary(metadata.NewOutgoingContext(timeout(t), md), text(""))
			wantCode(t, err, codes.Internal)
			if finished != 1 {
				t.Errorf("%s: finished %d times", name, finished)
			}
		}
		var header metadata.MD
		ctx := metadata.AppendToOutgoingContext(timeout(t), "A", "1", "a", "2", "B-bin", "\x00é", "grpc-message", "mine")
		out, err := client{Conn: c.Conn.With(grpc.Header(&header))}.Unary(ctx, text(""))
		if err != nil || out.Value != "1,2,\x00é" {
			t.Errorf("%q, %v", out.GetValue(), err)
		}
		if header.Get("n") == nil || header.Get("grpc-status") != nil {
			t.Errorf("header %v", header)
		}
	})
}

// perCall are credentials that a test decides.
type perCall func(uri string) (map[string]string, error)

func (p perCall) GetRequestMetadata(_ context.Context, uri ...string) (map[string]string, error) {
	return p(uri[0])
}
func (perCall) RequireTransportSecurity() bool { return false }

func TestCredentials(t *testing.T) {
	b := &behaviour{Unary: func(ctx context.Context, _ *msg) (*msg, error) {
		md, _ := metadata.FromIncomingContext(ctx)
		return text(strings.Join(md.Get("authorization"), ",")), nil
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		call := func(p perCall) (*msg, error) {
			return client{Conn: c.Conn.With(grpc.PerRPCCredentials(p))}.Unary(timeout(t), text(""))
		}
		out, err := call(func(uri string) (map[string]string, error) {
			if !strings.HasPrefix(uri, "https://") || !strings.HasSuffix(uri, "/"+calltest.ServiceName) {
				t.Errorf("asked for %q", uri)
			}
			return map[string]string{"Authorization": "me"}, nil
		})
		if err != nil || out.Value != "me" {
			t.Errorf("%v, %v", out, err)
		}
		for _, test := range []struct {
			err  error
			want codes.Code
		}{
			{errors.New("plain"), codes.Internal},
			{status.Error(codes.Unavailable, "later"), codes.Unavailable},
			{status.Error(codes.NotFound, "not the service's"), codes.Internal},
		} {
			_, err := call(func(string) (map[string]string, error) { return nil, test.err })
			wantCode(t, err, test.want)
		}
		_, err = call(func(string) (map[string]string, error) { return map[string]string{"a b": ""}, nil })
		wantCode(t, err, codes.Internal)
	})
}

// A header that was never sent does not arrive, one that was set arrives with the status, and none can follow.
func TestHeaderTimes(t *testing.T) {
	release := make(chan struct{})
	b := &behaviour{
		Server: func(ctx context.Context, in *msg) seq {
			_ = grpc.SetHeader(ctx, metadata.Pairs("h", "1"))
			_ = grpc.SetTrailer(ctx, metadata.Pairs("t", "1"))
			if in.Value == "fail" {
				return failing(status.Error(codes.NotFound, ""))
			}
			<-release // deaf: what it says comes after its client's deadline
			return words()
		},
		Raw: func(st grpc.BidiStreamingServer[msg, msg]) error {
			if err := st.SendHeader(metadata.Pairs("h", "2")); err != nil {
				return err
			}
			if st.SetHeader(metadata.Pairs("h", "3")) == nil || st.SendHeader(nil) == nil {
				return status.Error(codes.DataLoss, "a header after the header")
			}
			_, err := st.Recv()
			return err
		},
	}
	onBoth(t, b, func(t *testing.T, c client) {
		var header, trailer metadata.MD
		c2 := client{Conn: c.Conn.With(grpc.Header(&header), grpc.Trailer(&trailer))}
		_, err := collect(c2.Server(timeout(t), text("fail")))
		wantCode(t, err, codes.NotFound)
		if header.Get("h") == nil || trailer.Get("t") == nil {
			t.Errorf("header %v, trailer %v", header, trailer)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		_, err = collect(c2.Server(ctx, text("hang")))
		wantCode(t, err, codes.DeadlineExceeded)
		if header.Get("h") != nil {
			t.Errorf("a header that was not sent: %v", header)
		}
		release <- struct{}{}
		ctx, cancel = context.WithCancel(timeout(t))
		defer cancel()
		st, err := c.Raw(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if md, err := st.Header(); err != nil || !slices.Equal(md.Get("h"), []string{"2"}) {
			t.Errorf("header %v, %v", md, err)
		}
		cancel()
		_, err = st.Recv()
		wantCode(t, err, codes.Canceled)
	})
}

// A method with one response sends exactly one.
func TestCardinality(t *testing.T) {
	b := &behaviour{Raw: func(st grpc.BidiStreamingServer[msg, msg]) error {
		in, err := st.Recv()
		for range len(in.GetValue()) {
			err = errors.Join(err, st.Send(text("x")))
		}
		return err
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		for in, want := range map[string]codes.Code{"": codes.Internal, "1": codes.OK, "12": codes.Internal} {
			_, err := runtime.CallClientStream[msg](timeout(t), c.Conn, "/"+calltest.ServiceName+"/Raw", words(in))
			wantCode(t, err, want)
			if want != codes.OK && !strings.Contains(err.Error(), "cardinality violation") {
				t.Errorf("error %v", err)
			}
		}
	})
}

// OnFinish tells of every end, once.
func TestOnFinish(t *testing.T) {
	defer goleak.VerifyNone(t)
	conn := runtime.NewConn(local.New((&behaviour{Server: func(_ context.Context, in *msg) seq {
		if in.Value == "fail" {
			return failing(status.Error(codes.NotFound, ""))
		}
		return words("a", "b")
	}}).Register, local.Interceptors{}))
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	for _, test := range []struct {
		ctx  context.Context
		in   string
		stop bool
		want codes.Code
	}{
		{context.Background(), "", false, codes.OK},
		{context.Background(), "fail", false, codes.NotFound},
		{context.Background(), "", true, codes.Canceled},
		{gone, "", false, codes.Canceled},
	} {
		ends := make(chan error, 2)
		for range (client{Conn: conn.With(grpc.OnFinish(func(err error) { ends <- err }))}).Server(test.ctx, text(test.in)) {
			if test.stop {
				break
			}
		}
		wantCode(t, <-ends, test.want)
		if len(ends) > 0 {
			t.Errorf("%+v: told twice", test)
		}
	}
}

// A handler that ends its goroutine, as a failing test does, ends its call.
func TestGoexit(t *testing.T) {
	defer goleak.VerifyNone(t)
	b := &behaviour{Unary: func(context.Context, *msg) (*msg, error) { goruntime.Goexit(); return nil, nil }}
	_, err := client{Conn: runtime.NewConn(local.New(b.Register, local.Interceptors{}))}.Unary(timeout(t), text(""))
	wantCode(t, err, codes.Internal)
}

// The half-close ends sending, and what the client fails to send ends the call.
func TestSendingAfterTheEnd(t *testing.T) {
	heard := make(chan error, 1)
	b := &behaviour{Raw: func(st grpc.BidiStreamingServer[msg, msg]) error {
		for {
			if _, err := st.Recv(); err != nil {
				heard <- err
				return err
			}
		}
	}}
	onBoth(t, b, func(t *testing.T, c client) {
		st, err := client{Conn: c.Conn.With(grpc.MaxCallSendMsgSize(10))}.Raw(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		wantCode(t, st.Send(text(strings.Repeat("x", 20))), codes.ResourceExhausted)
		wantCode(t, <-heard, codes.Canceled)
		ctx, cancel := context.WithCancel(timeout(t))
		defer cancel()
		if st, err = c.Raw(ctx); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(st.CloseSend(), st.CloseSend()); err != nil {
			t.Error(err)
		}
		wantCode(t, st.Send(text("x")), codes.Internal)
		<-heard
	})
}
