#!/bin/bash
# Installs what the tests need beside Go and Node: protoc with its Python plugin, Debian's grpcio, and the npm packages
# of the Node client and of buf. Without root it says what is missing and stops.
set -euo pipefail
cd "$(dirname "$0")/.."

need() { # COMMAND: what a package brings
	"$@" >/dev/null 2>&1
}

missing=()
need protoc --version || missing+=(protobuf-compiler)
need test -x /usr/bin/grpc_python_plugin || missing+=(protobuf-compiler-grpc)
need /usr/bin/python3 -c 'import google.protobuf' || missing+=(python3-protobuf)
need /usr/bin/python3 -c 'import grpc.aio' || missing+=(python3-grpcio)

for tool in go node npm; do
	if ! command -v "$tool" >/dev/null; then
		echo "setup: $tool is missing: install Go 1.26 and Node 20, or newer, first" >&2
		exit 1
	fi
done

if [ ${#missing[@]} -gt 0 ]; then
	if [ "$(id -u)" -ne 0 ]; then
		echo "setup: missing: ${missing[*]}" >&2
		echo "setup: run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
		exit 1
	fi
	echo "setup: installing ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

for folder in tools example/clients/node; do
	if [ ! -d "$folder/node_modules" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules" ]; then
		echo "setup: npm ci in $folder"
		npm --prefix "$folder" ci --no-fund --no-audit --loglevel=error >/dev/null
		touch "$folder/node_modules"
	fi
done
