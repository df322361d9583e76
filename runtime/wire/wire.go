// Package wire is for generated code only.
//
// WARNING: This package should only be imported by the code that grpcgen generates. It changes with that code, and
// nothing in it is promised to anyone else. Programs use package [github.com/grpcgen/grpcgen].
//
// It is the proto3 wire format: one call sizes, writes or reads one field.
//
// A message is written backwards. Every Put function takes a buffer and the index where its record must end, and
// returns the index where it starts; a nested message then knows its length when its prefix is written, and nothing is
// measured twice. The buffer must hold what the Size functions promise.
//
// Every kind X of the protobuf language has five functions: SizeX and PutX for a field without presence, which is not
// sent when it holds the zero value; LenX and RawX for a value without its tag, as the containers (Optional, Repeated,
// Packed, Map) need it; and ReadX, which reads a value at b[i:] and returns the index behind it, or a negative code.
// They are generic over the Go types that hold the kind. A value that proto cannot express panics with an *EncodeError,
// which package runtime turns into an error.
//
// The format: https://protobuf.dev/programming-guides/encoding.
package wire

import "unsafe"

// The wire types, for tags of the form number<<3 | type. Groups are read over and never written.
const (
	Varint     = 0
	Fixed64    = 1
	Bytes      = 2
	startGroup = 3
	endGroup   = 4
	Fixed32    = 5
)

// Field numbers that the language guide allows.
const (
	minNumber = 1
	maxNumber = 1<<29 - 1
)

// Deref returns p, and a zero value for nil: the fields of an embedded struct that is not there.
func Deref[T any](p *T) *T {
	if p == nil {
		return new(T)
	}
	return p
}

// Alloc returns *p after making sure that it is not nil: the embedded struct that a field is read into.
func Alloc[T any](d *Decoder, p **T) *T {
	if *p == nil {
		mustAfford[T](d)
		*p = new(T)
	}
	return *p
}

// AllocIf is Alloc if there is something to read, and Spare if not.
func AllocIf[T any](d *Decoder, there bool, p **T) *T {
	if there {
		return Alloc(d, p)
	}
	return Spare(d, *p)
}

// Spare is Deref for the length of an array: what it returns must not be written to.
func Spare[T any](d *Decoder, p *T) *T {
	if p != nil {
		return p
	}
	if unsafe.Sizeof(*p) <= unsafe.Sizeof(zeros) {
		return (*T)(unsafe.Pointer(&zeros))
	}
	mustAfford[T](d)
	return new(T)
}

// zeros are the fields of structs that are not there.
var zeros [8 << 10]uint64
