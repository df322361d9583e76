// Command server serves the question service, with health and reflection. The questions are in a file of SQLite, or in
// the database that DATABASE_URL names, such as postgres://user@localhost/name.
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
	"github.com/grpcgen/grpcgen/example/question/database"
)

// grace is how long calls that are under way may take after SIGTERM.
const grace = 5 * time.Second

func main() {
	addr := flag.String("addr", "127.0.0.1:50051", "`address` to listen on; port 0 takes a free one")
	url := flag.String("database", os.Getenv("DATABASE_URL"), "`URL` of the database; "+database.Default+" if it is empty")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *addr, *url); err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context, addr, url string) (err error) {
	store, closeAll, err := database.Open(url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeAll()) }()
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	svc, err := question.New(store)
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
