#!/bin/bash
# Installs what the tests need beside Go and Node: a C compiler for the race detector, protoc with its Python plugin,
# Debian's grpcio, and the npm packages of the Node client and of buf. Without root it says what is missing and how to
# install it, and stops.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
need() { # PACKAGE COMMAND...: the package is missing if the command fails
	local package=$1
	shift
	"$@" >/dev/null 2>&1 || packages+=("$package")
}
need gcc gcc --version
need libc6-dev test -e /usr/include/stdlib.h
need protobuf-compiler /usr/bin/protoc --version
need libprotobuf-dev test -e /usr/include/google/protobuf/timestamp.proto # protoc only recommends what everybody imports
need protobuf-compiler-grpc test -x /usr/bin/grpc_python_plugin
need python3-protobuf /usr/bin/python3 -c 'import google.protobuf'
need python3-grpcio /usr/bin/python3 -c 'import grpc.aio'

# What no package of Debian 12 brings in the version that is needed.
tools=()
command -v go >/dev/null || tools+=("Go 1.26 or newer, https://go.dev/dl/")
command -v npm >/dev/null && command -v node >/dev/null || tools+=("Node 20 or newer with npm, https://nodejs.org/")

install=(apt-get install -y -qq --no-install-recommends "${packages[@]}")
if [ ${#tools[@]} -gt 0 ] || { [ ${#packages[@]} -gt 0 ] && [ "$(id -u)" -ne 0 ]; }; then
	{
		echo "setup: this is missing:"
		[ ${#tools[@]} -eq 0 ] || printf '  %s\n' "${tools[@]}"
		[ ${#packages[@]} -eq 0 ] || printf '  %s\n' "${packages[@]}"
		[ ${#packages[@]} -eq 0 ] || echo "setup: install the packages with: sudo apt-get update && sudo ${install[*]}"
	} >&2
	exit 1
fi

if [ ${#packages[@]} -gt 0 ]; then
	echo "setup: installing ${packages[*]}"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	"${install[@]}" >/dev/null
fi

for folder in tools example/clients/node; do
	# npm writes this file last, so a folder without it is half installed.
	if [ ! "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then
		echo "setup: npm ci in $folder"
		npm --prefix "$folder" ci --no-fund --no-audit --loglevel=error >/dev/null
		touch "$folder/node_modules/.package-lock.json"
	fi
done
