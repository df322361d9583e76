// Package second uses types that package frames uses too: each has messages of its own for them.
package second

import (
	"context"
	"image"

	"github.com/grpcgen/grpcgen/example/internal/frames"
)

//go:generate go tool grpcgen build

// Second shares types with package frames.
//
//grpc:service
type Second struct{}

// Flip swaps the corners, and counts.
//
//grpc:action
func (s *Second) Flip(ctx context.Context, in image.Rectangle) (*frames.Page[image.Rectangle], error) {
	return &frames.Page[image.Rectangle]{Items: []image.Rectangle{{Min: in.Max, Max: in.Min}}}, nil
}

// Next counts one further. The message is that of package frames.
//
//grpc:action
func (s *Second) Next(ctx context.Context, in *frames.Counter) (*frames.Counter, error) {
	return &frames.Counter{N: in.N + 1}, nil
}
