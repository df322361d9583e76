package grpcgen

import (
	"google.golang.org/grpc"

	"github.com/grpcgen/grpcgen/internal/local"
)

// Local returns a connection that calls services in memory, so that tests need no listener:
//
//	client := hello.NewTalkerClient(grpcgen.Local(func(s grpc.ServiceRegistrar) {
//		hello.RegisterTalkerServer(s, &hello.Talker{})
//	}))
//
// A call means what it means on a network. Messages are copied by encoding them. A handler runs on a goroutine of its
// own, with a context that has the caller's deadline, cancellation and metadata, and nothing else of the caller's.
// Errors arrive as status, a message of more than 4 MiB is refused, and a slow reader holds back a writer. Services of
// protoc-gen-go can be called as well.
//
// The call options Header, Trailer, Peer, OnFinish, MaxCallSendMsgSize, MaxCallRecvMsgSize and PerRPCCredentials work
// as they do on a network. Memory counts as a secure transport, but credentials find no RequestInfo in their context.
// The options that say how a network is used have no effect: CallAuthority, CallContentSubtype, ForceCodec,
// ForceCodecV2, MaxRetryRPCBufferSize, StaticMethod, UseCompressor and WaitForReady.
//
// The connection is safe for concurrent use and needs no closing: it owns nothing but the calls under way. Local panics
// where [grpc.Server.RegisterService] ends the program: if a service is registered twice, and if an implementation does
// not have the service's type.
func Local(register func(grpc.ServiceRegistrar)) grpc.ClientConnInterface { return local.New(register) }
