// Package shapes has messages of the sizes that services send: they are measured beside those that protoc-gen-go makes
// of the same .proto, and handed to libraries that want a proto.Message.
//
//grpc:package shapes.v1
package shapes

import "time"

//go:generate go tool grpcgen build

// Kind is an enum.
type Kind int32

// The kinds.
const (
	KindUnknown Kind = iota
	KindA
	KindB
	KindC
)

// Small has a few fields.
//
//grpc:message
type Small struct {
	Name   string
	ID     int64
	Active bool
	Kind   Kind
}

// Address is nested in others.
//
//grpc:message
type Address struct {
	Street, City, Country, Zip string
	Lat, Lon                   float64
}

// Medium has a field of nearly every kind.
//
//grpc:message
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
//
//grpc:message
type Item struct {
	SKU, Name string
	Qty       int64
	Price     float64
	Points    []int64
	Origin    *Address
}

// List has many elements.
//
//grpc:message
type List struct {
	Items    []Item
	IDs      []int64
	Vals     []float64
	NextPage string
}

// Maps has a map of each of several kinds.
//
//grpc:message
type Maps struct {
	Labels   map[string]string
	Counters map[string]int64
	ByID     map[int64]Small
	Weights  map[uint32]float64
	Payload  []byte
}

// Pick has a oneof.
//
//grpc:message
type Pick struct {
	Text   *string  `grpc:"oneof=value"`
	Number *float64 `grpc:"oneof=value"`
	Flag   *bool    `grpc:"oneof=value"`
	Inner  *Small   `grpc:"oneof=value"`
	List   []Pick
}
