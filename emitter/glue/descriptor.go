package glue

import (
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// chunk is how many bytes of a descriptor go on one line, unless a line break ends it earlier.
const chunk = 60

// descriptorText returns the declaration of the descriptor, with the line above it, as gofmt leaves it. It is no part of what
// is formatted, which takes time by the square of the lines in one expression.
func descriptorText(fd *descriptorpb.FileDescriptorProto) (string, error) {
	lines, err := descriptorLines(fd)
	return "\n// " + schema.DescriptorConst + " is the serialized google.protobuf.FileDescriptorProto of " + fd.GetName() + ".\n" +
		"const " + schema.DescriptorConst + " = " + strings.Join(lines, " +\n\t") + "\n", err
}

// descriptorLines returns fd as the lines of a Go string expression. Like protoc-gen-go, it breaks after each newline
// byte: that is the tag of field 1 with wire type 2, so most lines begin with a name.
func descriptorLines(fd *descriptorpb.FileDescriptorProto) ([]string, error) {
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(fd)
	if err != nil {
		return nil, err
	}
	lines := []string{`""`}
	start := 0
	for i, b := range raw {
		if b == '\n' || i-start == chunk-1 || i == len(raw)-1 {
			lines = append(lines, strconv.Quote(string(raw[start:i+1])))
			start = i + 1
		}
	}
	return lines, nil
}
