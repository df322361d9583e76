// Package question has the model service of the benchmarks, as a user of grpcgen writes it.
//
//grpc:package bench.question.v1
package question

import (
	"time"

	"github.com/grpcgen/grpcgen/crud"
)

//go:generate go tool grpcgen build

// QuestionService keeps questions.
//
//grpc:service
type QuestionService struct {
	crud.Service[Question, int64]
	crud.Streamer[Question]
}

// Question is a row.
type Question struct {
	ID                  int64
	Title, Body, Author string
	Votes               int32
	Views               int64
	Asked               time.Time
	Answer              *string
}

// New returns the service over a store.
func New(store crud.Store[Question, int64]) (*QuestionService, error) {
	model, err := crud.New(crud.Config[Question, int64]{Store: store})
	if err != nil {
		return nil, err
	}
	return &QuestionService{crud.NewService(model), crud.NewStreamer(model)}, nil
}
