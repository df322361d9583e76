// Command server serves a bibliography, with health and reflection. It keeps it in the SQLite file bib.db, or in the
// PostgreSQL database of DATABASE_URL.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"

	"github.com/grpcgen/grpcgen/example/bib"
	"github.com/grpcgen/grpcgen/example/bib/database"
)

// grace is how long calls that are under way may take after SIGTERM.
const grace = 5 * time.Second

func main() {
	addr := flag.String("addr", "127.0.0.1:50051", "`address` to listen on; port 0 takes a free one")
	users := map[string]string{}
	flag.Func("user", "`name=token` of a user who may write journals; can be repeated", func(s string) error {
		name, token, ok := strings.Cut(s, "=")
		if !ok || name == "" || token == "" {
			return errors.New("write name=token")
		}
		users[token] = name
		return nil
	})
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *addr, cmp.Or(os.Getenv("DATABASE_URL"), "bib.db"), users); err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context, addr, url string, users map[string]string) (err error) {
	db, err := database.Open(url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close(db)) }()
	stores, err := database.Stores(db)
	if err != nil {
		return err
	}
	bibliography, err := bib.New(stores, users)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	srv := grpc.NewServer()
	bibliography.Register(srv)
	status := health.NewServer()
	healthpb.RegisterHealthServer(srv, status)
	reflection.Register(srv)

	stopped := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(stopped)
		status.Shutdown()
		timer := time.AfterFunc(grace, srv.Stop)
		defer timer.Stop()
		srv.GracefulStop()
	})
	fmt.Println("listening on", listener.Addr())
	if err := srv.Serve(listener); err != nil && !errors.Is(err, grpc.ErrServerStopped) { // it may be told to stop before it begins
		return err
	}
	<-stopped // the calls that were under way have their database until they are done
	return nil
}
