module github.com/grpcgen/grpcgen/example

go 1.26.0

tool github.com/grpcgen/grpcgen/cmd/grpcgen

replace github.com/grpcgen/grpcgen => ../

require (
	github.com/grpcgen/grpcgen v0.0.0
	go.uber.org/goleak v1.3.0
	google.golang.org/grpc v1.85.0
	google.golang.org/protobuf v1.36.12
)
