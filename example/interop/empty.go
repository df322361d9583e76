// Copyright 2015 gRPC authors.
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

// Package interop is gRPC's interoperability test. "grpcgen import" wrote it from the .proto files of grpc-proto, and the
// methods of [TestService] have been filled in, with the help of answer.go.
//
//grpc:package grpc.testing
package interop

//go:generate go tool grpcgen build

import (
	"github.com/grpcgen/grpcgen"
)

// An empty message that you can re-use to avoid defining duplicated empty
// messages in your project. A typical example is to use it as argument or the
// return value of a service API. For instance:
//
//	service Foo {
//	  rpc Bar (grpc.testing.Empty) returns (grpc.testing.Empty) { };
//	};
type Empty struct {
	unknownFields grpcgen.UnknownFields
}
