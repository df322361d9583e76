# make demo      builds the tool and the examples, serves them, and prints a conversation over every shape of call
# make test      runs every test there is, clients in other languages included
# make lint      gofmt, go vet and staticcheck
# make generate  writes again what is generated and committed
# All but demo need packages of Debian and npm. They are installed, given root, on a Debian machine with Go and Node.

STATICCHECK = go tool -modfile=$(CURDIR)/tools/go.mod staticcheck

.PHONY: demo test lint setup go-test example-check example-test protos generate

demo:
	@scripts/demo.sh

# One after the other: they share two cores and their output is read by people.
.NOTPARALLEL:
test: setup lint go-test example-check example-test protos

setup:
	@scripts/setup.sh

lint:
	@test -z "$$(gofmt -l . | tee /dev/stderr)"
	go vet ./...
	cd example && go vet ./...
	$(STATICCHECK) ./...
	cd example && $(STATICCHECK) ./...

# -count=1: many tests run other programs, of whose files the test cache knows nothing.
go-test:
	go test -race -count=1 ./...

example-check:
	cd example && go tool grpcgen build --check

example-test:
	cd example && go test -race -count=1 ./...

protos:
	scripts/protos.sh

generate: setup
	cd example && go generate ./... && internal/questionpb/generate.sh && internal/shapespb/generate.sh
	go test ./emitter -update
	go test ./cmd/grpcgen -run TestCorpus -update
