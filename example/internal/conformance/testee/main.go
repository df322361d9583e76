// Command testee is the program that the runner of protobuf's conformance tests asks: it reads requests from its input
// and writes responses to its output, each with its length in front.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/example/internal/conformance"
	"github.com/grpcgen/grpcgen/example/internal/conformance/alltypes"
)

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "testee:", err)
		os.Exit(1)
	}
}

// serve answers requests until there are no more.
func serve(in io.Reader, out io.Writer) error {
	for {
		request, err := receive(in)
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		answer, err := answer(request)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(len(answer))), answer...)); err != nil {
			return err
		}
	}
}

// receive returns io.EOF at the end of the input.
func receive(in io.Reader) (*conformance.ConformanceRequest, error) {
	var size uint32
	if err := binary.Read(in, binary.LittleEndian, &size); err != nil {
		return nil, err
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(in, b); err != nil {
		return nil, fmt.Errorf("a request of %d bytes: %w", size, errors.Join(err, io.ErrUnexpectedEOF))
	}
	request := new(conformance.ConformanceRequest)
	return request, grpcgen.Unmarshal(b, request)
}

func answer(request *conformance.ConformanceRequest) ([]byte, error) {
	switch request.MessageType {
	case "conformance.FailureSet":
		failures, err := grpcgen.Marshal(new(conformance.FailureSet))
		if err != nil {
			return nil, err
		}
		return grpcgen.Marshal(&conformance.ConformanceResponse{ProtobufPayload: &failures})
	case "protobuf_test_messages.proto3.TestAllTypesProto3":
		return grpcgen.Marshal(test(request))
	}
	why := "grpcgen writes proto3 only"
	return grpcgen.Marshal(&conformance.ConformanceResponse{Skipped: &why})
}

// test reads the input, and writes it in the format that is asked for.
func test(request *conformance.ConformanceRequest) *conformance.ConformanceResponse {
	m := new(alltypes.TestAllTypesProto3)
	response := new(conformance.ConformanceResponse)
	known, err := parse(request, m)
	switch {
	case !known:
		why := "a format of Google's own"
		response.Skipped = &why
	case err != nil:
		why := err.Error()
		response.ParseError = &why
	default:
		serialize(request, m, response)
	}
	return response
}

// parse reports whether it knows the format of the input.
func parse(request *conformance.ConformanceRequest, m *alltypes.TestAllTypesProto3) (known bool, err error) {
	switch {
	case request.ProtobufPayload != nil:
		return true, proto.Unmarshal(*request.ProtobufPayload, m)
	case request.JSONPayload != nil:
		options := protojson.UnmarshalOptions{DiscardUnknown: request.TestCategory == conformance.JSONIgnoreUnknownParsingTest}
		return true, options.Unmarshal([]byte(*request.JSONPayload), m)
	case request.TextPayload != nil:
		return true, prototext.Unmarshal([]byte(*request.TextPayload), m)
	}
	return false, nil
}

func serialize(request *conformance.ConformanceRequest, m *alltypes.TestAllTypesProto3, response *conformance.ConformanceResponse) {
	var b []byte
	var err error
	var text string
	switch request.RequestedOutputFormat {
	case conformance.Protobuf:
		b, err = proto.Marshal(m)
		response.ProtobufPayload = &b
	case conformance.JSON:
		b, err = protojson.Marshal(m)
		text = string(b)
		response.JSONPayload = &text
	case conformance.TextFormat:
		b, err = prototext.MarshalOptions{EmitUnknown: request.PrintUnknownFields}.Marshal(m)
		text = string(b)
		response.TextPayload = &text
	default:
		text = fmt.Sprintf("no output format %d", request.RequestedOutputFormat)
		response.Skipped = &text
	}
	if err != nil {
		why := err.Error()
		*response = conformance.ConformanceResponse{SerializeError: &why}
	}
}
