// Package byhand has the question service as one writes it without a framework: a statement and a scan for each method,
// on the stubs of protoc-gen-go.
package byhand

import (
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "github.com/grpcgen/grpcgen/bench/rival/questionpb"
)

const columns = "id, title, body, author, votes, views, asked, answer"

// pageOf returns how many rows a page has, and the key behind which it begins.
func pageOf(r *pb.QuestionServiceListRequest) (size int, after int64, err error) {
	size = int(r.GetPageSize())
	switch {
	case size < 0:
		return 0, 0, status.Error(codes.InvalidArgument, "page_size is negative")
	case size == 0:
		size = 100
	case size > 1000:
		size = 1000
	}
	if token := r.GetPageToken(); token != "" {
		b, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || len(b) != 8 {
			return 0, 0, status.Error(codes.InvalidArgument, "page_token is malformed")
		}
		after = int64(binary.BigEndian.Uint64(b))
	}
	return size, after, nil
}

// pageWith makes a page of the rows that were read, one more than it holds if there is one.
func pageWith(rows []*pb.Question, size int) *pb.QuestionServiceListResponse {
	page := &pb.QuestionServiceListResponse{Results: rows}
	if len(rows) > size {
		page.Results = rows[:size]
		last := binary.BigEndian.AppendUint64(nil, uint64(rows[size-1].GetId()))
		page.NextPageToken = base64.RawURLEncoding.EncodeToString(last)
	}
	return page
}

var errNotFound = status.Error(codes.NotFound, "there is no such question")

func failure(err error) error {
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, pgx.ErrNoRows) {
		return errNotFound
	}
	return status.Error(codes.Internal, err.Error())
}
