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

// Message definitions to be used by integration test service definitions.

package interop

import (
	"github.com/grpcgen/grpcgen"
)

// BoolValue is like that of google/protobuf/wrappers.proto.
type BoolValue struct {
	// The bool value.
	Value bool

	unknownFields grpcgen.UnknownFields
}

// The type of payload that should be returned.
//
//grpc:enum prefix=-
type PayloadType int32

// The values of PayloadType.
const (
	// Compressable text format.
	PayloadType_COMPRESSABLE PayloadType = 0
)

// A block of data, to simply increase gRPC message size.
type Payload struct {
	// The type of data in body.
	Type PayloadType

	// Primary contents of payload.
	Body []byte

	unknownFields grpcgen.UnknownFields
}

// A protobuf representation for grpc status. This is used by test
// clients to specify a status that the server should attempt to return.
type EchoStatus struct {
	Code    int32
	Message string

	unknownFields grpcgen.UnknownFields
}

// The type of route that a client took to reach a server w.r.t. gRPCLB.
// The server must fill in "fallback" if it detects that the RPC reached
// the server via the "gRPCLB fallback" path, and "backend" if it detects
// that the RPC reached the server via "gRPCLB backend" path (i.e. if it got
// the address of this server from the gRPCLB server BalanceLoad RPC). Exactly
// how this detection is done is context and server dependent.
//
//grpc:enum
type GrpclbRouteType int32

// The values of GrpclbRouteType.
const (
	// Server didn't detect the route that a client took to reach it.
	GrpclbRouteType_GRPCLB_ROUTE_TYPE_UNKNOWN GrpclbRouteType = 0

	// Indicates that a client reached a server via gRPCLB fallback.
	GrpclbRouteType_GRPCLB_ROUTE_TYPE_FALLBACK GrpclbRouteType = 1

	// Indicates that a client reached a server as a gRPCLB-given backend.
	GrpclbRouteType_GRPCLB_ROUTE_TYPE_BACKEND GrpclbRouteType = 2
)

// Unary request.
type SimpleRequest struct {
	// Desired payload type in the response from the server.
	// If response_type is RANDOM, server randomly chooses one from other formats.
	ResponseType PayloadType

	// Desired payload size in the response from the server.
	ResponseSize int32

	// Optional input payload sent along with the request.
	Payload *Payload

	// Whether SimpleResponse should include username.
	FillUsername bool

	// Whether SimpleResponse should include OAuth scope.
	FillOauthScope bool

	// Whether to request the server to compress the response. This field is
	// "nullable" in order to interoperate seamlessly with clients not able to
	// implement the full compression tests by introspecting the call to verify
	// the response's compression status.
	ResponseCompressed *BoolValue

	// Whether server should return a given status
	ResponseStatus *EchoStatus

	// Whether the server should expect this request to be compressed.
	ExpectCompressed *BoolValue

	// Whether SimpleResponse should include server_id.
	FillServerId bool

	// Whether SimpleResponse should include grpclb_route_type.
	FillGrpclbRouteType bool

	// If set the server should record this metrics report data for the current RPC.
	OrcaPerQueryReport *TestOrcaReport

	unknownFields grpcgen.UnknownFields
}

// Unary response, as configured by the request.
type SimpleResponse struct {
	// Payload to increase message size.
	Payload *Payload

	// The user the request came from, for verifying authentication was
	// successful when the client expected it.
	Username string

	// OAuth scope.
	OauthScope string

	// Server ID. This must be unique among different server instances,
	// but the same across all RPC's made to a particular server instance.
	ServerId string

	// gRPCLB Path.
	GrpclbRouteType GrpclbRouteType

	// Server hostname.
	Hostname string

	unknownFields grpcgen.UnknownFields
}

// Client-streaming request.
type StreamingInputCallRequest struct {
	// Optional input payload sent along with the request.
	Payload *Payload

	// Whether the server should expect this request to be compressed. This field
	// is "nullable" in order to interoperate seamlessly with servers not able to
	// implement the full compression tests by introspecting the call to verify
	// the request's compression status.
	ExpectCompressed *BoolValue

	unknownFields grpcgen.UnknownFields
}

// Client-streaming response.
type StreamingInputCallResponse struct {
	// Aggregated size of payloads received from the client.
	AggregatedPayloadSize int32

	unknownFields grpcgen.UnknownFields
}

// Configuration for a particular response.
type ResponseParameters struct {
	// Desired payload sizes in responses from the server.
	Size int32

	// Desired interval between consecutive responses in the response stream in
	// microseconds.
	IntervalUs int32

	// Whether to request the server to compress the response. This field is
	// "nullable" in order to interoperate seamlessly with clients not able to
	// implement the full compression tests by introspecting the call to verify
	// the response's compression status.
	Compressed *BoolValue

	// Whether to request the server to send the requesting peer's socket
	// address in the response.
	FillPeerSocketAddress *BoolValue

	unknownFields grpcgen.UnknownFields
}

