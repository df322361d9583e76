package question

import (
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/example/question/internal/questionpb"
)

// The messages travel as those of the Django example, byte for byte.
func TestWire(t *testing.T) {
	for _, test := range []struct {
		ours, stock proto.Message
		wire        string
	}{
		{&grpcgenQuestionControllerStreamRequest{QuestionText: "Do you work ?"}, &questionpb.QuestionStreamRequest{QuestionText: "Do you work ?"}, "\n\rDo you work ?"},
		{&grpcgenQuestionControllerStreamResponse{Response: "No."}, &questionpb.QuestionStreamResponse{Response: "No."}, "\n\x03No."},
		{&grpcgenQuestionControllerStreamRequest{}, &questionpb.QuestionStreamRequest{}, ""},
	} {
		for _, m := range []proto.Message{test.ours, test.stock} {
			if b, err := proto.Marshal(m); err != nil || string(b) != test.wire {
				t.Errorf("%T: %q, %v, want %q", m, b, err, test.wire)
			}
		}
		if err := proto.Unmarshal([]byte(test.wire), test.ours); err != nil || !proto.Equal(test.ours, test.stock) {
			t.Errorf("%T: read as %v, %v", test.ours, test.ours, err)
		}
	}
}

// The descriptor that protoc made of our .proto is equal to ours, so this binary has one of them and not two.
func TestOneDescriptor(t *testing.T) {
	var ours, stock protoreflect.ProtoMessage = new(grpcgenQuestionControllerStreamRequest), new(questionpb.QuestionStreamRequest)
	if a, b := ours.ProtoReflect().Descriptor(), stock.ProtoReflect().Descriptor(); a != b {
		t.Errorf("two descriptors of %s, in %s and %s", a.FullName(), a.ParentFile().Path(), b.ParentFile().Path())
	}
}
