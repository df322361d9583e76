package hostile

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/memstore"
	"github.com/grpcgen/grpcgen/crud/socio"
	"github.com/grpcgen/grpcgen/example/internal/models"
	"github.com/grpcgen/grpcgen/internal/trailers"
)

// worstCall is a call whose status would be as long as its request, if nobody cut it.
type worstCall struct {
	name    string
	method  string
	request []byte
	code    codes.Code
	says    string // what the text begins with, whatever the dialect
	details bool
}

// worstCalls are calls in which everything is long that a client chooses.
func worstCalls() (all []worstCall) {
	nested := func(levels int) (b []byte) {
		for range levels {
			b = field(&Node{}, "next", string(b))
		}
		return b
	}
	for _, letter := range []string{"a", "é", "\u0001"} {
		long := strings.Repeat(letter, 1<<20/len(letter))
		part := func(name string) []byte { return field(&Whole{}, "part", string(field(&Part{}, name, "quote"+long))) }
		for _, method := range []string{"Unary", "Server", "Client", "Bidi"} {
			for _, name := range []string{"text", "data"} {
				all = append(all, worstCall{
					fmt.Sprintf("%s of %q, %s", name, letter, method), "/hostile.v1.Service/" + method, part(name),
					codes.Internal, "cannot decode hostile.v1.Whole.part." + name, false,
				})
			}
		}
		names := []byte{}
		for i := range 10_000 {
			names = protowire.AppendString(protowire.AppendTag(names, 2, protowire.BytesType), fmt.Sprint(i, long[:200]))
		}
		one := protowire.AppendString(protowire.AppendTag(nil, 2, protowire.BytesType), long)
		added := protowire.AppendString(protowire.AppendTag(nil, addedBefore, protowire.BytesType), long)
		for what, request := range map[string][]byte{"names": names, "name": one} {
			for _, method := range []string{"List", "PartialUpdate", "Stream"} {
				all = append(all, worstCall{
					fmt.Sprintf("%s of %q, %s", what, letter, method), "/example.models.ProductService/" + method, request,
					codes.InvalidArgument, "", true,
				})
			}
		}
		all = append(all, worstCall{
			fmt.Sprintf("refused %q", letter), "/example.models.ProductService/List",
			protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), added), codes.InvalidArgument, "", true,
		})
	}
	return append(all, worstCall{"deep", "/hostile.v1.Nodes/Unary", nested(10_010), codes.Internal, "cannot decode hostile.v1.Node.next.next", false})
}

// addedBefore is the number of added_lt in the filter of products.
const addedBefore = 15

// nodes is a service of nodes, by hand.
var nodes = grpc.ServiceDesc{ServiceName: "hostile.v1.Nodes", HandlerType: (*any)(nil), Methods: []grpc.MethodDesc{{
	MethodName: "Unary", Handler: func(_ any, _ context.Context, dec func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
		m := &Node{}
		return m, dec(m)
	},
}}}

// serveWorst serves all of it, and returns the addresses by how.
func serveWorst(t *testing.T) map[string]string {
	addresses := map[string]string{}
	for name, how := range map[string]struct {
		dialect crud.Dialect
		options []grpc.ServerOption
	}{"stock": {}, "direct": {socio.Dialect{}, []grpc.ServerOption{grpcgen.ServerOption()}}} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		store := memstore.Must(memstore.New[models.Product, int64]())
		model := crud.Must(crud.New(crud.Config[models.Product, int64]{Store: store, Dialect: how.dialect}))
		srv := grpc.NewServer(how.options...)
		RegisterServiceServer(srv, Service{})
		models.RegisterProductServiceServer(srv, &models.ProductService{Service: crud.NewService(model), Streamer: crud.NewStreamer(model)})
		srv.RegisterService(&nodes, struct{}{})
		go srv.Serve(listener)
		t.Cleanup(srv.Stop)
		addresses[name] = listener.Addr().String()
	}
	return addresses
}

// checkWorst checks the status that a client has seen.
func (c worstCall) checkWorst(t *testing.T, server string, code codes.Code, text string, details bool) {
	t.Helper()
	if code != c.code || !strings.Contains(text, c.says) || text == "" || details != c.details {
		t.Errorf("%s server, %s: %v, %.300q, details %v", server, c.name, code, text, details)
	}
	if c.details && server == "direct" && !json.Valid([]byte(text)) {
		t.Errorf("%s: not JSON: %.300q", c.name, text)
	}
}

// Whatever a client sends, the status that comes back fits into the trailers that clients of all languages take.
func TestWorstStatuses(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for server, address := range serveWorst(t) {
		conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for _, c := range worstCalls() {
			s := status.Convert(callRaw(ctx, conn, c.method, c.request))
			c.checkWorst(t, server, s.Code(), s.Message(), len(s.Details()) > 0)
			if n := trailers.Size(s); n > trailers.Most {
				t.Errorf("%s server, %s: %d bytes", server, c.name, n)
			}
		}
	}
	local := grpcgen.Local(func(s grpc.ServiceRegistrar) { RegisterServiceServer(s, Service{}) })
	for _, letter := range []string{"a", "é"} {
		text := Text{strings.Repeat(letter, 1<<20)}
		_, err := NewServiceClient(local).Unary(ctx, &Whole{Part: Part{Text: Text{"quote" + text.Value}}})
		if n := trailers.Size(status.Convert(err)); status.Code(err) != codes.Internal || n > trailers.Most {
			t.Errorf("Local: %d bytes, %.300v", n, err)
		}
	}
}

// callRaw sends one request and returns how the call ends.
func callRaw(ctx context.Context, conn *grpc.ClientConn, method string, request []byte) error {
	desc := &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}
	st, err := conn.NewStream(ctx, desc, method, grpc.ForceCodec(rawCodec{}))
	if err != nil {
		return err
	}
	if err := st.SendMsg(&request); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	st.CloseSend()
	for {
		var answer []byte
		if err := st.RecvMsg(&answer); err != nil {
			return err
		}
	}
}

// Clients of other languages get the code, the text and the details of each: they end a call with a code of their own when
// its trailers are longer than they take.
func TestWorstStatusesElsewhere(t *testing.T) {
	all := worstCalls()
	folder := t.TempDir()
	for i, c := range all {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprint(i)), c.request, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for server, address := range serveWorst(t) {
		for _, client := range [][]string{{"/usr/bin/python3", "testdata/worst.py"}, {"node", "testdata/worst.cjs"}} {
			args := append(slices.Clone(client[1:]), address, folder)
			for _, c := range all {
				args = append(args, c.method)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, client[0], args...)
			cmd.Env = append(os.Environ(), "NODE_PATH=../../question/clients/node/node_modules")
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%s: %v", client[0], err)
			}
			lines := bufio.NewScanner(bytes.NewReader(out))
			for _, c := range all {
				var saw struct {
					Code    codes.Code
					Text    string
					Details int
				}
				if !lines.Scan() || json.Unmarshal(lines.Bytes(), &saw) != nil {
					t.Fatalf("%s said %q", client[0], lines.Text())
				}
				c.checkWorst(t, server, saw.Code, saw.Text, saw.Details > 0)
			}
		}
	}
}
