package question

import (
	"testing"

	"github.com/grpcgen/grpcgen/internal/pagetest"
)

func TestLongestPages(t *testing.T) {
	NewQuestionServiceClient(nil) // registers the file
	pagetest.Decode(t, "bench.question.v1")
}