// Server-streaming request.
type StreamingOutputCallRequest struct {
	// Desired payload type in the response from the server.
	// If response_type is RANDOM, the payload from each response in the stream
	// might be of different types. This is to simulate a mixed type of payload
	// stream.
	ResponseType PayloadType

	// Configuration for each expected response message.
	ResponseParameters []*ResponseParameters

	// Optional input payload sent along with the request.
	Payload *Payload

	// Whether server should return a given status
	ResponseStatus *EchoStatus `grpc:"7"`

	// If set the server should update this metrics report data at the OOB server.
	OrcaOobReport *TestOrcaReport `grpc:"8"`

	unknownFields grpcgen.UnknownFields
}

// Server-streaming response, as configured by the request and parameters.
type StreamingOutputCallResponse struct {
	// Payload to increase response size.
	Payload *Payload

	// The peer's socket address if requested.
	PeerSocketAddress string

	unknownFields grpcgen.UnknownFields
}

// For reconnect interop test only.
// Client tells server what reconnection parameters it used.
type ReconnectParams struct {
	MaxReconnectBackoffMs int32

	unknownFields grpcgen.UnknownFields
}

// For reconnect interop test only.
// Server tells client whether its reconnects are following the spec and the
// reconnect backoffs it saw.
type ReconnectInfo struct {
	Passed    bool
	BackoffMs []int32

	unknownFields grpcgen.UnknownFields
}

type LoadBalancerStatsRequest struct {
	// Request stats for the next num_rpcs sent by client.
	NumRpcs int32

	// If num_rpcs have not completed within timeout_sec, return partial results.
	TimeoutSec int32

	// Response header + trailer metadata entries we want the values of.
	// Matching of the keys is case-insensitive as per rfc7540#section-8.1.2
	// * (asterisk) is a special value that will return all metadata entries
	MetadataKeys []string

	unknownFields grpcgen.UnknownFields
}

type LoadBalancerStatsResponse struct {
	// The number of completed RPCs for each peer.
	RpcsByPeer map[string]int32

	// The number of RPCs that failed to record a remote peer.
	NumFailures  int32
	RpcsByMethod map[string]*LoadBalancerStatsResponse_RpcsByPeer

	// All the metadata of all RPCs for each peer.
	MetadatasByPeer map[string]*LoadBalancerStatsResponse_MetadataByPeer

	unknownFields grpcgen.UnknownFields
}

//grpc:message name=LoadBalancerStatsResponse.MetadataEntry
type LoadBalancerStatsResponse_MetadataEntry struct {
	// Key, exactly as received from the server. Case may be different from what
	// was requested in the LoadBalancerStatsRequest)
	Key string

	// Value, exactly as received from the server.
	Value string

	// Metadata type
	Type LoadBalancerStatsResponse_MetadataType

	unknownFields grpcgen.UnknownFields
}

//grpc:message name=LoadBalancerStatsResponse.RpcMetadata
type LoadBalancerStatsResponse_RpcMetadata struct {
	// metadata values for each rpc for the keys specified in
	// LoadBalancerStatsRequest.metadata_keys.
	Metadata []*LoadBalancerStatsResponse_MetadataEntry

	unknownFields grpcgen.UnknownFields
}

//grpc:message name=LoadBalancerStatsResponse.MetadataByPeer
type LoadBalancerStatsResponse_MetadataByPeer struct {
	// List of RpcMetadata in for each RPC with a given peer
	RpcMetadata []*LoadBalancerStatsResponse_RpcMetadata

	unknownFields grpcgen.UnknownFields
}

//grpc:message name=LoadBalancerStatsResponse.RpcsByPeer
type LoadBalancerStatsResponse_RpcsByPeer struct {
	// The number of completed RPCs for each peer.
	RpcsByPeer map[string]int32

	unknownFields grpcgen.UnknownFields
}

//grpc:enum name=LoadBalancerStatsResponse.MetadataType prefix=-
type LoadBalancerStatsResponse_MetadataType int32

// The values of LoadBalancerStatsResponse_MetadataType.
const (
	LoadBalancerStatsResponse_UNKNOWN  LoadBalancerStatsResponse_MetadataType = 0
	LoadBalancerStatsResponse_INITIAL  LoadBalancerStatsResponse_MetadataType = 1
	LoadBalancerStatsResponse_TRAILING LoadBalancerStatsResponse_MetadataType = 2
)

