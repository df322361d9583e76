package v019_test

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
	"github.com/grpcgen/grpcgen/example/question/internal/django/v019"
)

func TestMain(m *testing.M) { suite.Main(m) }

func TestApplication(t *testing.T) {
	suite.Run(t, func(cc grpc.ClientConnInterface) suite.Stub { return stub{v019.NewQuestionControllerClient(cc)} })
}

// The bytes of the stubs are those that the suite sends and gets.
func TestBytes(t *testing.T) {
	for _, test := range []struct {
		bytes string
		m     proto.Message
	}{
		{suite.AskedBytes, &v019.QuestionStreamRequest{QuestionText: "Do you like gRPC ?"}},
		{suite.AnsweredBytes, &v019.QuestionStreamResponse{Response: "Do you like gRPC ?: I don't know i am only a simple stream"}},
		{suite.QuestionBytes, question},
		{suite.QuestionBytes, request(suite.Question{ID: 1, QuestionText: "q", PubDate: "2025-01-02T03:04:05Z"})},
		{suite.NewBytes, request(suite.Question{QuestionText: "q", PubDate: "2025-01-02T03:04:05Z"})},
		{suite.KeyBytes, &v019.QuestionRetrieveRequest{Id: 1}},
		{suite.KeyBytes, &v019.QuestionDestroyRequest{Id: 1}},
		{suite.ListBytes, &v019.QuestionListResponse{Results: []*v019.QuestionResponse{question}}},
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

var question = &v019.QuestionResponse{Id: 1, QuestionText: "q", PubDate: "2025-01-02T03:04:05Z"}

// stub is the generated client.
type stub struct{ client v019.QuestionControllerClient }

func request(q suite.Question) *v019.QuestionRequest {
	return &v019.QuestionRequest{Id: int32(q.ID), QuestionText: q.QuestionText, PubDate: q.PubDate}
}

func partial(q suite.Question, fields ...string) *v019.QuestionPartialUpdateRequest {
	return &v019.QuestionPartialUpdateRequest{Id: int32(q.ID), QuestionText: q.QuestionText, PubDate: q.PubDate, XPartialUpdateFields: fields}
}

func response(q *v019.QuestionResponse, err error) (suite.Question, error) {
	return suite.Question{ID: int64(q.GetId()), QuestionText: q.GetQuestionText(), PubDate: q.GetPubDate()}, err
}

func (s stub) Create(ctx context.Context, q suite.Question) (suite.Question, error) {
	return response(s.client.Create(ctx, request(q)))
}

func (s stub) Retrieve(ctx context.Context, id int64) (suite.Question, error) {
	return response(s.client.Retrieve(ctx, &v019.QuestionRetrieveRequest{Id: int32(id)}))
}

func (s stub) Update(ctx context.Context, q suite.Question) (suite.Question, error) {
	return response(s.client.Update(ctx, request(q)))
}

func (s stub) PartialUpdate(ctx context.Context, q suite.Question, fields ...string) (suite.Question, error) {
	return response(s.client.PartialUpdate(ctx, partial(q, fields...)))
}

func (s stub) Destroy(ctx context.Context, id int64) error {
	_, err := s.client.Destroy(ctx, &v019.QuestionDestroyRequest{Id: int32(id)})
	return err
}

func (s stub) List(ctx context.Context, opts ...grpc.CallOption) (page suite.Page, err error) {
	list, err := s.client.List(ctx, &v019.QuestionListRequest{}, opts...)
	for _, q := range list.GetResults() {
		q, _ := response(q, nil)
		page.Results = append(page.Results, q)
	}

	return page, err
}

func (stub) Counts() bool { return false }

func (s stub) Ask(ctx context.Context, questions ...string) (answers []string, err error) {
	call, err := s.client.Stream(ctx)
	if err != nil {
		return nil, err
	}
	for _, q := range questions {
		if err := call.Send(&v019.QuestionStreamRequest{QuestionText: q}); err != nil {
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
