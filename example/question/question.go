// Package question answers questions: the streaming example of Django Socio gRPC, written in Go. On the wire it is the
// same service, so that a client of one can call the other.
//
//grpc:package dsg_example.app_example
package question

import (
	"context"
	"iter"
)

//go:generate go tool grpcgen build

// QuestionService answers questions as they come.
//
//grpc:service name=QuestionController messages=Question
type QuestionService struct{}

// Stream answers each question as it arrives.
//
//grpc:action stream=bidi
func (s *QuestionService) Stream(ctx context.Context, questionText iter.Seq2[string, error]) (response iter.Seq2[string, error]) {
	return func(yield func(string, error) bool) {
		for text, err := range questionText {
			if err != nil || !yield(text+": I don't know i am only a simple stream", nil) {
				return
			}
		}
	}
}
