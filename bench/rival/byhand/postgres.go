package byhand

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	pb "github.com/grpcgen/grpcgen/bench/rival/questionpb"
)

// Postgres is the service over pgx, whose connections prepare every statement once.
type Postgres struct {
	pb.UnimplementedQuestionServiceServer
	Pool *pgxpool.Pool
}

func scanPgx(row pgx.Row) (*pb.Question, error) {
	q := &pb.Question{}
	var asked time.Time
	if err := row.Scan(&q.Id, &q.Title, &q.Body, &q.Author, &q.Votes, &q.Views, &asked, &q.Answer); err != nil {
		return nil, err
	}
	q.Asked = timestamppb.New(asked)
	return q, nil
}

// Retrieve returns a question.
func (s *Postgres) Retrieve(ctx context.Context, r *pb.QuestionServiceRetrieveRequest) (*pb.QuestionServiceRetrieveResponse, error) {
	q, err := scanPgx(s.Pool.QueryRow(ctx, "SELECT "+columns+" FROM questions WHERE id = $1", r.GetId()))
	if err != nil {
		return nil, failure(err)
	}
	return &pb.QuestionServiceRetrieveResponse{Question: q}, nil
}

// Create stores a question.
func (s *Postgres) Create(ctx context.Context, r *pb.QuestionServiceCreateRequest) (*pb.QuestionServiceCreateResponse, error) {
	q := r.GetQuestion()
	row := s.Pool.QueryRow(ctx,
		"INSERT INTO questions (title, body, author, votes, views, asked, answer) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
		q.GetTitle(), q.GetBody(), q.GetAuthor(), q.GetVotes(), q.GetViews(), q.GetAsked().AsTime(), q.Answer)
	if err := row.Scan(&q.Id); err != nil {
		return nil, failure(err)
	}
	return &pb.QuestionServiceCreateResponse{Question: q}, nil
}

// List returns a page of questions.
func (s *Postgres) List(ctx context.Context, r *pb.QuestionServiceListRequest) (*pb.QuestionServiceListResponse, error) {
	size, after, err := pageOf(r)
	if err != nil {
		return nil, err
	}
	rows, err := s.Pool.Query(ctx, "SELECT "+columns+" FROM questions WHERE id > $1 ORDER BY id LIMIT $2", after, size+1)
	if err != nil {
		return nil, failure(err)
	}
	defer rows.Close()
	all := make([]*pb.Question, 0, size+1)
	for rows.Next() {
		q, err := scanPgx(rows)
		if err != nil {
			return nil, failure(err)
		}
		all = append(all, q)
	}
	if err := rows.Err(); err != nil {
		return nil, failure(err)
	}
	return pageWith(all, size), nil
}

// Update replaces a question.
func (s *Postgres) Update(ctx context.Context, r *pb.QuestionServiceUpdateRequest) (*pb.QuestionServiceUpdateResponse, error) {
	q := r.GetQuestion()
	tag, err := s.Pool.Exec(ctx,
		"UPDATE questions SET title = $1, body = $2, author = $3, votes = $4, views = $5, asked = $6, answer = $7 WHERE id = $8",
		q.GetTitle(), q.GetBody(), q.GetAuthor(), q.GetVotes(), q.GetViews(), q.GetAsked().AsTime(), q.Answer, q.GetId())
	if err != nil {
		return nil, failure(err)
	}
	if tag.RowsAffected() == 0 {
		return nil, errNotFound
	}
	return &pb.QuestionServiceUpdateResponse{Question: q}, nil
}

// Stream sends all questions.
func (s *Postgres) Stream(_ *pb.QuestionServiceStreamRequest, st grpc.ServerStreamingServer[pb.QuestionServiceStreamResponse]) error {
	rows, err := s.Pool.Query(st.Context(), "SELECT "+columns+" FROM questions ORDER BY id")
	if err != nil {
		return failure(err)
	}
	defer rows.Close()
	for rows.Next() {
		q, err := scanPgx(rows)
		if err != nil {
			return failure(err)
		}
		if err := st.Send(&pb.QuestionServiceStreamResponse{Question: q}); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return failure(err)
	}
	return nil
}
