#!/bin/bash
# Builds the tool, builds the examples from nothing but their annotated source, serves them, and prints a conversation.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

if ! command -v go >/dev/null; then
	echo "demo: Go is missing: install Go 1.26 or newer, https://go.dev/dl/" >&2
	exit 1
fi

work=$(mktemp -d)
server=
stop() {
	if [ -n "$server" ]; then
		kill -TERM "$server" 2>/dev/null || true
		wait "$server" || true
	fi
	rm -rf "$work"
}
trap stop EXIT

serve() { # NAME: builds and starts the server of an example, and sets addr
	go build -C "$1" -o "$work/server" ./server
	DATABASE_URL=sqlite::memory: "$work/server" -addr 127.0.0.1:0 >"$work/out" &
	server=$!
	for _ in $(seq 100); do
		addr=$(sed -n 's/^listening on //p' "$work/out")
		[ -z "$addr" ] || return 0
		sleep 0.1
	done
	echo "demo: the server did not start" >&2
	exit 1
}

echo "== the source"
cat "$root/example/question/question.go"

echo
echo "== grpcgen build: from annotated Go to .proto and glue"
mkdir "$work/example"
tar -C "$root/example" --exclude=node_modules --exclude=grpc_gen.go --exclude=./proto -c . | tar -C "$work/example" -x
cd "$work/example"
go mod edit -replace "github.com/grpcgen/grpcgen=$root"
go build -o "$work/grpcgen" github.com/grpcgen/grpcgen/cmd/grpcgen
for module in stock question; do # modules of their own: messages of stock are imported
	(cd "$module" && go mod edit -replace "github.com/grpcgen/grpcgen=$root" && rm -rf proto && "$work/grpcgen" build)
done
"$work/grpcgen" build
cat question/proto/app_example/app_example.proto

for name in question chat; do
	echo
	echo "== example/$name: server and client"
	serve "$name"
	go run -C "$name" ./client -addr "$addr"
	kill -TERM "$server"
	wait "$server"
	server=
done
