package v025_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/grpcgen/grpcgen/example/question/internal/django/suite"
	"github.com/grpcgen/grpcgen/example/question/internal/django/v025"
)

func TestMain(m *testing.M) { suite.Main(m) }

func TestApplication(t *testing.T) {
	suite.Run(t, func(cc grpc.ClientConnInterface) suite.Stub { return stub{v025.NewQuestionControllerClient(cc)} })
}

// The bytes of the stubs are those that the suite sends and gets.
func TestBytes(t *testing.T) {
	for _, test := range []struct {
		bytes string
		m     proto.Message
	}{
		{suite.AskedBytes, &v025.QuestionStreamRequest{QuestionText: "Do you like gRPC ?"}},
		{suite.AnsweredBytes, &v025.QuestionStreamResponse{Response: "Do you like gRPC ?: I don't know i am only a simple stream"}},
		{suite.QuestionBytes, question},
		{suite.QuestionBytes, request(suite.Question{ID: 1, QuestionText: "q", PubDate: "2025-01-02T03:04:05Z"})},
		{suite.NewBytes, request(suite.Question{QuestionText: "q", PubDate: "2025-01-02T03:04:05Z"})},
		{suite.KeyBytes, &v025.QuestionRetrieveRequest{Id: 1}},
		{suite.KeyBytes, &v025.QuestionDestroyRequest{Id: 1}},
		{suite.ListBytes, &v025.QuestionListResponse{Results: []*v025.QuestionResponse{question}}},
		{suite.PartialBytes, partial(suite.Question{ID: 1, QuestionText: "q"}, "question_text")},
	} {
		if b, err := proto.Marshal(test.m); err != nil || hex.EncodeToString(b) != test.bytes {
			t.Errorf("%T: %x, %v, want %s", test.m, b, err, test.bytes)
		}
		b, err := hex.DecodeString(test.bytes)
		if err != nil {
			t.Fatal(err)
		}
		if m := test.m.ProtoReflect().New().Interface(); proto.Unmarshal(b, m) != nil || !proto.Equal(m, test.m) {
			t.Errorf("%T: read as %v, want %v", m, m, test.m)
		}
	}
}

var question = &v025.QuestionResponse{Id: proto.Int64(1), QuestionText: "q", PubDate: "2025-01-02T03:04:05Z"}

// stub is the generated client.
type stub struct{ client v025.QuestionControllerClient }

// id leaves out what is none.
func id(v int64) *int64 {
	if v == 0 {
		return nil
	}
	return &v
}

func request(q suite.Question) *v025.QuestionRequest {
	return &v025.QuestionRequest{Id: id(q.ID), QuestionText: q.QuestionText, PubDate: q.PubDate}
}

func partial(q suite.Question, fields ...string) *v025.QuestionPartialUpdateRequest {
	return &v025.QuestionPartialUpdateRequest{Id: id(q.ID), QuestionText: q.QuestionText, PubDate: q.PubDate, XPartialUpdateFields: fields}
}

func response(q *v025.QuestionResponse, err error) (suite.Question, error) {
	return suite.Question{ID: q.GetId(), QuestionText: q.GetQuestionText(), PubDate: q.GetPubDate()}, err
}

func (s stub) Create(ctx context.Context, q suite.Question) (suite.Question, error) {
	return response(s.client.Create(ctx, request(q)))
}

func (s stub) Retrieve(ctx context.Context, id int64) (suite.Question, error) {
	return response(s.client.Retrieve(ctx, &v025.QuestionRetrieveRequest{Id: id}))
}

func (s stub) Update(ctx context.Context, q suite.Question) (suite.Question, error) {
	return response(s.client.Update(ctx, request(q)))
}

func (s stub) PartialUpdate(ctx context.Context, q suite.Question, fields ...string) (suite.Question, error) {
	return response(s.client.PartialUpdate(ctx, partial(q, fields...)))
}

func (s stub) Destroy(ctx context.Context, id int64) error {
	_, err := s.client.Destroy(ctx, &v025.QuestionDestroyRequest{Id: id})
	return err
}

func (s stub) List(ctx context.Context, opts ...grpc.CallOption) (page suite.Page, err error) {
	list, err := s.client.List(ctx, &v025.QuestionListRequest{}, opts...)
	for _, q := range list.GetResults() {
		q, _ := response(q, nil)
		page.Results = append(page.Results, q)
	}
	page.Count = list.GetCount()
	return page, err
}

func (stub) Counts() bool { return true }

func (s stub) Ask(ctx context.Context, questions ...string) (answers []string, err error) {
	call, err := s.client.Stream(ctx)
	if err != nil {
		return nil, err
	}
	for _, q := range questions {
		if err := call.Send(&v025.QuestionStreamRequest{QuestionText: q}); err != nil {
			return answers, err
		}
		answer, err := call.Recv()
		if err != nil {
			return answers, err
		}
		answers = append(answers, answer.Response)
	}
	if err := call.CloseSend(); err != nil {
		return answers, err
	}
	if more, err := call.Recv(); !errors.Is(err, io.EOF) {
		return answers, fmt.Errorf("at the end: %v, %w", more, err)
	}
	return answers, nil
}
