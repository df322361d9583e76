// Package frames serves types that cannot have the methods of a message: instances of generic types, structs of other
// modules, and one with a Reset of its own.
package frames

import (
	"context"
	"errors"
	"image"
	"io"
	"iter"

	"google.golang.org/grpc"
)

//go:generate go tool grpcgen build

// Counter has a method that a message needs for itself.
type Counter struct{ N int64 }

// Reset counts from the start.
func (c *Counter) Reset(start int64) { c.N = start }

// Page is a part of a list.
type Page[T any] struct {
	Items []T
	Next  *Page[T]
}

// Frames has a method of every shape, and takes what it carries by pointer and by value.
//
//grpc:service
type Frames struct{}

// Bounds returns a rectangle around points.
//
//grpc:action
func (f *Frames) Bounds(ctx context.Context, points *Page[image.Point]) (*image.Rectangle, error) {
	out := new(image.Rectangle)
	for _, p := range points.Items {
		*out = out.Union(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))})
	}
	return out, nil
}

// Double counts twice as far.
//
//grpc:action
func (f *Frames) Double(ctx context.Context, in Counter) (Counter, error) {
	if in.N < 0 {
		return Counter{}, errors.New("too small")
	}
	return Counter{N: 2 * in.N}, nil
}

// Count counts down.
//
//grpc:action
func (f *Frames) Count(ctx context.Context, from *Counter) iter.Seq2[*Counter, error] {
	return func(yield func(*Counter, error) bool) {
		for n := from.N; n > 0; n-- {
			if !yield(&Counter{N: n}, nil) {
				return
			}
		}
	}
}

// Sum adds.
//
//grpc:action
func (f *Frames) Sum(ctx context.Context, in iter.Seq2[Counter, error]) (*Counter, error) {
	out := new(Counter)
	for c, err := range in {
		if err != nil {
			return nil, err
		}
		out.N += c.N
	}
	return out, nil
}

// Echo returns what it is given.
//
//grpc:action
func (f *Frames) Echo(ctx context.Context, in iter.Seq2[*Page[string], error]) iter.Seq2[Page[string], error] {
	return func(yield func(Page[string], error) bool) {
		for p, err := range in {
			if err != nil || !yield(*p, nil) {
				return
			}
		}
	}
}

// Raw is Frames in the style of grpc-go.
//
//grpc:service
type Raw struct{}

// Count counts down.
//
//grpc:action
func (r *Raw) Count(from *Counter, stream grpc.ServerStreamingServer[Counter]) error {
	for n := from.N; n > 0; n-- {
		if err := stream.Send(&Counter{N: n}); err != nil {
			return err
		}
	}
	return nil
}

// Sum adds.
//
//grpc:action
func (r *Raw) Sum(stream grpc.ClientStreamingServer[Counter, Counter]) error {
	out := new(Counter)
	for {
		c, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return stream.SendAndClose(out)
		}
		if err != nil {
			return err
		}
		out.N += c.N
	}
}

// Echo returns what it is given.
//
//grpc:action
func (r *Raw) Echo(stream grpc.BidiStreamingServer[Page[string], Counter]) error {
	for {
		p, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(&Counter{N: int64(len(p.Items))}); err != nil {
			return err
		}
	}
}
