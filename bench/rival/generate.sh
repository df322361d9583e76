#!/bin/bash
# generate.sh writes the code of the rivals again, from the .proto that grpcgen wrote. It needs protoc; the generators are pinned in tools/go.mod.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
for tool in $(go tool -modfile=tools/go.mod | grep protoc-gen); do
	go build -modfile=tools/go.mod -o "$work/bin/" "$tool"
done
export PATH="$work/bin:$PATH"

module=github.com/grpcgen/grpcgen/bench
proto=bench/v1/shape.proto
to() { echo "--$1_out=$work --$1_opt=module=$module,M$proto=$module/rival/pb"; }
protoc --proto_path=proto $(to go) $(to go-grpc) $(to connect-go) $(to go-drpc) \
	$(to go-vtproto),features=marshal+unmarshal+unmarshal_unsafe+size $proto
question=bench/question/v1/question.proto
to_question() { echo "--$1_out=$work --$1_opt=module=$module,M$question=$module/rival/questionpb"; }
protoc --proto_path=proto $(to_question go) $(to_question go-grpc) $question
rm -rf rival/pb rival/questionpb
mv "$work/rival/pb" "$work/rival/questionpb" rival

# gogo knows no optional of proto3: a oneof of one field is the same on the wire.
mkdir "$work/gogo"
sed -E 's/^package .*/package benchgogo;/; s/optional ([a-z0-9]+) ([a-z_]+) = ([0-9]+);/oneof x_\2 { \1 \2 = \3; }/; /^service/,/^}/d; s#^option go_package.*#option go_package = "gogo";#' \
	proto/$proto >"$work/gogo/shape.proto"
types=github.com/gogo/protobuf/types
protoc --proto_path="$work/gogo" --proto_path=/usr/include \
	--gogofaster_out=Mgoogle/protobuf/timestamp.proto=$types,Mgoogle/protobuf/duration.proto=$types:"$work/gogo" "$work/gogo/shape.proto"
mkdir -p rival/gogo
find "$work/gogo" -name '*.pb.go' -exec mv {} rival/gogo/shape.pb.go \;
