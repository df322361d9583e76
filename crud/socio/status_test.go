package socio_test

import (
	"context"
	"errors"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/socio"
)

func TestTexts(t *testing.T) {
	svc := service(t, config{BeforeDestroy: func(_ context.Context, q *Question) error {
		return map[int32]error{
			1: errors.New("secret"), 2: socio.Error(codes.PermissionDenied, ""), 3: crud.ErrNotFound, 4: socio.Error(codes.DataLoss, "gone"),
		}[q.ID]
	}})
	_, notFound := svc.Retrieve(t.Context(), 9)
	_, blank := svc.Create(t.Context(), &Question{})
	_, nobody := svc.Create(t.Context(), &Question{QuestionText: "x", Owner: "nobody"})
	_, twice := svc.Create(t.Context(), &Question{QuestionText: "Why not?"})
	for _, c := range []struct {
		err  error
		code codes.Code
		text string
	}{
		{notFound, codes.NotFound, `{"message": "Question: 9 not found!", "code": "not_found"}`},
		{blank, codes.InvalidArgument, `{"question_text": {"message": "This field may not be blank.", "code": "invalid"}}`},
		{nobody, codes.InvalidArgument, `{"owner": [{"message": "Who?", "code": "invalid"}, {"message": "Not \"nobody\".", "code": "invalid"}], ` +
			`"non_field_errors": {"message": "Gr\u00f6\u00dfe \ud83d\ude00\n", "code": "invalid"}}`},
		{twice, codes.AlreadyExists, `{"question_text": {"message": "Question with this question_text already exists", "code": "unique"}}`},
		{svc.Destroy(t.Context(), 1), codes.Unknown, ""},
		{svc.Destroy(t.Context(), 2), codes.PermissionDenied, `{"message": "You do not have permission to perform this action.", "code": "permission_denied"}`},
		{svc.Destroy(t.Context(), 3), codes.NotFound, `{"message": "Question: 3 not found!", "code": "not_found"}`},
		{svc.Destroy(t.Context(), 4), codes.DataLoss, `{"message": "gone", "code": "error"}`},
	} {
		if s := status.Convert(c.err); s.Code() != c.code || s.Message() != c.text {
			t.Errorf("the status is %v %s\nwant %v %s", s.Code(), s.Message(), c.code, c.text)
		}
	}
	if got := (socio.Dialect{}).Text(&crud.Failure{Code: codes.NotFound, Message: "not found"}); got != `{"message": "Not found.", "code": "not_found"}` {
		t.Error(got)
	}
}

func TestCodeOfHTTP(t *testing.T) {
	for http, want := range map[int]codes.Code{
		400: codes.InvalidArgument, 401: codes.Unauthenticated, 403: codes.PermissionDenied, 404: codes.NotFound, 405: codes.Unimplemented,
		408: codes.DeadlineExceeded, 409: codes.Aborted, 412: codes.FailedPrecondition, 416: codes.OutOfRange, 429: codes.ResourceExhausted,
		500: codes.Internal, 503: codes.Unavailable, 418: codes.Unknown, 200: codes.Unknown,
	} {
		if got := socio.CodeOfHTTP(http); got != want {
			t.Errorf("%d is %v, want %v", http, got, want)
		}
	}
}
