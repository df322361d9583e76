// Package orders uses the messages of another module, stock, which grpcgen has built: they are imported, and travel as what
// they are there.
package orders

import (
	"context"
	"iter"

	"github.com/grpcgen/grpcgen/example/stock"
)

//go:generate go tool grpcgen build

// Order holds what can come from another module, in every way that a field can.
type Order struct {
	Item   stock.Item
	Spare  *stock.Item
	Items  []*stock.Item
	ByName map[string]stock.Item
	Kind   stock.Kind
	Kinds  []stock.Kind
	Size   stock.Size
	Sizes  map[string]stock.Size
	Place  stock.Place
	Places []stock.Place
	Meter  stock.Meter
	Meters []*stock.Meter
	Loose  stock.Loose
	stock.Label
}

// Orders takes them.
//
//grpc:service
type Orders struct{}

// Put gives an order back.
//
//grpc:action
func (o *Orders) Put(ctx context.Context, order *Order) (*Order, error) { return order, nil }

// Take takes an article of the other module, and counts it with a message that travels in a frame.
//
//grpc:action
func (o *Orders) Take(ctx context.Context, item *stock.Item) (*stock.Meter, error) {
	return &stock.Meter{Count: int64(len(item.Labels))}, nil
}

// Watch answers with the items that it is sent.
//
//grpc:action
func (o *Orders) Watch(ctx context.Context, items iter.Seq2[stock.Item, error]) iter.Seq2[*stock.Item, error] {
	return func(yield func(*stock.Item, error) bool) {
		for item, err := range items {
			if !yield(&item, err) {
				return
			}
		}
	}
}
