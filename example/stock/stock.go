// Package stock is a module of its own, whose messages other modules import: see ../internal/orders.
package stock

import "context"

//go:generate go tool grpcgen build

// Counter counts what is on the shelves.
//
//grpc:service
type Counter struct{}

// Count counts.
//
//grpc:action
func (c *Counter) Count(ctx context.Context, item *Item) (count int64, err error) {
	return int64(len(item.Labels)), nil
}

// Serve needs the glue of this package, which a build of another module does not see.
func Serve() CounterServer { return &Counter{} }

// Item is what can be ordered.
//
//grpc:message name=Article
type Item struct {
	Name   string
	Kind   Kind
	Size   Size
	Place  Place
	Labels map[string]*Label
}

// Label is stuck on an item.
type Label struct{ Text string }

// Kind says how to carry it.
type Kind uint8

// The kinds.
const (
	KindNone Kind = iota
	KindFragile
)

// Size is an enum by text.
//
//grpc:enum
type Size string

// The sizes.
const (
	SizeSmall Size = "small"
	SizeLarge Size = "large"
)

// Place is where an item is.
type Place interface{ isPlace() }

// Shelf is a place.
type Shelf struct{ Number int32 }

func (Shelf) isPlace() {}

// Box is a place that is shared.
type Box struct{ Items []*Item }

func (*Box) isPlace() {}

// Meter travels in a frame: it has a Reset of its own.
//
//grpc:message
type Meter struct{ Count int64 }

// Reset starts to count at n.
func (m *Meter) Reset(n int64) { m.Count = n }

// Loose is not a message of this module, so that a user of it makes one of its own.
type Loose struct{ Label Label }
