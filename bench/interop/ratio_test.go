package interop

import (
	"math"
	"testing"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
)

// BenchmarkView measures what goes through reflection, on our messages and on protoc-gen-go's in turns, and reports how
// many times the time of protoc-gen-go's ours take: the best slice of each counts, which has the least noise.
func BenchmarkView(b *testing.B) {
	validator, err := protovalidate.New()
	if err != nil {
		b.Fatal(err)
	}
	for _, op := range []struct {
		name string
		run  func(m proto.Message) error
	}{
		{"protojson.Marshal", func(m proto.Message) error { _, err := protojson.Marshal(m); return err }},
		{"prototext.Marshal", func(m proto.Message) error { _, err := prototext.Marshal(m); return err }},
		{"protovalidate", func(m proto.Message) error { return validator.Validate(m) }},
		{"proto.Clone", func(m proto.Message) error { proto.Clone(m); return nil }},
		{"proto.Equal", func(m proto.Message) error { proto.Equal(m, copies[m]); return nil }},
	} {
		for _, p := range pairs(b) {
			copies[p.ours], copies[p.theirs] = proto.Clone(p.ours), proto.Clone(p.theirs)
			b.Run(op.name+"/"+p.name, func(b *testing.B) {
				b.ReportAllocs()
				ours, theirs := math.MaxFloat64, math.MaxFloat64
				for b.Loop() {
					ours = min(ours, slice(b, p.ours, op.run))
					theirs = min(theirs, slice(b, p.theirs, op.run))
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(ours, "ours-ns")
				b.ReportMetric(theirs, "theirs-ns")
				b.ReportMetric(ours/theirs, "ours/theirs")
			})
		}
	}
}

// copies has a second message of each, to compare it with.
var copies = map[proto.Message]proto.Message{}

// slice runs for about a millisecond and returns the nanoseconds of one run.
func slice(b *testing.B, m proto.Message, run func(proto.Message) error) float64 {
	start := time.Now()
	for n := 1; ; n++ {
		if err := run(m); err != nil {
			b.Fatal(err)
		}
		if passed := time.Since(start); passed > time.Millisecond {
			return float64(passed.Nanoseconds()) / float64(n)
		}
	}
}
