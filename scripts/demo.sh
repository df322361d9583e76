#!/bin/bash
# Builds the tool, builds the chat example from its annotated source, serves it, and prints a conversation.
set -euo pipefail
cd "$(dirname "$0")/../example"

work=$(mktemp -d)
server=
stop() {
	if [ -n "$server" ]; then
		kill -TERM "$server" 2>/dev/null || true
		wait "$server" || echo "demo: the server did not stop cleanly" >&2
	fi
	rm -rf "$work"
}
trap stop EXIT

serve() { # NAME: builds and starts example/NAME/server, and sets addr
	go build -o "$work/server" "./$1/server"
	"$work/server" -addr 127.0.0.1:0 >"$work/out" &
	server=$!
	for _ in $(seq 100); do
		addr=$(sed -n 's/^listening on //p' "$work/out")
		[ -n "$addr" ] && return
		sleep 0.1
	done
	echo "demo: the server did not start" >&2
	exit 1
}

echo "== grpcgen build: from annotated Go to .proto and glue"
go build -o "$work/grpcgen" github.com/grpcgen/grpcgen/cmd/grpcgen
"$work/grpcgen" build
cat proto/dsg_example/app_example/question.proto

for name in question chat; do
	echo
	echo "== example/$name: server and client"
	serve "$name"
	go run "./$name/client" -addr "$addr"
	kill -TERM "$server"
	wait "$server"
	server=
done
