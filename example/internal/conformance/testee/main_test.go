package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/grpcgen/grpcgen"
	"github.com/grpcgen/grpcgen/example/internal/conformance"
)

func of[T any](v T) *T { return &v }

// Each request has its answer, which the runner itself asks for in scripts/conformance.sh.
func TestServe(t *testing.T) {
	const name = "protobuf_test_messages.proto3.TestAllTypesProto3"
	var in, out bytes.Buffer
	var want []*conformance.ConformanceResponse
	ask := func(request *conformance.ConformanceRequest, response *conformance.ConformanceResponse) {
		b, err := grpcgen.Marshal(request)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(len(b))), b...))
		want = append(want, response)
	}
	ask(&conformance.ConformanceRequest{MessageType: "conformance.FailureSet", ProtobufPayload: new([]byte)},
		&conformance.ConformanceResponse{ProtobufPayload: &[]byte{}})
	ask(&conformance.ConformanceRequest{MessageType: name, ProtobufPayload: &[]byte{0x08, 0x05}, RequestedOutputFormat: conformance.JSON},
		&conformance.ConformanceResponse{JSONPayload: of(`{"optionalInt32":5}`)})
	ask(&conformance.ConformanceRequest{MessageType: name, JSONPayload: of(`{"FIELDNAME11":5}`), RequestedOutputFormat: conformance.Protobuf},
		&conformance.ConformanceResponse{ProtobufPayload: &[]byte{0xd8, 0x19, 0x05}})
	ask(&conformance.ConformanceRequest{MessageType: name, ProtobufPayload: &[]byte{0x08}}, &conformance.ConformanceResponse{ParseError: of("")})
	ask(&conformance.ConformanceRequest{MessageType: name, JspbPayload: of("[]")}, &conformance.ConformanceResponse{Skipped: of("")})
	ask(&conformance.ConformanceRequest{MessageType: "another"}, &conformance.ConformanceResponse{Skipped: of("")})
	if err := serve(&in, &out); err != nil {
		t.Fatal(err)
	}
	for i, response := range want {
		b := make([]byte, binary.LittleEndian.Uint32(out.Next(4)))
		if _, err := io.ReadFull(&out, b); err != nil {
			t.Fatal(err)
		}
		got := new(conformance.ConformanceResponse)
		if err := grpcgen.Unmarshal(b, got); err != nil {
			t.Fatal(err)
		}
		for _, text := range []*string{got.ParseError, got.Skipped} {
			if text != nil {
				*text = "" // whatever it says
			}
		}
		if !reflect.DeepEqual(got, response) {
			t.Errorf("answer %d is %x, want %v", i, b, response)
		}
	}
	if err := serve(strings.NewReader("\x05\x00\x00\x00abc"), io.Discard); err == nil || !strings.Contains(err.Error(), "unexpected EOF") {
		t.Errorf("a request that is cut gives %v", err)
	}
}
