// Package question keeps questions and answers them: the application of Django Socio gRPC's tutorial, written in Go. On
// the wire it is the same service, so that a client of one can call the other; its table is the same too.
//
//grpc:package dsg_example.app_example
package question

import (
	"context"
	"iter"
	"time"
	"unicode/utf8"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/crud/socio"
)

//go:generate go tool grpcgen build

// QuestionService keeps questions, and answers others as they come.
//
//grpc:service
type QuestionService struct {
	crud.Service[Question, int32]
}

// Question is what somebody wants to know.
type Question struct {
	ID           int32     `grpc:"primary,read_only,filter=exact|in,sort"`
	QuestionText string    `grpc:"filter=exact|icontains,sort,search" gorm:"size:200;not null"`
	PubDate      time.Time `grpc:"type=string,filter=exact|range,sort" gorm:"not null"`
}

// TableName is that of the Django application.
func (Question) TableName() string { return "app_example_question" }

// longest is how many characters a question may have.
const longest = 200

// Validate refuses what the Django application refuses.
func (q *Question) Validate() error {
	if n := utf8.RuneCountInString(q.QuestionText); n > longest {
		return &crud.InvalidError{Violations: []crud.Violation{{
			Field: "question_text", Code: "max_length", Message: "Ensure this field has no more than 200 characters.",
		}}}
	}
	return nil
}

// New returns the service of the questions in a store.
func New(store crud.Store[Question, int32]) (*QuestionService, error) {
	model, err := crud.New(crud.Config[Question, int32]{Store: store, Dialect: socio.Dialect{}})
	if err != nil {
		return nil, err
	}
	return &QuestionService{crud.NewService(model)}, nil
}

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
