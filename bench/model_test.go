package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	pb "github.com/grpcgen/grpcgen/bench/rival/questionpb"
)

// testRows is how many questions the databases of the tests have.
const testRows = 1000

// startHere starts a contender in this process.
func startHere(contender string, d database) (*process, error) {
	address, err := startServer(contender, d)
	var grown growth
	return &process{address: address, ask: grown.answer, close: func() {}}, err
}

// onModels runs a test over each database; all contenders must do the same.
func onModels(t *testing.T, f *modelField, test func(t *testing.T, servers []*modelServer)) {
	for _, kind := range []string{sqliteKind, postgresKind} {
		var servers []*modelServer
		for i := range modelContenders() {
			servers = append(servers, f.server(kind, i))
		}
		t.Run(kind, func(t *testing.T) { test(t, servers) })
	}
}

// transcript is what a contender answered. The texts of errors are its own.
type transcript []proto.Message

func (all *transcript) add(m proto.Message, err error) {
	if err != nil {
		all.add(status.New(status.Code(err), "").Proto(), nil)
		return
	}
	*all = append(*all, m)
}

// converse has a contender do everything there is but create. It changes a row first, so that all find the same.
func converse(t *testing.T, s *modelServer) (all transcript) {
	for n := range int64(2) {
		q := newQuestion(n)
		q.Id = 5
		all.add(s.client.Update(background, &pb.QuestionServiceUpdateRequest{Question: q}))
		all.add(s.client.Retrieve(background, &pb.QuestionServiceRetrieveRequest{Id: 5}))
		q.Id = testRows + 1_000_000
		all.add(s.client.Update(background, &pb.QuestionServiceUpdateRequest{Question: q}))
	}
	for _, id := range []int64{1, 2, testRows, testRows + 1_000_000, -1} {
		all.add(s.client.Retrieve(background, &pb.QuestionServiceRetrieveRequest{Id: id}))
	}
	all.add(s.client.List(background, &pb.QuestionServiceListRequest{PageToken: "?"}))
	for token, more := "", true; more; {
		page, err := s.client.List(background, &pb.QuestionServiceListRequest{PageSize: 100, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		token, more = page.NextPageToken, page.NextPageToken != ""
		page.NextPageToken = fmt.Sprint(more) // a token is of its server's making
		all.add(page, nil)
	}
	for _, m := range received(t, s) {
		all.add(m, nil)
	}
	return all
}

// received returns all rows of a stream.
func received(t *testing.T, s *modelServer) (all []*pb.QuestionServiceStreamResponse) {
	st, err := s.client.Stream(background, &pb.QuestionServiceStreamRequest{})
	for err == nil {
		var m *pb.QuestionServiceStreamResponse
		if m, err = st.Recv(); err == nil {
			all = append(all, m)
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	return all
}

// What one contender answers, all do.
func TestModels(t *testing.T) {
	f := &modelField{rows: testRows, start: startHere}
	defer f.close()
	onModels(t, f, func(t *testing.T, servers []*modelServer) {
		want := converse(t, servers[0])
		missing := status.New(codes.NotFound, "").Proto()
		if len(want) != 6+5+1+testRows/100+testRows || !proto.Equal(want[9], missing) || len(want[12].(*pb.QuestionServiceListResponse).Results) != 100 {
			t.Fatalf("%d answers: %v", len(want), want[:min(12, len(want))])
		}
		for i, s := range servers {
			if got := converse(t, s); !slices.EqualFunc(got, want, proto.Equal) {
				t.Errorf("%s: %d answers and not %d, or others", modelContenders()[i].name, len(got), len(want))
			}
		}
		for i, s := range servers {
			sent := newQuestion(int64(i))
			created, err := s.client.Create(background, &pb.QuestionServiceCreateRequest{Question: sent})
			if err != nil || created.Question.Id != testRows+1+int64(i) {
				t.Fatal(created, err)
			}
			sent.Id = created.Question.Id
			for _, other := range servers {
				kept, err := other.client.Retrieve(background, &pb.QuestionServiceRetrieveRequest{Id: sent.Id})
				if err != nil || !proto.Equal(kept.Question, sent) || !proto.Equal(created.Question, sent) {
					t.Error(kept, created, sent, err)
				}
			}
		}
	})
	r := f.races()[0]
	r.print(io.Discard, r.run(1))
	for _, kind := range []string{sqliteKind, postgresKind} {
		r := streamRace{f, kind}
		results := r.run(1)
		if r.print(io.Discard, results); results[0].rows < testRows {
			t.Errorf("a stream of %d rows", results[0].rows)
		}
	}
}
