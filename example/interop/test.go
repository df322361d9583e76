// Copyright 2015-2016 gRPC authors.
//
// Licensed under the Apache License, Version 2.0 (the "License");
// you may not use this file except in compliance with the License.
// You may obtain a copy of the License at
//
//     http://www.apache.org/licenses/LICENSE-2.0
//
// Unless required by applicable law or agreed to in writing, software
// distributed under the License is distributed on an "AS IS" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
// See the License for the specific language governing permissions and
// limitations under the License.

// An integration test service that covers all the method signature permutations
// of unary/streaming requests/responses.

package interop

import (
	"context"
	"iter"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// A simple service to test the various types of RPCs and experiment with
// performance with various types of payload.
//
//grpc:service
type TestService struct {
	ID string // of this server
}

// One empty request followed by one empty response.
//
//grpc:action
func (s *TestService) EmptyCall(ctx context.Context, in *Empty) (*Empty, error) {
	return &Empty{}, nil
}

// One request followed by one response.
//
//grpc:action
func (s *TestService) UnaryCall(ctx context.Context, in *SimpleRequest) (*SimpleResponse, error) {
	if err := echoMetadata(ctx); err != nil {
		return nil, err
	}
	if err := in.ResponseStatus.err(); err != nil {
		return nil, err
	}
	payload, err := newPayload(in.ResponseType, in.ResponseSize)
	if err != nil {
		return nil, err
	}
	out := &SimpleResponse{Payload: payload}
	if in.FillServerId {
		out.ServerId = s.ID
	}
	return out, nil
}

// One request followed by one response. Response has cache control
// headers set such that a caching HTTP proxy (such as GFE) can
// satisfy subsequent requests.
//
//grpc:action
func (s *TestService) CacheableUnaryCall(ctx context.Context, in *SimpleRequest) (*SimpleResponse, error) {
	if err := grpc.SetHeader(ctx, metadata.Pairs("cache-control", "max-age=60, public")); err != nil {
		return nil, err
	}
	return s.UnaryCall(ctx, in)
}

// One request followed by a sequence of responses (streamed download).
// The server returns the payload with client desired type and sizes.
//
//grpc:action
func (s *TestService) StreamingOutputCall(ctx context.Context, in *StreamingOutputCallRequest) iter.Seq2[*StreamingOutputCallResponse, error] {
	return func(yield func(*StreamingOutputCallResponse, error) bool) {
		in.answer(ctx, yield)
	}
}

// A sequence of requests followed by one response (streamed upload).
// The server returns the aggregated size of client payload as the result.
//
//grpc:action
func (s *TestService) StreamingInputCall(ctx context.Context, in iter.Seq2[*StreamingInputCallRequest, error]) (*StreamingInputCallResponse, error) {
	out := &StreamingInputCallResponse{}
	for req, err := range in {
		if err != nil {
			return nil, err
		}
		if req.Payload != nil {
			out.AggregatedPayloadSize += int32(len(req.Payload.Body))
		}
	}
	return out, nil
}

// A sequence of requests with each request served by the server immediately.
// As one request could lead to multiple responses, this interface
// demonstrates the idea of full duplexing.
//
//grpc:action
func (s *TestService) FullDuplexCall(ctx context.Context, in iter.Seq2[*StreamingOutputCallRequest, error]) iter.Seq2[*StreamingOutputCallResponse, error] {
	return func(yield func(*StreamingOutputCallResponse, error) bool) {
		if err := echoMetadata(ctx); err != nil {
			yield(nil, err)
			return
		}
		for req, err := range in {
			if err != nil {
				yield(nil, err)
				return
			}
			if !req.answer(ctx, yield) {
				return
			}
		}
	}
}

// A sequence of requests followed by a sequence of responses.
// The server buffers all the client requests and then serves them in order. A
// stream of responses are returned to the client when the server starts with
// first request.
//
//grpc:action
func (s *TestService) HalfDuplexCall(ctx context.Context, in iter.Seq2[*StreamingOutputCallRequest, error]) iter.Seq2[*StreamingOutputCallResponse, error] {
	return func(yield func(*StreamingOutputCallResponse, error) bool) {
		var all []*StreamingOutputCallRequest
		for req, err := range in {
			if err != nil {
				yield(nil, err)
				return
			}
			all = append(all, req)
		}
		for _, req := range all {
			if !req.answer(ctx, yield) {
				return
			}
		}
	}
}

// The test server will not implement this method. It will be used
// to test the behavior when clients call unimplemented methods.
//
//grpc:action
func (s *TestService) UnimplementedCall(ctx context.Context, in *Empty) (*Empty, error) {
	return nil, status.Error(codes.Unimplemented, "method UnimplementedCall not implemented")
}

// A simple service NOT implemented at servers so clients can test for
// that case.
//
//grpc:service
type UnimplementedService struct{}

// A call that no server should implement
//
//grpc:action
func (s *UnimplementedService) UnimplementedCall(ctx context.Context, in *Empty) (*Empty, error) {
	return nil, status.Error(codes.Unimplemented, "method UnimplementedCall not implemented")
}

// A service used to control reconnect server.
//
//grpc:service
type ReconnectService struct{}

//grpc:action
func (s *ReconnectService) Start(ctx context.Context, in *ReconnectParams) (*Empty, error) {
	return nil, status.Error(codes.Unimplemented, "method Start not implemented")
}

//grpc:action
func (s *ReconnectService) Stop(ctx context.Context, in *Empty) (*ReconnectInfo, error) {
	return nil, status.Error(codes.Unimplemented, "method Stop not implemented")
}

// A service used to obtain stats for verifying LB behavior.
//
//grpc:service
type LoadBalancerStatsService struct{}

// Gets the backend distribution for RPCs sent by a test client.
//
//grpc:action
func (s *LoadBalancerStatsService) GetClientStats(ctx context.Context, in *LoadBalancerStatsRequest) (*LoadBalancerStatsResponse, error) {
	return nil, status.Error(codes.Unimplemented, "method GetClientStats not implemented")
}

// Gets the accumulated stats for RPCs sent by a test client.
//
//grpc:action
func (s *LoadBalancerStatsService) GetClientAccumulatedStats(ctx context.Context, in *LoadBalancerAccumulatedStatsRequest) (*LoadBalancerAccumulatedStatsResponse, error) {
	return nil, status.Error(codes.Unimplemented, "method GetClientAccumulatedStats not implemented")
}

// Hook service. Used to keep Kubernetes from shutting the pod down.
//
//grpc:service
type HookService struct{}

// Sends a request that will "hang" until the return status is set by a call
// to a SetReturnStatus
//
//grpc:action
func (s *HookService) Hook(ctx context.Context, in *Empty) (*Empty, error) {
	return nil, status.Error(codes.Unimplemented, "method Hook not implemented")
}

// Sets a return status for pending and upcoming calls to Hook
//
//grpc:action
func (s *HookService) SetReturnStatus(ctx context.Context, in *SetReturnStatusRequest) (*Empty, error) {
	return nil, status.Error(codes.Unimplemented, "method SetReturnStatus not implemented")
}

// Clears the return status. Incoming calls to Hook will "hang"
//
//grpc:action
func (s *HookService) ClearReturnStatus(ctx context.Context, in *Empty) (*Empty, error) {
	return nil, status.Error(codes.Unimplemented, "method ClearReturnStatus not implemented")
}

// A service to remotely control health status of an xDS test server.
//
//grpc:service
type XdsUpdateHealthService struct{}

//grpc:action
func (s *XdsUpdateHealthService) SetServing(ctx context.Context, in *Empty) (*Empty, error) {
	return nil, status.Error(codes.Unimplemented, "method SetServing not implemented")
}

//grpc:action
func (s *XdsUpdateHealthService) SetNotServing(ctx context.Context, in *Empty) (*Empty, error) {
	return nil, status.Error(codes.Unimplemented, "method SetNotServing not implemented")
}

//grpc:action
func (s *XdsUpdateHealthService) SendHookRequest(ctx context.Context, in *HookRequest) (*HookResponse, error) {
	return nil, status.Error(codes.Unimplemented, "method SendHookRequest not implemented")
}

// A service to dynamically update the configuration of an xDS test client.
//
//grpc:service
type XdsUpdateClientConfigureService struct{}

// Update the tes client's configuration.
//
//grpc:action
func (s *XdsUpdateClientConfigureService) Configure(ctx context.Context, in *ClientConfigureRequest) (*ClientConfigureResponse, error) {
	return nil, status.Error(codes.Unimplemented, "method Configure not implemented")
}
