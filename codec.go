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
//
// Options say how requests are decoded.
func ServerOption(options ...DecodeOption) grpc.ServerOption { return runtime.ServerOption(options...) }

// CallOption is the counterpart of [ServerOption] for clients. Pass it to a generated client's With method, or to all
// calls of a connection by [grpc.WithDefaultCallOptions].
func CallOption(options ...DecodeOption) grpc.CallOption { return runtime.CallOption(options...) }

// DecodeOption is an option of [Unmarshal], [ServerOption] and [CallOption].
type DecodeOption = runtime.DecodeOption

// MaxMemory sets how much memory the large elements of one message may take, in bytes, where it is an option. A message of a
// few bytes can ask for far more memory than it has bytes, since an element that is empty on the wire is as large as its Go
// type: two bytes are an element of a field []Row, however large a Row is. Without the option they may take 8 MiB and 64
// bytes for each byte of the message, or what [SetMaxMemory] says; of each element of a slice or a map, and of each value
// held by pointer, only what lies above 128 bytes counts, so that it does not limit elements of up to 128 bytes. A message
// that asks for more is an error before the memory is allocated. MaxMemory panics if bytes is not positive.
func MaxMemory(bytes int) DecodeOption { return runtime.MaxMemory(bytes) }

// SetMaxMemory does what [MaxMemory] does, for all messages of the process that are decoded without that option: those that
// grpc-go's stock codec and [Local] decode, which have no options, those of proto.Unmarshal, and all others. 0 brings back
// the limit that there is without it. It returns what was set before, 0 if nothing was. It is safe for concurrent use; a
// program sets it before it serves. SetMaxMemory panics if bytes is negative.
func SetMaxMemory(bytes int) (before int) { return runtime.SetMaxMemory(bytes) }
