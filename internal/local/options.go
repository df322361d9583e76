package local

import (
	"math"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
)

// callOptions are the call options that have a meaning in memory.
type callOptions struct {
	headers  []*metadata.MD
	trailers []*metadata.MD
	onFinish []func(error)
	creds    credentials.PerRPCCredentials // the last one given, as with grpc-go
	maxSend  int
	maxRecv  int
}

func newCallOptions(opts []grpc.CallOption) *callOptions {
	o := &callOptions{maxSend: math.MaxInt32, maxRecv: defaultMaxMessage}
	for _, opt := range opts {
		switch opt := opt.(type) {
		case grpc.HeaderCallOption:
			o.headers = append(o.headers, opt.HeaderAddr)
		case grpc.TrailerCallOption:
			o.trailers = append(o.trailers, opt.TrailerAddr)
		case grpc.PeerCallOption:
			*opt.PeerAddr = peer.Peer{Addr: addr{}, LocalAddr: addr{}}
		case grpc.OnFinishCallOption:
			o.onFinish = append(o.onFinish, opt.OnFinish)
		case grpc.PerRPCCredsCallOption:
			o.creds = opt.Creds
		case grpc.MaxSendMsgSizeCallOption:
			o.maxSend = opt.MaxSendMsgSize
		case grpc.MaxRecvMsgSizeCallOption:
			o.maxRecv = opt.MaxRecvMsgSize
		}
	}
	return o
}

// received fills in what the caller asked to see of a call.
func (o *callOptions) received(call *call) {
	header, trailer := call.received()
	for _, h := range o.headers {
		*h = header.Copy()
	}
	for _, t := range o.trailers {
		*t = trailer.Copy()
	}
}

// finished tells OnFinish how the call ended.
func (o *callOptions) finished(err error) {
	for _, f := range o.onFinish {
		f(err)
	}
}
