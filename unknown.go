package grpcgen

import "github.com/grpcgen/grpcgen/runtime"

// UnknownFields is the type of a struct field that keeps what a message has on the wire and the struct has no field
// for, so that a program built from an older schema passes it on:
//
//	type Order struct {
//		ID      int64
//		unknown grpcgen.UnknownFields
//	}
//
// A struct has at most one such field, under any name, exported or not. Without one, unknown fields are dropped. The
// bytes are records of the wire format in the order in which they arrived.
type UnknownFields = runtime.UnknownFields
