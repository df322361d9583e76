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

python() { # runs the clients in Python, with stubs of the .proto that the Django application has
	echo
	if ! /usr/bin/python3 -c 'import grpc.aio' 2>/dev/null || ! type /usr/bin/protoc /usr/bin/grpc_python_plugin >/dev/null 2>&1; then
		echo "== no client in Python: it needs Debian's protobuf-compiler, protobuf-compiler-grpc and python3-grpcio"
		return
	fi
	echo "== example/question: a client in Python, by the .proto of Django"
	mkdir "$work/stubs"
	/usr/bin/protoc -I question/internal/django/v025 --python_out="$work/stubs" --grpc_python_out="$work/stubs" \
		--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin app_example/grpc/app_example.proto
	for client in client crud; do
		PYTHONPATH="$work/stubs" QUESTION_ADDR="$addr" /usr/bin/python3 "question/clients/python/$client.py"
	done
}

echo "== the source"
cat "$root/example/question/question.go"

echo
echo "== grpcgen build: from annotated Go to .proto and glue"
mkdir "$work/example"
tar -C "$root/example" --exclude=node_modules --exclude=grpc_gen.go --exclude=grpc_codec_gen.go --exclude=./proto -c . | tar -C "$work/example" -x
cd "$work/example"
go mod edit -replace "github.com/grpcgen/grpcgen=$root"
go build -o "$work/grpcgen" github.com/grpcgen/grpcgen/cmd/grpcgen
for module in stock question; do # modules of their own: messages of stock are imported
	(
		cd "$module"
		go mod edit -replace "github.com/grpcgen/grpcgen=$root"
		[ "$module" = stock ] || go mod edit -replace "github.com/grpcgen/grpcgen/crud/gormstore=$root/crud/gormstore"
		rm -rf proto
		"$work/grpcgen" build
	)
done
"$work/grpcgen" build
cat question/proto/app_example/app_example.proto

for name in question chat; do
	echo
	echo "== example/$name: server and client"
	serve "$name"
	go run -C "$name" ./client -addr "$addr"
	[ "$name" != question ] || python
	kill -TERM "$server"
	wait "$server"
	server=
done
