// Package interop holds messages of grpcgen's against libraries that take any proto.Message, beside protoc-gen-go's of
// the same .proto.
package interop

import (
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/grpcgen/grpcgen/bench/data"
	pb "github.com/grpcgen/grpcgen/bench/rival/pb"
)

// pair is one value as our message and as protoc-gen-go's.
type pair struct {
	name         string
	ours, theirs proto.Message
}

func pairs(tb testing.TB) []pair {
	all := []pair{
		{"small", data.NewSmall(), new(pb.Small)}, {"medium", data.NewMedium(), new(pb.Medium)}, {"list", data.NewList(), new(pb.List)},
		{"maps", data.NewMaps(), new(pb.Maps)}, {"oneofs", data.NewChoices(), new(pb.Choices)},
	}
	for _, p := range all {
		b, err := proto.Marshal(p.ours)
		if err != nil {
			tb.Fatal(err)
		}
		if err := proto.Unmarshal(b, p.theirs); err != nil {
			tb.Fatal(err)
		}
	}
	return all
}
