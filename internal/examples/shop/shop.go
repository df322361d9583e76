// Package shop is the service of the examples in package documentation.
//
//grpc:package shop.v1
package shop

import (
	"context"
	"iter"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grpcgen/grpcgen"
)

// Shop takes orders.
//
//grpc:service name=ShopService
type Shop struct{}

// Order is what somebody wants.
type Order struct {
	Item  string
	Count int32

	unknown grpcgen.UnknownFields
}

// Receipt is the answer to an order.
type Receipt struct {
	Number int64
	Order  Order
}

// Buy takes an order.
//
//grpc:action
func (s *Shop) Buy(ctx context.Context, order *Order) (*Receipt, error) {
	if order.Count < 1 {
		return nil, status.Error(codes.InvalidArgument, "nothing is ordered")
	}
	return &Receipt{Number: 1, Order: *order}, nil
}

// Track reports where the goods of a receipt are, until they have arrived.
//
//grpc:action
func (s *Shop) Track(ctx context.Context, number int64) (place iter.Seq2[string, error]) {
	return func(yield func(string, error) bool) {
		_ = yield("packed", nil) && yield("arrived", nil)
	}
}

// Item is what the shop has. Only the shop sets its price, so it is two messages: Item, and ItemInput without it.
type Item struct {
	Name  string
	Price int64 `grpc:"read_only"`
}

// Add takes an item into the shop's stock and returns it with its price.
//
//grpc:action
func (s *Shop) Add(ctx context.Context, item *Item) (*Item, error) {
	return &Item{Name: item.Name, Price: 100}, nil
}
