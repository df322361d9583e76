// Package plaingorm has the question service as one writes it with GORM on the stubs of protoc-gen-go.
package plaingorm

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
	"gorm.io/gorm"

	pb "github.com/grpcgen/grpcgen/bench/rival/questionpb"
)

// Question is a row.
type Question struct {
	ID                  int64
	Title, Body, Author string
	Votes               int32
	Views               int64
	Asked               time.Time
	Answer              *string
}

func (q *Question) message() *pb.Question {
	return &pb.Question{
		Id: q.ID, Title: q.Title, Body: q.Body, Author: q.Author, Votes: q.Votes, Views: q.Views,
		Asked: timestamppb.New(q.Asked), Answer: q.Answer,
	}
}

func rowOf(q *pb.Question) *Question {
	return &Question{
		ID: q.GetId(), Title: q.GetTitle(), Body: q.GetBody(), Author: q.GetAuthor(), Votes: q.GetVotes(), Views: q.GetViews(),
		Asked: q.GetAsked().AsTime(), Answer: q.Answer,
	}
}

// Service is the service.
type Service struct {
	pb.UnimplementedQuestionServiceServer
	DB *gorm.DB
}

var errNotFound = status.Error(codes.NotFound, "there is no such question")

func failure(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return errNotFound
	}
	return status.Error(codes.Internal, err.Error())
}

// Retrieve returns a question.
func (s *Service) Retrieve(ctx context.Context, r *pb.QuestionServiceRetrieveRequest) (*pb.QuestionServiceRetrieveResponse, error) {
	var q Question
	if err := s.DB.WithContext(ctx).Take(&q, r.GetId()).Error; err != nil {
		return nil, failure(err)
	}
	return &pb.QuestionServiceRetrieveResponse{Question: q.message()}, nil
}

// Create stores a question.
func (s *Service) Create(ctx context.Context, r *pb.QuestionServiceCreateRequest) (*pb.QuestionServiceCreateResponse, error) {
	q := rowOf(r.GetQuestion())
	if err := s.DB.WithContext(ctx).Create(q).Error; err != nil {
		return nil, failure(err)
	}
	return &pb.QuestionServiceCreateResponse{Question: q.message()}, nil
}

// List returns a page of questions.
func (s *Service) List(ctx context.Context, r *pb.QuestionServiceListRequest) (*pb.QuestionServiceListResponse, error) {
	size := min(int(r.GetPageSize()), 1000)
	if size <= 0 {
		size = 100
	}
	tx := s.DB.WithContext(ctx).Order("id").Limit(size + 1)
	if token := r.GetPageToken(); token != "" {
		b, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || len(b) != 8 {
			return nil, status.Error(codes.InvalidArgument, "page_token is malformed")
		}
		tx = tx.Where("id > ?", int64(binary.BigEndian.Uint64(b)))
	}
	var rows []Question
	if err := tx.Find(&rows).Error; err != nil {
		return nil, failure(err)
	}
	page := &pb.QuestionServiceListResponse{}
	if len(rows) > size {
		rows = rows[:size]
		last := binary.BigEndian.AppendUint64(nil, uint64(rows[size-1].ID))
		page.NextPageToken = base64.RawURLEncoding.EncodeToString(last)
	}
	page.Results = make([]*pb.Question, len(rows))
	for i := range rows {
		page.Results[i] = rows[i].message()
	}
	return page, nil
}

// Update replaces a question.
func (s *Service) Update(ctx context.Context, r *pb.QuestionServiceUpdateRequest) (*pb.QuestionServiceUpdateResponse, error) {
	q := rowOf(r.GetQuestion())
	tx := s.DB.WithContext(ctx).Model(q).Select("*").Updates(q)
	switch {
	case tx.Error != nil:
		return nil, failure(tx.Error)
	case tx.RowsAffected == 0:
		return nil, errNotFound
	}
	return &pb.QuestionServiceUpdateResponse{Question: q.message()}, nil
}

// Stream sends all questions.
func (s *Service) Stream(_ *pb.QuestionServiceStreamRequest, st grpc.ServerStreamingServer[pb.QuestionServiceStreamResponse]) error {
	tx := s.DB.WithContext(st.Context())
	rows, err := tx.Model(&Question{}).Order("id").Rows()
	if err != nil {
		return failure(err)
	}
	defer rows.Close()
	for rows.Next() {
		var q Question
		if err := tx.ScanRows(rows, &q); err != nil {
			return failure(err)
		}
		if err := st.Send(&pb.QuestionServiceStreamResponse{Question: q.message()}); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return failure(err)
	}
	return nil
}
