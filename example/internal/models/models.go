// Package models has a model service that tests look at from outside: a struct that is two messages, and its filter.
//
//grpc:package example.models
package models

import (
	"database/sql"
	"time"

	"github.com/grpcgen/grpcgen/crud"
)

//go:generate go tool grpcgen build

// ProductService keeps products.
//
//grpc:service
type ProductService struct {
	crud.Service[Product, int64]
	crud.Streamer[Product]
}

// Product is what is sold.
type Product struct {
	ID      int64            `grpc:"sort,filter=exact|in"`
	Name    string           `grpc:"search,sort,filter=exact|icontains"`
	Price   float64          `grpc:"filter=range"`
	State   State            `grpc:"filter=exact|in"`
	Sold    *time.Time       `grpc:"filter=gte|null"`
	Code    sql.Null[string] `grpc:"filter=exact|null"`
	Added   time.Time        `grpc:"type=string,filter=lt,read_only"`
	Secret  string           `grpc:"write_only"`
	Maker   Maker
	Parts   []*Part
	Reviews map[string]Part `grpc:"read_only"`
}

// Maker has nothing of one direction only by itself.
type Maker struct{ Name string }

// Part differs by direction, wherever it is.
type Part struct {
	Name   string
	Weight int32 `grpc:"read_only"`
	Inner  *Part
}

// State is how a product is.
type State int32

// The states.
const (
	StateNew State = iota
	StateUsed
)
