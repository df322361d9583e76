package grpcgen

import (
	"google.golang.org/protobuf/reflect/protodesc"

	"github.com/grpcgen/grpcgen/runtime"
)

// Descriptors finds every file and every name that is registered in this program: the files of grpcgen that another
// file of the same path or the same names has displaced, then those of protoregistry.GlobalFiles. It is the
// DescriptorResolver of [google.golang.org/grpc/reflection.ServerOptions] in a program that links two files of one
// path; all others can do without it. It is safe for concurrent use.
//
// The files of a package are registered when one of its services is registered, one of its clients is made, or a message of
// its is first used as a proto.Message; not by [Marshal] and [Unmarshal].
func Descriptors() protodesc.Resolver { return runtime.Descriptors() }
