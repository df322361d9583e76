# make demo   builds the tool and the examples, serves them, and prints a conversation over every shape of call
# make test   runs every test there is, clients in other languages included
# Both install what they need on a Debian machine with Go and Node, given root and the package registries.

.PHONY: demo test lint setup go-test example-test protos generate

demo:
	@scripts/demo.sh

test: setup lint go-test example-test protos

setup:
	@scripts/setup.sh

lint:
	@test -z "$$(gofmt -l . | tee /dev/stderr)"
	go vet ./...
	cd example && go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...

go-test:
	go test -race ./...

example-test:
	cd example && go tool grpcgen build --check
	cd example && go test -race ./...

protos:
	scripts/protos.sh example/proto

# generate writes what is generated and committed.
generate: setup
	cd example && go generate ./... && internal/questionpb/generate.sh
	go test ./emitter -update
	go test ./cmd/grpcgen -run TestCorpus -update
