#!/bin/bash
# Holds the .proto files that grpcgen writes against buf lint, buf format and Debian's protoc: those of the examples,
# and those of every scenario of the generator's corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
buf=$PWD/tools/node_modules/.bin/buf
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

check() { # FOLDER [RULES [FOLDERS [CATEGORY]]]: the folder is the root of its imports; the rules are not held against it, nor any in the folders
	echo "protos: ${1#"$work/"}"
	(
		cd "$1"
		"$buf" lint --config "{\"version\":\"v2\",\"lint\":{\"use\":[\"${4-BASIC}\"],\"except\":[${2-}],\"ignore\":[${3-}]}}" .
		"$buf" format -d --exit-code .
		find . -name '*.proto' -printf '%P\n' | sort | xargs /usr/bin/protoc -I . --descriptor_set_out=/dev/null
	)
}

extract() { # ARCHIVE FOLDER: writes the .proto files that a txtar scenario expects, and those that they import
	awk -v folder="$2" '
		BEGIN { protos = "proto" }
		function below(root) { # cuts the root off, of the module or of one in a folder of it
			if (index(name, root) != 1) sub("^[^/]+/", "", name)
			return index(name, root) == 1 && (name = substr(name, length(root) + 1))
		}
		inSettings && $1 == "proto:" { protos = $2 }
		/^-- .* --$/ {
			inSettings = $2 == "grpcgen.yaml"
			file = ""
			name = $2
			if (sub("^import/", "", name) || sub("^want/", "", name) && below(protos "/")) {
				if ($2 !~ /\.proto$/) next
				file = folder "/" name
				parent = file
				sub("/[^/]*$", "", parent)
				system("mkdir -p \"" parent "\"")
			}
			next
		}
		file != "" { print >file }' "$1"
}

# Of two modules, one imports the other's: what reads them needs both.
cp -r example/proto "$work/example" && cp -r example/stock/proto/. "$work/example"
check "$work/example" '' '"protobuf_test_messages"' # the names are those of protobuf's own tests
check example/question/proto
check example/k8s/proto '"FIELD_LOWER_SNAKE_CASE"' # the names are those of the Kubernetes API
check example/bib/proto '' '' STANDARD
check bench/proto

checked=0
for archive in cmd/grpcgen/testdata/corpus/*.txtar; do
	folder=$work/$(basename "$archive" .txtar)
	extract "$archive" "$folder"
	[ -d "$folder" ] || continue # the scenario expects errors
	rules=
	[ "$(basename "$folder")" = names ] && rules='"FIELD_LOWER_SNAKE_CASE"' # a field that name= calls _Hidden
	[ "$(basename "$folder")" = keyword_names ] && rules='"MESSAGE_PASCAL_CASE","RPC_PASCAL_CASE"' # names that are words of the language
	category=BASIC
	[ "$(basename "$folder")" = standard ] && category=STANDARD # its Go names are clean
	check "$folder" "$rules" '' "$category"
	checked=$((checked + 1))
done
[ "$checked" -gt 0 ] || { echo "protos: no scenario of the corpus has a .proto" >&2; exit 1; }
