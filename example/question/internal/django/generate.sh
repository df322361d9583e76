#!/bin/sh
# Generates protoc-gen-go code of the .proto files that Django Socio gRPC makes of the application: the one of the
# published example, and what version 0.25 makes of it, with pages. They are its clients' side, so nothing of grpcgen is in them.
set -eu
cd "$(dirname "$0")"
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
for tool in protoc-gen-go protoc-gen-go-grpc; do
	printf '#!/bin/sh\nexec go tool -modfile="%s" %s "$@"\n' "$PWD/../../../../tools/go.mod" "$tool" >"$bin/$tool"
	chmod +x "$bin/$tool"
done
file=app_example/grpc/app_example.proto
for version in v019 v025; do
	module=github.com/grpcgen/grpcgen/example/question/internal/django/$version
	options="M$file=$module;$version,module=$module"
	PATH="$bin:$PATH" protoc -I "$version" --go_out="$version" --go_opt="$options" \
		--go-grpc_out="$version" --go-grpc_opt="$options" "$file"
done
