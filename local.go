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
// Interceptors of both sides are options. The connection is safe for concurrent use and needs no closing: it owns nothing
// but the calls under way. Local panics where [grpc.Server.RegisterService] ends the program: if a service is registered
// twice, and if an implementation does not have the service's type.
func Local(register func(grpc.ServiceRegistrar), options ...LocalOption) grpc.ClientConnInterface {
	var around local.Interceptors
	for _, o := range options {
		o.apply(&around)
	}
	return local.New(register, around)
}

// LocalOption is an option of [Local].
type LocalOption interface {
	apply(*local.Interceptors)
}

type localOption func(*local.Interceptors)

func (o localOption) apply(i *local.Interceptors) { o(i) }

// WithUnaryServerInterceptor adds interceptors to those that run around the handlers of unary methods, as
// [grpc.ChainUnaryInterceptor] does: the first is the outermost, and those of several options form one chain.
func WithUnaryServerInterceptor(interceptors ...grpc.UnaryServerInterceptor) LocalOption {
	return localOption(func(i *local.Interceptors) { i.UnaryServer = append(i.UnaryServer, interceptors...) })
}

// WithStreamServerInterceptor adds interceptors to those that run around the handlers of streams, as
// [grpc.ChainStreamInterceptor] does: the first is the outermost, and those of several options form one chain.
func WithStreamServerInterceptor(interceptors ...grpc.StreamServerInterceptor) LocalOption {
	return localOption(func(i *local.Interceptors) { i.StreamServer = append(i.StreamServer, interceptors...) })
}

// WithUnaryClientInterceptor adds interceptors to those that run around calls of unary methods, as
// [grpc.WithChainUnaryInterceptor] does: the first is the outermost, and those of several options form one chain. The
// *grpc.ClientConn that they are given has an empty target and can be asked for nothing else.
func WithUnaryClientInterceptor(interceptors ...grpc.UnaryClientInterceptor) LocalOption {
	return localOption(func(i *local.Interceptors) { i.UnaryClient = append(i.UnaryClient, interceptors...) })
}

// WithStreamClientInterceptor adds interceptors to those that run around calls of streams, as
// [grpc.WithChainStreamInterceptor] does: the first is the outermost, and those of several options form one chain. The
// *grpc.ClientConn that they are given has an empty target and can be asked for nothing else.
func WithStreamClientInterceptor(interceptors ...grpc.StreamClientInterceptor) LocalOption {
	return localOption(func(i *local.Interceptors) { i.StreamClient = append(i.StreamClient, interceptors...) })
}
