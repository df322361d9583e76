// Package everything has a field of every type that can travel, for tests that hold the generated code against
// protobuf-go.
//
//grpc:package everything.v1
package everything

import (
	"image"
	"time"

	"github.com/grpcgen/grpcgen"
)

//go:generate go tool grpcgen build

// All has a field of every kind in every cardinality.
//
//grpc:message
type All struct {
	Bool     bool
	Int8     int8
	Int16    int16
	Int32    int32
	Int64    int64
	Int      int
	Uint8    uint8
	Uint16   uint16
	Uint32   uint32
	Uint64   uint64
	Uint     uint
	Sint32   int32  `grpc:"type=sint32"`
	Sint64   int64  `grpc:"type=sint64"`
	Fixed32  uint32 `grpc:"type=fixed32"`
	Fixed64  uint64 `grpc:"type=fixed64"`
	Sfixed32 int32  `grpc:"type=sfixed32"`
	Sfixed64 int64  `grpc:"type=sfixed64"`
	Float    float32
	Double   float64
	String   Name
	Bytes    []byte
	Color    Color
	At       time.Time
	Wait     time.Duration
	Value    Leaf
	Pointer  *All

	OptBool   *bool
	OptInt8   *int8
	OptUint64 *uint64
	OptSint   *int64  `grpc:"type=sint64"`
	OptFixed  *uint32 `grpc:"type=fixed32"`
	OptDouble *float64
	OptString *Name
	OptBytes  *[]byte
	OptColor  *Color
	OptAt     *time.Time
	OptWait   *time.Duration

	Bools    []bool
	Int16s   []int16
	Int64s   []int64
	Uint32s  []uint32
	Sints    []int32  `grpc:"type=sint32"`
	Fixeds   []uint64 `grpc:"type=fixed64"`
	Floats   []float32
	Doubles  []float64
	Strings  []string
	Byteses  [][]byte
	Colors   []Color
	Ats      []time.Time
	Waits    []time.Duration
	Values   []Leaf
	Pointers []*Leaf
	Loose    []int32  `grpc:"unpacked"`
	Widened  []int16  `grpc:"type=int64"`
	Halves   []uint32 `grpc:"type=uint64"`

	ByString map[string]string
	ByInt    map[int32]float64
	BySint   map[int64]uint8 `grpc:"key=sint64"`
	ByBool   map[bool][]byte
	ByFixed  map[uint32]Color `grpc:"key=fixed32"`
	ByName   map[Name]time.Time
	ByWait   map[uint64]time.Duration
	ByValue  map[string]Leaf
	ByPtr    map[int64]*Leaf

	Grid     [][]float64
	Cube     [][][]string
	ByRow    map[string][]int32 `grpc:"type=sint32"`
	ByPlace  map[string]map[int64]Leaf
	Forest   []map[bool]*Leaf
	Tree     Tree
	Graph    map[string]Graph
	Nameless struct {
		Text string
		Deep []struct{ N int }
	}
	NamelessP *struct{ Text string }
	Page      Page[Leaf]
	Pages     []*Page[string]
	Box       image.Rectangle
	BoxP      *image.Rectangle
	Dots      []image.Point
	Counter   Counter
	Counters  map[string]*Counter

	Embedded
	*Pointed
	High int `grpc:"20000"`
}

// Name is a named string.
type Name string

// Color is an enum without a zero of its own.
type Color int32

// The colours.
const (
	ColorRed  Color = 1
	ColorBlue Color = -2
)

// Leaf is a small message.
type Leaf struct {
	Text string
	N    int64
}

// Tree is nothing but branches.
type Tree []Tree

// Graph leads from names to graphs.
type Graph map[string]Graph

// Page is an instance for each type that it holds.
type Page[T any] struct {
	Items []T
	First T
	Next  *Page[T]
}

// Counter has a method that a message needs for itself.
type Counter struct{ N int64 }

// Reset counts from the start.
func (c *Counter) Reset(start int64) { c.N = start }

// Embedded is flattened.
type Embedded struct{ Inner string }

// Pointed is flattened, and may be missing.
type Pointed struct {
	Deep  int32
	Leafy Leaf
	List  []*Leaf
}

// Open keeps the fields that it does not know.
//
//grpc:message
type Open struct {
	N     int32
	Inner *Open
	Value Shut
	rest  grpcgen.UnknownFields
}

// Shut keeps nothing else.
type Shut struct {
	grpcgen.UnknownFields
}

// Choice has oneofs of every kind that a pointer can hold.
//
//grpc:message
type Choice struct {
	N       int32
	Bool    *bool          `grpc:"oneof=pick"`
	Int8    *int8          `grpc:"oneof=pick"`
	Uint64  *uint64        `grpc:"oneof=pick"`
	Sint    *int32         `grpc:"oneof=pick,type=sint32"`
	Fixed   *uint64        `grpc:"oneof=pick,type=fixed64"`
	Float   *float32       `grpc:"oneof=pick"`
	Double  *float64       `grpc:"oneof=pick"`
	Name    *Name          `grpc:"oneof=pick"`
	Bytes   *[]byte        `grpc:"oneof=pick"`
	Color   *Color         `grpc:"oneof=pick"`
	At      *time.Time     `grpc:"oneof=pick"`
	Wait    *time.Duration `grpc:"oneof=pick"`
	Leaf    *Leaf          `grpc:"oneof=pick"`
	Deeper  *Choice        `grpc:"oneof=pick"`
	Left    *Leaf          `grpc:"oneof=side"`
	Right   *Leaf          `grpc:"oneof=side"`
	Single  *int64         `grpc:"oneof=alone"`
	Nothing *int64
	Choices []Choice
	ByKey   map[string]Choice
	*Apart
}

// Apart has a oneof behind an embedded pointer.
type Apart struct {
	Here  *string `grpc:"oneof=place"`
	There *int64  `grpc:"oneof=place"`
}
