#!/bin/bash
# Holds what "grpcgen init --buf" writes against buf itself: build, lint by STANDARD, format, breaking, and generate with
# plugins of this machine in place of those of buf's registry. What is generated must compile, the Go beside its source.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
buf=$root/tools/node_modules/.bin/buf
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOWORK=off

go build -o "$work/grpcgen" ./cmd/grpcgen
"$work/grpcgen" init "$work/hello" --buf --replace "$root" >/dev/null 2>&1
cd "$work/hello"

echo "scaffold: buf build, lint, format, breaking"
"$buf" build -o /dev/null
"$buf" lint
"$buf" format -d --exit-code
"$buf" build -o "$work/before.binpb"
"$buf" breaking --against "$work/before.binpb"

echo "scaffold: buf generate"
go build -C "$root/tools" -o "$work/protoc-gen-go" google.golang.org/protobuf/cmd/protoc-gen-go
sed -e "s|remote: buf.build/bufbuild/es|local: $root/tools/node_modules/.bin/protoc-gen-es|" \
	-e "s|remote: buf.build/protocolbuffers/python|protoc_builtin: python|" \
	-e "s|remote: buf.build/protocolbuffers/pyi|protoc_builtin: pyi|" \
	-e "s|remote: buf.build/grpc/python|local: /usr/bin/grpc_python_plugin|" buf.gen.yaml >"$work/buf.gen.yaml"
cat >>"$work/buf.gen.yaml" <<-END
	  - local: $work/protoc-gen-go
	    out: .
	    opt: module=example.com/hello
END
if grep -n 'remote:' "$work/buf.gen.yaml"; then
	echo "scaffold: there is no plugin on this machine for this" >&2
	exit 1
fi
PATH=/usr/bin:$PATH "$buf" generate --template "$work/buf.gen.yaml"

echo "scaffold: what was generated compiles"
ln -s "$root/tools/node_modules" node_modules
node_modules/.bin/tsc --noEmit --strict --skipLibCheck --target es2022 --module nodenext $(find gen/ts -name '*.ts')
/usr/bin/python3 -c '
import importlib, pathlib, sys
sys.path.insert(0, "gen/python")
for path in sorted(pathlib.Path("gen/python").rglob("*.py")):
    importlib.import_module(".".join(path.relative_to("gen/python").with_suffix("").parts))
    print("imported", path)
'
test -f proto/hello/greeter/v1/greeter.pb.go
go mod tidy >/dev/null 2>&1
go vet ./...
"$work/grpcgen" build --check
go test ./...
