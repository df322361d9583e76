// Package shape has the messages that the benchmarks send, as a user of grpcgen writes them.
//
//grpc:package bench.v1
package shape

import (
	"context"
	"iter"
	"time"
)

//go:generate go tool grpcgen build

// Kind is an enum.
type Kind int32

// The kinds.
const (
	KindUnspecified Kind = iota
	KindA
	KindB
	KindC
)

// Small has a few fields: about 20 bytes.
type Small struct {
	Name   string
	ID     int64
	Active bool
	Kind   Kind
}

// Address is part of others.
type Address struct {
	Street, City, Country, Zip string
	Lat, Lon                   float64
}

// Medium has a field of most kinds: about 570 bytes.
type Medium struct {
	ID, Title, Description string
	A                      int32
	B                      int64
	C                      uint32
	D                      uint64
	E                      int32  `grpc:"type=sint32"`
	F                      int64  `grpc:"type=sint64"`
	G                      uint32 `grpc:"type=fixed32"`
	H                      uint64 `grpc:"type=fixed64"`
	I                      int32  `grpc:"type=sfixed32"`
	J                      int64  `grpc:"type=sfixed64"`
	K                      float32
	L                      float64
	M                      bool
	N                      []byte
	Kind                   Kind
	Tags                   []string
	Home                   Address
	Work                   *Address
	Children               []Small
	CreatedAt, UpdatedAt   time.Time
	Nick                   *string
	ParentID               *int64
	Verified               *bool
	Score                  *float64
	TTL                    time.Duration
}

// Item is an element of List.
type Item struct {
	SKU, Name string
	Qty       int64
	Price     float64
	Points    []int64
	Origin    *Address
}

// List has a thousand items: about 97 KB.
type List struct {
	Items    []Item
	IDs      []int64
	Vals     []float64
	NextPage string
}

// Maps has four maps of fifty entries and 64 KiB of bytes.
type Maps struct {
	Labels   map[string]string
	Counters map[string]int64
	ByID     map[int64]Small
	Weights  map[uint32]float64
	Payload  []byte
}

// Numbers has several megabytes of packed numbers.
//
//grpc:message
type Numbers struct {
	Small   []int32  // of one byte each
	Mixed   []uint64 // of every length
	Deltas  []int64  `grpc:"type=sint64"`
	Doubles []float64
	Floats  []float32
	Hashes  []uint64 `grpc:"type=fixed64"`
}

// Options has optional fields of every kind, two of three set.
//
//grpc:message
type Options struct {
	A, B, C, D *string
	E, F, G, H *int64
	I, J, K, L *bool
	M, N, O, P *float64
	Q, R, S, T *uint32
}

// Choices has a hundred oneofs.
//
//grpc:message
type Choices struct {
	Choices []Choice
}

// Choice is one of several.
type Choice struct {
	Text    *string  `grpc:"oneof=value"`
	Number  *int64   `grpc:"oneof=value"`
	Flag    *bool    `grpc:"oneof=value"`
	Real    *float64 `grpc:"oneof=value"`
	Address *Address `grpc:"oneof=value"`
	Small   *Small   `grpc:"oneof=value"`
}

// Echo answers with what it gets.
//
//grpc:service name=Bench
type Echo struct{}

// EchoSmall answers with the request.
//
//grpc:action
func (*Echo) EchoSmall(_ context.Context, m *Small) (*Small, error) { return m, nil }

// EchoMedium answers with the request.
//
//grpc:action
func (*Echo) EchoMedium(_ context.Context, m *Medium) (*Medium, error) { return m, nil }

// EchoList answers with the request.
//
//grpc:action
func (*Echo) EchoList(_ context.Context, m *List) (*List, error) { return m, nil }

// EchoMaps answers with the request.
//
//grpc:action
func (*Echo) EchoMaps(_ context.Context, m *Maps) (*Maps, error) { return m, nil }

// StreamSmall answers each request with itself.
//
//grpc:action stream=bidi
func (*Echo) StreamSmall(_ context.Context, requests iter.Seq2[*Small, error]) iter.Seq2[*Small, error] {
	return requests
}
