package hostile

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/grpcgen/grpcgen"
)

// panicking are messages whose encoding panics in a user's method, by the path of the field.
func panicking() map[string]*Whole {
	out := Text{"out"}
	part := func(p Part) *Whole { return &Whole{Parts: []*Part{{}, &p}} }
	return map[string]*Whole{
		"part.text":    {Part: Part{Text: out}},
		"parts.texts":  part(Part{Texts: []Text{{"a"}, out}}),
		"parts.ref":    part(Part{Ref: &out}),
		"parts.refs":   part(Part{Refs: []*Text{&out}}),
		"parts.keys":   part(Part{Keys: map[Text]int32{out: 1}}),
		"parts.values": part(Part{Values: map[int32]Text{1: out}}),
		"parts.array":  part(Part{Array: [2]Text{{}, out}}),
		"parts.data":   part(Part{Data: Data(out)}),
		"parts.datas":  part(Part{Datas: []Data{Data(out)}}),
		"named.data":   {Named: map[string]Part{"a": {Data: Data(out)}}},
	}
}

// received are the encodings of messages that the methods of users' types panic at, by the path of the field.
func received(t *testing.T) map[string][]byte {
	text := func(json string) []byte {
		m := dynamicpb.NewMessage((&Whole{}).ProtoReflect().Descriptor())
		if err := protojson.Unmarshal([]byte(json), m); err != nil {
			t.Fatal(err)
		}
		b, err := proto.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	return map[string][]byte{
		"part.text":          text(`{"part":{"text":"panic"}}`),
		"parts.texts":        text(`{"parts":[{},{"texts":["a","panic"]}]}`),
		"parts.ref":          text(`{"parts":[{"ref":"panic"}]}`),
		"parts.refs":         text(`{"parts":[{"refs":["panic"]}]}`),
		"parts.keys.key":     text(`{"parts":[{"keys":{"panic":1}}]}`),
		"parts.values.value": text(`{"parts":[{"values":{"1":"panic"}}]}`),
		"parts.array":        text(`{"parts":[{"array":["panic","a"]}]}`),
		"parts.data":         text(`{"parts":[{"data":"cGFuaWM="}]}`),
		"parts.datas":        text(`{"parts":[{"datas":["cGFuaWM="]}]}`),
		"named.value.data":   text(`{"named":{"a":{"data":"cGFuaWM="}}}`),
		"":                   text(`{"parts":[{"any":{"panic":1}}]}`), // by no method, but as a key of the map
	}
}

// rawCodec sends bytes as they are.
type rawCodec struct{}

func (rawCodec) Name() string                       { return "proto" }
func (rawCodec) Marshal(v any) ([]byte, error)      { return *v.(*[]byte), nil }
func (rawCodec) Unmarshal(data []byte, v any) error { *v.(*[]byte) = data; return nil }

// dial serves the service.
func dial(t *testing.T, options ...grpc.ServerOption) *grpc.ClientConn {
	return serve(t, Service{}, options...)
}

// serve serves an implementation and returns a connection.
func serve(t *testing.T, impl ServiceServer, options ...grpc.ServerOption) *grpc.ClientConn {
	t.Helper()
	return listen(t, func(s *grpc.Server) { RegisterServiceServer(s, impl) }, options...)
}

func listen(t *testing.T, register func(*grpc.Server), options ...grpc.ServerOption) *grpc.ClientConn {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := grpc.NewServer(options...)
	register(srv)
	go srv.Serve(listener)
	t.Cleanup(srv.Stop)
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// codecs are the ways to serve.
func codecs() map[string][]grpc.ServerOption {
	return map[string][]grpc.ServerOption{"stock": nil, "direct": {grpcgen.ServerOption()}}
}

// calls sends b by each shape of call and returns the errors.
func calls(ctx context.Context, conn grpc.ClientConnInterface, b []byte) map[string]error {
	all := map[string]error{}
	var answer []byte
	all["Unary"] = conn.Invoke(ctx, "/hostile.v1.Service/Unary", &b, &answer, grpc.ForceCodec(rawCodec{}))
	for _, method := range []string{"Server", "Client", "Bidi"} {
		st, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/hostile.v1.Service/"+method, grpc.ForceCodec(rawCodec{}))
		if err == nil {
			if err = st.SendMsg(&b); err == nil || err == io.EOF { // the server may have ended the call by then
				st.CloseSend()
				err = st.RecvMsg(&answer)
			}
		}
		all[method] = err
	}
	return all
}

func checkEnded(t *testing.T, err error, code codes.Code, says string) {
	t.Helper()
	if status.Code(err) != code || !strings.Contains(fmt.Sprint(err), says) || strings.Contains(fmt.Sprint(err), "secret") {
		t.Errorf("%v, it should be %v and say %q", err, code, says)
	}
}

// A panic of a type's own method ends the one call that it is in, names the field and tells nothing else.
func TestPanicInRequests(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for name, options := range codecs() {
		t.Run(name, func(t *testing.T) {
			conn := dial(t, options...)
			for path, b := range received(t) {
				where := "hostile.v1.Whole"
				if path != "" {
					where += "." + path
				}
				for _, err := range calls(ctx, conn, b) {
					checkEnded(t, err, codes.Internal, "cannot decode "+where+": panic in ")
				}
			}
			if _, err := NewServiceClient(conn).Unary(ctx, &Whole{}); err != nil {
				t.Error(err)
			}
		})
	}
}

// answers is a service that answers with what cannot be encoded.
type answers struct{ out *Whole }

func (a answers) Unary(context.Context, *Whole) (*Whole, error) { return a.out, nil }
func (a answers) Server(context.Context, *Whole) iter.Seq2[*Whole, error] {
	return func(yield func(*Whole, error) bool) { yield(a.out, nil) }
}
func (a answers) Client(context.Context, iter.Seq2[*Whole, error]) (*Whole, error) {
	return a.out, nil
}
func (a answers) Bidi(ctx context.Context, _ iter.Seq2[*Whole, error]) iter.Seq2[*Whole, error] {
	return a.Server(ctx, nil)
}

func TestPanicInAnswers(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for name, options := range codecs() {
		t.Run(name, func(t *testing.T) {
			for path, out := range panicking() {
				conn := serve(t, answers{out}, options...)
				for _, err := range calls(ctx, conn, nil) {
					checkEnded(t, err, codes.Internal, "hostile.v1.Whole."+path+" cannot be encoded: panic in Marshal")
				}
				for _, client := range []ServiceClient{*NewServiceClient(conn), *NewServiceClient(conn).With(grpcgen.CallOption())} {
					_, err := client.Unary(ctx, out) // the client's own encoding
					checkEnded(t, err, codes.Internal, "hostile.v1.Whole."+path+" cannot be encoded: panic in Marshal")
				}
			}
		})
	}
}

// Where there is no error to return, the panic goes on and names the field.
func TestPanicsOfReflection(t *testing.T) {
	for path, m := range panicking() {
		if path != "part.text" && path != "parts.data" {
			path = path[strings.IndexByte(path, '.'):]
		}
		field := "hostile.v1.Part." + path[strings.LastIndexByte(path, '.')+1:]
		for name, do := range map[string]func(){
			"Equal":  func() { proto.Equal(m, m.clone()) },
			"Clone":  func() { proto.Clone(m) },
			"Range":  func() { _, _ = protojson.Marshal(m) },
			"String": func() { _ = protojson.Format(m) },
		} {
			if path == ".keys" && (name == "Equal" || name == "Clone") {
				continue // keys are compared and copied as Go has them
			}
			says := panicOf(do)
			if !strings.Contains(strings.ToLower(strings.ReplaceAll(says, "Entry.", "")), strings.ToLower(field)[:len(field)-1]) {
				t.Errorf("%s of %s: panic %q", name, path, says)
			}
		}
	}
}

// clone returns a copy that shares memory.
func (w *Whole) clone() *Whole { c := *w; return &c }

func panicOf(do func()) (says string) {
	defer func() {
		if v := recover(); v != nil {
			says = fmt.Sprint(v)
		}
	}()
	do()
	return ""
}

// An interceptor that looks into a message ends its call, and no other.
func TestPanicInInterceptors(t *testing.T) {
	ctx := t.Context()
	unary := grpc.UnaryInterceptor(func(ctx context.Context, in any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		out, err := next(ctx, in)
		if err == nil {
			_, err = protojson.Marshal(out.(proto.Message))
		}
		return out, err
	})
	for path, out := range panicking() {
		if _, err := NewServiceClient(serve(t, answers{out}, unary)).Unary(ctx, &Whole{}); status.Code(err) != codes.Internal {
			t.Errorf("%s: %v", path, err)
		}
	}
}
