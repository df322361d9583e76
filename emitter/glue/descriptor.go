package glue

import (
	"bytes"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/grpcgen/grpcgen/emitter/printer"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// chunk is how many bytes of a descriptor go on one line, unless a line break ends it earlier or they are too wide.
const chunk = 60

// widest is how wide a text can be with a tab before it and a plus behind it.
const widest = printer.Columns - len("    ") - len(" +")

// descriptorText returns the declaration of the descriptor, with the line above it, as gofmt leaves it. It is not part of what
// is formatted, which takes time by the square of the lines in one expression.
func descriptorText(fd *descriptorpb.FileDescriptorProto) (string, error) {
	lines, err := descriptorLines(fd)
	return "\n// " + schema.DescriptorConst + " is the serialized descriptor of " + fd.GetName() + ".\n" +
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
	for len(raw) > 0 {
		n := min(chunk, len(raw))
		if i := bytes.IndexByte(raw[:n], '\n'); i >= 0 {
			n = i + 1
		}
		for len(strconv.Quote(string(raw[:n]))) > widest {
			n--
		}
		lines = append(lines, strconv.Quote(string(raw[:n])))
		raw = raw[n:]
	}
	return lines, nil
}
