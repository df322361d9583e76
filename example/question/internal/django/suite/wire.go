package suite

import (
	"encoding/hex"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
)

// What the Django application sends and takes, byte for byte.
const (
	// AskedBytes is QuestionStreamRequest{"Do you like gRPC ?"}.
	AskedBytes = "0a12446f20796f75206c696b652067525043203f"
	// AnsweredBytes is the QuestionStreamResponse to it.
	AnsweredBytes = "0a3a446f20796f75206c696b652067525043203f3a204920646f6e2774206b6e6f77206920616d206f6e6c7920612073696d706c652073747265616d"
	// QuestionBytes is QuestionResponse{1, "q", "2025-01-02T03:04:05Z"}, and the QuestionRequest of that.
	QuestionBytes = "08011201711a14323032352d30312d30325430333a30343a30355a"
	// NewBytes is the QuestionRequest without the ID.
	NewBytes = "1201711a14323032352d30312d30325430333a30343a30355a"
	// KeyBytes is QuestionRetrieveRequest{1}, and QuestionDestroyRequest{1}.
	KeyBytes = "0801"
	// ListBytes is the QuestionListResponse of the question.
	ListBytes = "0a1b" + QuestionBytes
	// PartialBytes is QuestionPartialUpdateRequest{1, "q", ["question_text"]}.
	PartialBytes = "0801120171220d7175657374696f6e5f74657874"
)

// wire sends and receives the bytes themselves.
func wire(t *testing.T, c *client) {
	for _, test := range []struct{ method, request, response string }{
		{"List", "", ""},
		{"Create", NewBytes, QuestionBytes},
		{"Retrieve", KeyBytes, QuestionBytes},
		{"Update", QuestionBytes, QuestionBytes},
		{"PartialUpdate", PartialBytes, QuestionBytes},
		{"List", "", ListBytes},
		{"Stream", AskedBytes, AnsweredBytes},
		{"Destroy", KeyBytes, ""},
		{"List", "", ""},
	} {
		request, err := hex.DecodeString(test.request)
		if err != nil {
			t.Fatal(err)
		}
		response := raw{}
		err = c.call(test.method, raw{request}, &response)
		if got := hex.EncodeToString(response.bytes); err != nil || got != test.response {
			t.Errorf("%s: %s, %v, want %s", test.method, got, err, test.response)
		}
	}
}

// call calls a method whose request and response are bytes, one each.
func (c *client) call(method string, request raw, response *raw) error {
	full := "/dsg_example.app_example.QuestionController/" + method
	if method != "Stream" {
		return c.conn.Invoke(c.ctx, full, &request, response, grpc.ForceCodecV2(rawCodec{}))
	}
	s, err := c.conn.NewStream(c.ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, full, grpc.ForceCodecV2(rawCodec{}))
	if err != nil {
		return err
	}
	if err := s.SendMsg(&request); err != nil {
		return err
	}
	if err := s.CloseSend(); err != nil {
		return err
	}
	return s.RecvMsg(response)
}

// raw is a message as it travels.
type raw struct{ bytes []byte }

// rawCodec leaves it so.
type rawCodec struct{}

var _ encoding.CodecV2 = rawCodec{}

func (rawCodec) Name() string { return "proto" }

func (rawCodec) Marshal(v any) (mem.BufferSlice, error) {
	return mem.BufferSlice{mem.SliceBuffer(v.(*raw).bytes)}, nil
}

func (rawCodec) Unmarshal(data mem.BufferSlice, v any) error {
	v.(*raw).bytes = data.Materialize()
	return nil
}
