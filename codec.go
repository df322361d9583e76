package grpcgen

import (
	"google.golang.org/grpc"

	"github.com/grpcgen/grpcgen/runtime"
)

// ServerOption makes a server encode and decode grpcgen's messages without copying them through grpc-go's stock codec.
// It pays from about a kilobyte on; small messages are as fast without it. All other messages (health, reflection,
// services of protoc-gen-go) still go through the stock codec, and only this server is affected: the globally
// registered "proto" codec is left alone. The bytes on the wire are the same.
//
// Strings and bytes of a request share the memory of the whole message, so keeping one of them keeps all of it; without
// this option it keeps at most 4 KiB.
//
// The option applies to every content-subtype of the server, as [grpc.ForceServerCodecV2] does: a server that also
// speaks another one, such as JSON, cannot use it. ForceServerCodecV2 is experimental in grpc-go.
func ServerOption() grpc.ServerOption { return runtime.ServerOption() }

// CallOption is the counterpart of [ServerOption] for clients. Pass it to a generated client's With method, or to all
// calls of a connection by [grpc.WithDefaultCallOptions].
func CallOption() grpc.CallOption { return runtime.CallOption() }
