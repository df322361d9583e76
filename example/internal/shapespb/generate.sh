#!/bin/sh
# Generates protoc-gen-go code of the shapes from the .proto that grpcgen wrote, to be measured beside them.
set -eu
cd "$(dirname "$0")/../.."
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
printf '#!/bin/sh\nexec go tool -modfile="%s" protoc-gen-go "$@"\n' "$PWD/../tools/go.mod" >"$bin/protoc-gen-go"
chmod +x "$bin/protoc-gen-go"
file=shapes/v1/shapes.proto
module=github.com/grpcgen/grpcgen/example/internal/shapespb
PATH="$bin:$PATH" protoc -I proto --go_out=internal/shapespb --go_opt="M$file=$module;shapespb,module=$module" "$file"
