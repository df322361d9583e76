package hostile

import (
	"context"
	"iter"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/grpcgen/grpcgen"
)

// refusing says itself what is wrong with a request.
type refusing struct{ Service }

func (refusing) RefuseRequest(_ context.Context, field, reason string) error {
	return status.Error(codes.InvalidArgument, field+" says "+reason)
}

// payloads collects what a stats handler sees of requests.
type payloads struct{ seen []any }

func (p *payloads) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context   { return ctx }
func (p *payloads) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (p *payloads) HandleConn(context.Context, stats.ConnStats)                       {}
func (p *payloads) HandleRPC(_ context.Context, s stats.RPCStats) {
	if in, ok := s.(*stats.InPayload); ok {
		p.seen = append(p.seen, in.Payload)
	}
}

// A stats handler sees the request itself, and a request that cannot be decoded is refused by the service.
func TestStats(t *testing.T) {
	for name, options := range codecs() {
		seen := &payloads{}
		conn := serve(t, refusing{}, append(options, grpc.StatsHandler(seen))...)
		in := &Whole{Part: Part{Text: Text{"a"}}}
		if _, err := NewServiceClient(conn).Unary(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		if len(seen.seen) != 1 || !proto.Equal(seen.seen[0].(*Whole), in) {
			t.Errorf("%s: %T", name, seen.seen)
		}
		bad := append(field(&Whole{}, "part", string(field(&Part{}, "texts", "half"))), field(&Whole{}, "part", string(field(&Part{}, "text", "quote")))...)
		err := calls(t.Context(), conn, bad)["Unary"]
		checkEnded(t, err, codes.InvalidArgument, `part.text says "quote" is not a text`)
		if got := seen.seen[len(seen.seen)-1]; len(seen.seen) > 1 && !proto.Equal(got.(*Whole), &Whole{}) {
			t.Errorf("%s: half a request: %v", name, got)
		}
		panics := field(&Whole{}, "part", string(field(&Part{}, "text", "panic")))
		checkEnded(t, calls(t.Context(), conn, panics)["Unary"], codes.Internal, "part.text: panic in")
	}
}

// deaf goes on when receiving fails.
type deaf struct{ Service }

func (deaf) Bidi(_ context.Context, in iter.Seq2[*Whole, error]) iter.Seq2[*Whole, error] {
	return func(yield func(*Whole, error) bool) {
		for m, err := range in {
			if err != nil {
				m = &Whole{}
			}
			if !yield(m, nil) {
				return
			}
		}
	}
}

// A receive error ends the call for the client, in memory as on a network.
func TestReceiveErrors(t *testing.T) {
	large := func(yield func(*Whole, error) bool) {
		yield(&Whole{Part: Part{Data: Data{string(make([]byte, 5<<20))}}}, nil)
	}
	for name, conn := range map[string]grpc.ClientConnInterface{
		"network": serve(t, deaf{}),
		"local":   grpcgen.Local(func(s grpc.ServiceRegistrar) { RegisterServiceServer(s, deaf{}) }),
	} {
		for m, err := range NewServiceClient(conn).Bidi(t.Context(), large) {
			if status.Code(err) != codes.ResourceExhausted {
				t.Errorf("%s: %v, %v", name, m, err)
			}
		}
	}
}
