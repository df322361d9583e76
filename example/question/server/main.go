// Command server serves the question service, with health and reflection.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"

	"github.com/grpcgen/grpcgen/example/question"
	"github.com/grpcgen/grpcgen/example/question/internal/memory"
)

// grace is how long calls that are under way may take after SIGTERM.
const grace = 5 * time.Second

func main() {
	addr := flag.String("addr", "127.0.0.1:50051", "`address` to listen on; port 0 takes a free one")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *addr); err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context, addr string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	svc, err := question.New(memory.New())
	if err != nil {
		return err
	}
	srv := grpc.NewServer()
	question.RegisterQuestionControllerServer(srv, svc)
	healthpb.RegisterHealthServer(srv, health.NewServer())
	reflection.Register(srv)

	context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(grace, srv.Stop)
		defer timer.Stop()
		srv.GracefulStop()
	})
	fmt.Println("listening on", listener.Addr())
	if err := srv.Serve(listener); !errors.Is(err, grpc.ErrServerStopped) { // it may be told to stop before it begins
		return err
	}
	return nil
}
