#!/bin/sh
# Generates protoc-gen-go code of the question service from the .proto that grpcgen wrote, as a team would that keeps
# older stubs of the same service in one binary.
set -eu
cd "$(dirname "$0")/../.."
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
for tool in protoc-gen-go protoc-gen-go-grpc; do
	printf '#!/bin/sh\nexec go tool -modfile="%s" %s "$@"\n' "$PWD/../../tools/go.mod" "$tool" >"$bin/$tool"
	chmod +x "$bin/$tool"
done
file=app_example/app_example.proto
pkg="M$file=github.com/grpcgen/grpcgen/example/question/internal/questionpb;questionpb"
PATH="$bin:$PATH" protoc -I proto --go_out=internal/questionpb --go_opt="$pkg,module=github.com/grpcgen/grpcgen/example/question/internal/questionpb" \
	--go-grpc_out=internal/questionpb --go-grpc_opt="$pkg,module=github.com/grpcgen/grpcgen/example/question/internal/questionpb" "$file"
