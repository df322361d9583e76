#!/bin/bash
# Holds the .proto files that grpcgen wrote against buf and protoc: buf lint BASIC, buf format, and Debian's compiler.
set -euo pipefail
cd "$(dirname "$0")/.."
buf=$PWD/tools/node_modules/.bin/buf

for folder in "$@"; do
	echo "protos: $folder"
	(
		cd "$folder"
		"$buf" lint --config '{"version":"v2","lint":{"use":["BASIC"]}}' .
		"$buf" format -d --exit-code .
		find . -name '*.proto' | sed 's|^\./||' | sort | xargs protoc -I . --descriptor_set_out=/dev/null
	)
done
