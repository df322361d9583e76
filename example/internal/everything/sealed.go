package everything

import "image"

// Shape is a oneof of every kind of variant.
type Shape interface{ isShape() }

// Circle is a message by value.
type Circle struct {
	Radius float64
	Name   string
}

// Square is a message by pointer, and holds shapes.
type Square struct {
	Side   int64
	Within []Shape
	ByName map[string]Shape
}

// Label is a string.
type Label string

// Count is a number.
type Count int32

// Ratio is a number with a fraction.
type Ratio float32

// Blob is bytes.
type Blob []byte

// Flag is a bool.
type Flag bool

// Tone is an enum.
type Tone uint8

// The tones.
const (
	ToneLow Tone = iota
	ToneHigh
)

// Nothing has no fields.
type Nothing struct{}

func (Circle) isShape()  {}
func (*Square) isShape() {}
func (Label) isShape()   {}
func (Count) isShape()   {}
func (Ratio) isShape()   {}
func (Blob) isShape()    {}
func (Flag) isShape()    {}
func (Tone) isShape()    {}
func (Nothing) isShape() {}

// Drawing has shapes in every place that can hold one.
//
//grpc:message
type Drawing struct {
	Shape  Shape
	Shapes []Shape
	ByName map[string]Shape
	Size   image.Point
}