// Request for retrieving a test client's accumulated stats.
type LoadBalancerAccumulatedStatsRequest struct {
	unknownFields grpcgen.UnknownFields
}

// Accumulated stats for RPCs sent by a test client.
type LoadBalancerAccumulatedStatsResponse struct {
	// The total number of RPCs have ever issued for each type.
	// Deprecated: use stats_per_method.rpcs_started instead.
	//
	// Deprecated: it is marked deprecated.
	NumRpcsStartedByMethod map[string]int32

	// The total number of RPCs have ever completed successfully for each type.
	// Deprecated: use stats_per_method.result instead.
	//
	// Deprecated: it is marked deprecated.
	NumRpcsSucceededByMethod map[string]int32

	// The total number of RPCs have ever failed for each type.
	// Deprecated: use stats_per_method.result instead.
	//
	// Deprecated: it is marked deprecated.
	NumRpcsFailedByMethod map[string]int32

	// Per-method RPC statistics.  The key is the RpcType in string form; e.g.
	// 'EMPTY_CALL' or 'UNARY_CALL'
	StatsPerMethod map[string]*LoadBalancerAccumulatedStatsResponse_MethodStats

	unknownFields grpcgen.UnknownFields
}

//grpc:message name=LoadBalancerAccumulatedStatsResponse.MethodStats
type LoadBalancerAccumulatedStatsResponse_MethodStats struct {
	// The number of RPCs that were started for this method.
	RpcsStarted int32

	// The number of RPCs that completed with each status for this method.  The
	// key is the integral value of a google.rpc.Code; the value is the count.
	Result map[int32]int32

	unknownFields grpcgen.UnknownFields
}

// Configurations for a test client.
type ClientConfigureRequest struct {
	// The types of RPCs the client sends.
	Types []ClientConfigureRequest_RpcType

	// The collection of custom metadata to be attached to RPCs sent by the client.
	Metadata []*ClientConfigureRequest_Metadata

	// The deadline to use, in seconds, for all RPCs.  If unset or zero, the
	// client will use the default from the command-line.
	TimeoutSec int32

	unknownFields grpcgen.UnknownFields
}

// Metadata to be attached for the given type of RPCs.
//
//grpc:message name=ClientConfigureRequest.Metadata
type ClientConfigureRequest_Metadata struct {
	Type  ClientConfigureRequest_RpcType
	Key   string
	Value string

	unknownFields grpcgen.UnknownFields
}

// Type of RPCs to send.
//
//grpc:enum name=ClientConfigureRequest.RpcType prefix=-
type ClientConfigureRequest_RpcType int32

// The values of ClientConfigureRequest_RpcType.
const (
	ClientConfigureRequest_EMPTY_CALL ClientConfigureRequest_RpcType = 0
	ClientConfigureRequest_UNARY_CALL ClientConfigureRequest_RpcType = 1
)

// Response for updating a test client's configuration.
type ClientConfigureResponse struct {
	unknownFields grpcgen.UnknownFields
}

//grpc:message
type MemorySize struct {
	Rss int64

	unknownFields grpcgen.UnknownFields
}

// Metrics data the server will update and send to the client. It mirrors orca load report
// https://github.com/cncf/xds/blob/eded343319d09f30032952beda9840bbd3dcf7ac/xds/data/orca/v3/orca_load_report.proto#L15,
// but avoids orca dependency. Used by both per-query and out-of-band reporting tests.
type TestOrcaReport struct {
	CpuUtilization    float64
	MemoryUtilization float64
	RequestCost       map[string]float64
	Utilization       map[string]float64

	unknownFields grpcgen.UnknownFields
}

// Status that will be return to callers of the Hook method
type SetReturnStatusRequest struct {
	GrpcCodeToReturn      int32
	GrpcStatusDescription string

	unknownFields grpcgen.UnknownFields
}

type HookRequest struct {
	Command               HookRequest_HookRequestCommand
	GrpcCodeToReturn      int32
	GrpcStatusDescription string

	// Server port to listen to
	ServerPort int32

	unknownFields grpcgen.UnknownFields
}

//grpc:enum name=HookRequest.HookRequestCommand prefix=-
type HookRequest_HookRequestCommand int32

// The values of HookRequest_HookRequestCommand.
const (
	// Default value
	HookRequest_UNSPECIFIED HookRequest_HookRequestCommand = 0

	// Start the HTTP endpoint
	HookRequest_START HookRequest_HookRequestCommand = 1

	// Stop
	HookRequest_STOP HookRequest_HookRequestCommand = 2

	// Return from HTTP GET/POST
	HookRequest_RETURN HookRequest_HookRequestCommand = 3
)

type HookResponse struct {
	unknownFields grpcgen.UnknownFields
}
