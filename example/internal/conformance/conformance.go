// Package conformance runs protobuf's conformance tests against the code that grpcgen generates: it has the messages that
// the runner and the program under test exchange (conformance.proto), of which those that are not used are left out.
//
//grpc:package conformance
package conformance

//go:generate go tool grpcgen build

// ConformanceRequest is one test: input in one format, to be answered in another.
//
//grpc:message
type ConformanceRequest struct {
	ProtobufPayload *[]byte `grpc:"1,oneof=payload"`
	JSONPayload     *string `grpc:"2,oneof=payload"`
	JspbPayload     *string `grpc:"7,oneof=payload"`
	TextPayload     *string `grpc:"8,oneof=payload"`

	RequestedOutputFormat WireFormat   `grpc:"3"`
	MessageType           string       `grpc:"4"`
	TestCategory          TestCategory `grpc:"5"`
	PrintUnknownFields    bool         `grpc:"9"`
}

// ConformanceResponse is what became of it.
//
//grpc:message
type ConformanceResponse struct {
	ParseError      *string `grpc:"1,oneof=result"`
	SerializeError  *string `grpc:"6,oneof=result"`
	TimeoutError    *string `grpc:"9,oneof=result"`
	RuntimeError    *string `grpc:"2,oneof=result"`
	ProtobufPayload *[]byte `grpc:"3,oneof=result"`
	JSONPayload     *string `grpc:"4,oneof=result"`
	Skipped         *string `grpc:"5,oneof=result"`
	JspbPayload     *string `grpc:"7,oneof=result"`
	TextPayload     *string `grpc:"8,oneof=result"`
}

// FailureSet is the first request's answer: the tests that the program knows to fail, which the runner is told otherwise.
//
//grpc:message
type FailureSet struct{}

// WireFormat is a format of messages.
//
//grpc:enum prefix=-
type WireFormat int32

// The formats.
const (
	Unspecified WireFormat = iota
	Protobuf
	JSON
	Jspb
	TextFormat
)

// TestCategory tells how to read the input.
//
//grpc:enum prefix=-
type TestCategory int32

// The categories.
const (
	UnspecifiedTest TestCategory = iota
	BinaryTest
	JSONTest
	JSONIgnoreUnknownParsingTest
	JspbTest
	TextFormatTest
)
