package byhand

import (
	"context"
	"database/sql"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	pb "github.com/grpcgen/grpcgen/bench/rival/questionpb"
)

// SQLite is the service over database/sql, with prepared statements.
type SQLite struct {
	pb.UnimplementedQuestionServiceServer
	retrieve, create, list, update, stream *sql.Stmt
}

// NewSQLite prepares the statements.
func NewSQLite(db *sql.DB) (*SQLite, error) {
	s := &SQLite{}
	for _, p := range []struct {
		statement **sql.Stmt
		text      string
	}{
		{&s.retrieve, "SELECT " + columns + " FROM questions WHERE id = ?"},
		{&s.create, "INSERT INTO questions (title, body, author, votes, views, asked, answer) VALUES (?, ?, ?, ?, ?, ?, ?)"},
		{&s.list, "SELECT " + columns + " FROM questions WHERE id > ? ORDER BY id LIMIT ?"},
		{&s.update, "UPDATE questions SET title = ?, body = ?, author = ?, votes = ?, views = ?, asked = ?, answer = ? WHERE id = ?"},
		{&s.stream, "SELECT " + columns + " FROM questions ORDER BY id"},
	} {
		var err error
		if *p.statement, err = db.Prepare(p.text); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// scanSQL reads a row.
func scanSQL(row interface{ Scan(...any) error }) (*pb.Question, error) {
	q := &pb.Question{}
	var asked time.Time
	if err := row.Scan(&q.Id, &q.Title, &q.Body, &q.Author, &q.Votes, &q.Views, &asked, &q.Answer); err != nil {
		return nil, err
	}
	q.Asked = timestamppb.New(asked)
	return q, nil
}

// Retrieve returns a question.
func (s *SQLite) Retrieve(ctx context.Context, r *pb.QuestionServiceRetrieveRequest) (*pb.QuestionServiceRetrieveResponse, error) {
	q, err := scanSQL(s.retrieve.QueryRowContext(ctx, r.GetId()))
	if err != nil {
		return nil, failure(err)
	}
	return &pb.QuestionServiceRetrieveResponse{Question: q}, nil
}

// Create stores a question.
func (s *SQLite) Create(ctx context.Context, r *pb.QuestionServiceCreateRequest) (*pb.QuestionServiceCreateResponse, error) {
	q := r.GetQuestion()
	result, err := s.create.ExecContext(ctx, q.GetTitle(), q.GetBody(), q.GetAuthor(), q.GetVotes(), q.GetViews(), q.GetAsked().AsTime(), q.Answer)
	if err == nil {
		q.Id, err = result.LastInsertId()
	}
	if err != nil {
		return nil, failure(err)
	}
	return &pb.QuestionServiceCreateResponse{Question: q}, nil
}

// List returns a page of questions.
func (s *SQLite) List(ctx context.Context, r *pb.QuestionServiceListRequest) (*pb.QuestionServiceListResponse, error) {
	size, after, err := pageOf(r)
	if err != nil {
		return nil, err
	}
	rows, err := s.list.QueryContext(ctx, after, size+1)
	if err != nil {
		return nil, failure(err)
	}
	defer rows.Close()
	all := make([]*pb.Question, 0, size+1)
	for rows.Next() {
		q, err := scanSQL(rows)
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
func (s *SQLite) Update(ctx context.Context, r *pb.QuestionServiceUpdateRequest) (*pb.QuestionServiceUpdateResponse, error) {
	q := r.GetQuestion()
	result, err := s.update.ExecContext(ctx, q.GetTitle(), q.GetBody(), q.GetAuthor(), q.GetVotes(), q.GetViews(), q.GetAsked().AsTime(), q.Answer, q.GetId())
	if err != nil {
		return nil, failure(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return nil, errNotFound
	}
	return &pb.QuestionServiceUpdateResponse{Question: q}, nil
}

// Stream sends all questions.
func (s *SQLite) Stream(_ *pb.QuestionServiceStreamRequest, st grpc.ServerStreamingServer[pb.QuestionServiceStreamResponse]) error {
	rows, err := s.stream.QueryContext(st.Context())
	if err != nil {
		return failure(err)
	}
	defer rows.Close()
	for rows.Next() {
		q, err := scanSQL(rows)
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
