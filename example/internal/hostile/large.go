package hostile

import (
	"context"
	"iter"
)

// Row is large, and nothing on the wire if it is zero.
type Row struct{ Data [1024]float64 }

// Cells are structs by value in structs by value.
type Cells struct{ A, B, C, D Block }

// Block is a part of Cells.
type Block struct{ A, B, C, D Strings }

// Strings is a part of Block.
type Strings struct{ A, B, C, D, E, F, G, H string }

// Slab is embedded by pointer.
type Slab struct {
	Number int32
	Data   [1024]float64
}

// Embedding has its fields in memory of their own.
type Embedding struct{ *Slab }

// Shape is one of several.
//
//grpc:oneof
type Shape interface{ shape() }

// Wide is held by value.
//
//grpc:field 1
type Wide struct{ Data [1024]float64 }

// Narrow is held by pointer.
//
//grpc:field 2
type Narrow struct{ Data [1024]float64 }

func (Wide) shape()    {}
func (*Narrow) shape() {}

// Edge is as large as an element may be without counting, and one word more.
type Edge struct {
	Data [16]int64
	More int64
}

// Large has large elements in every way in which a field holds elements.
//
//grpc:message
type Large struct {
	Rows      []Row
	Refs      []*Row
	Cells     []Cells
	Blocks    [][4096]byte
	BlockRefs []*[4096]byte
	ByKey     map[int32]Row
	RefByKey  map[int32]*Row
	Bytes     map[int32][4096]byte
	Embedded  []Embedding
	Shape     Shape
	Shapes    []Shape
	Lists     [][]Row
	Edges     []Edge
	Small     []Small
	Inner     *Large
}

// Small is an ordinary element.
type Small struct {
	Name   string
	Number int64
}

// LargeService takes large messages.
//
//grpc:service
type LargeService struct{}

// Count answers with the number of rows in a row.
//
//grpc:action
func (LargeService) Count(_ context.Context, in *Large) (*Large, error) {
	return &Large{Refs: []*Row{{Data: [1024]float64{float64(len(in.Rows))}}}}, nil
}

// Each answers each with the number of its rows.
//
//grpc:action
func (s LargeService) Each(ctx context.Context, in iter.Seq2[*Large, error]) iter.Seq2[*Large, error] {
	return func(yield func(*Large, error) bool) {
		for m, err := range in {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(s.Count(ctx, m)) {
				return
			}
		}
	}
}
