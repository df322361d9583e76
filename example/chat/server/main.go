// Command server serves the chat in both handler styles.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/reflection"

	"github.com/grpcgen/grpcgen/example/chat"
	"github.com/grpcgen/grpcgen/example/chat/chatapi"
)

// grace is how long calls that are under way may take after SIGTERM.
const grace = 5 * time.Second

func main() {
	addr := flag.String("addr", "127.0.0.1:50052", "`address` to listen on; port 0 takes a free one")
	flag.Parse()
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	srv := grpc.NewServer()
	rooms := chat.NewRooms()
	chatapi.RegisterChatServiceServer(srv, rooms)
	chatapi.RegisterRawChatServiceServer(srv, chat.Raw{Rooms: rooms})
	reflection.Register(srv)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(grace, srv.Stop)
		defer timer.Stop()
		srv.GracefulStop()
	})
	fmt.Println("listening on", listener.Addr())
	if err := srv.Serve(listener); err != nil {
		log.Fatal(err)
	}
}
