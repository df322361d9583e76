package question_test

import (
	"testing"

	"github.com/grpcgen/grpcgen/example/question"
	"github.com/grpcgen/grpcgen/internal/pagetest"
)

func TestLongestPages(t *testing.T) {
	question.NewQuestionControllerClient(nil) // registers the file
	pagetest.Decode(t, "dsg_example.app_example")
}
