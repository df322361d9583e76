package local

import (
	"context"
	"fmt"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// outgoing returns what a call carries to its handler: the caller's outgoing metadata and that of the credentials. What
// a network would refuse is an error here as well.
func outgoing(ctx context.Context, method string, creds credentials.PerRPCCredentials) (metadata.MD, error) {
	md, _ := metadata.FromOutgoingContext(ctx) // a copy, with keys in lower case
	if err := validMetadata(md); err != nil {
		return nil, err
	}
	sent := withoutReserved(md)
	if creds == nil {
		return sent, nil
	}
	pairs, err := creds.GetRequestMetadata(ctx, audience(method))
	if err != nil {
		return nil, credentialsError(err)
	}
	for k, v := range pairs {
		k = strings.ToLower(k)
		if err := validMetadata(metadata.MD{k: {v}}); err != nil {
			return nil, err
		}
		sent.Append(k, v)
	}
	return sent, nil
}

// audience is the URI that credentials are asked for, as grpc-go's transport composes it.
func audience(method string) string {
	if i := strings.LastIndex(method, "/"); i >= 0 {
		method = method[:i]
	}
	return "https://" + addr{}.String() + method
}

// credentialsError is the error of a call whose credentials fail. As gRFC A54 has it, they may not pretend to be the
// service.
func credentialsError(err error) error {
	s, ok := status.FromError(err)
	if !ok {
		return status.Errorf(codes.Internal, "transport: per-RPC creds failed due to error: %v", err)
	}
	switch s.Code() {
	case codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.FailedPrecondition, codes.Aborted, codes.OutOfRange, codes.DataLoss:
		return status.Errorf(codes.Internal, "transport: received per-RPC creds error with illegal status: %v", err)
	}
	return err
}

// validMetadata holds md against the gRPC specification of HTTP/2 headers (Custom-Metadata), with grpc-go's texts.
func validMetadata(md metadata.MD) error {
	for key, values := range md {
		if err := validPair(key, values); err != nil {
			return status.Error(codes.Internal, err.Error())
		}
	}
	return nil
}

func validPair(key string, values []string) error {
	switch {
	case key == "":
		return fmt.Errorf("there is an empty key in the header")
	case key[0] == ':':
		return nil
	case strings.ContainsFunc(key, func(r rune) bool { return !strings.ContainsRune("0123456789abcdefghijklmnopqrstuvwxyz-_.", r) }):
		return fmt.Errorf("header key %q contains illegal characters not in [0-9a-z-_.]", key)
	case strings.HasSuffix(key, "-bin"):
		return nil
	}
	for _, v := range values {
		if strings.ContainsFunc(v, func(r rune) bool { return r < 0x20 || r > 0x7E }) {
			return fmt.Errorf("header key %q contains value with non-printable ASCII characters", key)
		}
	}
	return nil
}

// reservedHeaders are those that the protocol itself uses: grpc-go does not send them as metadata.
var reservedHeaders = map[string]bool{
	"content-type": true, "user-agent": true, "te": true, "grpc-message-type": true, "grpc-encoding": true,
	"grpc-message": true, "grpc-status": true, "grpc-timeout": true,
}

// withoutReserved returns the part of md that travels. It is never nil and shares nothing with md.
func withoutReserved(md metadata.MD) metadata.MD {
	sent := make(metadata.MD, len(md))
	for k, v := range md {
		if !reservedHeaders[k] && !strings.HasPrefix(k, ":") {
			sent[k] = append([]string(nil), v...)
		}
	}
	return sent
}
