package hostile

import (
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/grpcgen/grpcgen"
)

// A message that holds itself is an error, or a panic where there is none, and never the end of the process.
func TestLoops(t *testing.T) {
	const says = "nested more than 10000 levels deep, or holds itself"
	for _, field := range strings.Fields("next nodes values by_name inside either lists via again") {
		m := looped(field)
		for name, do := range map[string]func() error{
			"grpcgen.Marshal":  func() error { _, err := grpcgen.Marshal(m); return err },
			"grpcgen.Append":   func() error { _, err := grpcgen.Append([]byte("x"), m); return err },
			"proto.Marshal":    func() error { _, err := proto.Marshal(m); return err },
			"CheckInitialized": func() error { return proto.CheckInitialized(m) },
			"deterministic":    func() error { _, err := proto.MarshalOptions{Deterministic: true}.Marshal(m); return err },
		} {
			if err := do(); err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%s by %s: %v", name, field, err)
			}
		}
		for name, do := range map[string]func(){
			"Size":  func() { proto.Size(m) },
			"Equal": func() { proto.Equal(m, looped(field)) },
			"Clone": func() { proto.Clone(m) },
			"Merge": func() { proto.Merge(&Node{}, m) },
		} {
			if got := panicOf(do); !strings.Contains(got, says) {
				t.Errorf("%s by %s: panic %q", name, field, got)
			}
		}
	}
	parent := &Node{Name: "parent"}
	parent.Nodes = []*Node{{Parent: parent}, {Name: "twice"}}
	parent.Next = parent.Nodes[1] // twice is not within itself, and Parent is not a field
	if b, err := grpcgen.Marshal(parent); err != nil || !proto.Equal(proto.Clone(parent), parent) || proto.Size(parent) != len(b) {
		t.Error(err)
	}
}

// What can be decoded can be encoded.
func TestDeepest(t *testing.T) {
	deep := func(levels int) *Node {
		m := &Node{}
		for range levels - 1 {
			m = &Node{Next: m}
		}
		return m
	}
	b, err := grpcgen.Marshal(deep(10000))
	if err != nil {
		t.Fatal(err)
	}
	if err := grpcgen.Unmarshal(b, &Node{}); err != nil {
		t.Error(err)
	}
	if _, err := grpcgen.Marshal(deep(10001)); err == nil {
		t.Error("no error")
	}
}

func TestLoopsInCalls(t *testing.T) {
	for name, options := range codecs() {
		t.Run(name, func(t *testing.T) {
			conn := listen(t, func(s *grpc.Server) { RegisterNodeServiceServer(s, NodeService{}) }, options...)
			client := NewNodeServiceClient(conn)
			_, err := client.Unary(t.Context(), &Node{})
			checkEnded(t, err, codes.Internal, "holds itself")
			_, err = client.Unary(t.Context(), looped("next"))
			checkEnded(t, err, codes.Internal, "holds itself")
			for _, err := range client.Server(t.Context(), &Node{}) {
				checkEnded(t, err, codes.Internal, "holds itself")
			}
		})
	}
}
