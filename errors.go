package grpcgen

import "github.com/grpcgen/grpcgen/runtime"

// DecodeError says which field of a message cannot be decoded, and why. [Unmarshal] returns one, and so does
// proto.Unmarshal for a message of grpcgen:
//
//	var bad *grpcgen.DecodeError
//	if errors.As(err, &bad) {
//		log.Printf("field %s: %s", bad.Field, bad.Reason)
//	}
type DecodeError = runtime.DecodeError
