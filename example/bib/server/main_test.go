package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/grpcgen/grpcgen/internal/pgtest"
)

// TestConversation builds server and client, and lets them talk, over both databases.
func TestConversation(t *testing.T) {
	dir := t.TempDir()
	command := exec.CommandContext(t.Context(), "go", "build", "-o", dir, ".", "../client")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want, err := os.ReadFile("testdata/conversation.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name, url := range map[string]string{
		"sqlite":   filepath.Join(dir, "bib.db"),
		"postgres": pgtest.Start(t).DSN("postgres"),
	} {
		t.Run(name, func(t *testing.T) {
			server, addr := start(t, filepath.Join(dir, "server"), url)
			for range 2 { // the first one leaves room for the second
				out, err := exec.CommandContext(t.Context(), filepath.Join(dir, "client"), "-addr", addr, "-token", "wonder").CombinedOutput()
				if err != nil || !bytes.Equal(out, want) {
					t.Errorf("%v: the client says\n%s\nwant\n%s", err, out, want)
				}
			}
			healthy(t, addr)
			if err := server.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			if err := server.Wait(); err != nil {
				t.Errorf("the server ends with %v", err)
			}
		})
	}
}

// start runs a server until the test ends, and returns where it listens.
func start(t *testing.T, path, url string) (server *exec.Cmd, addr string) {
	t.Helper()
	server = exec.CommandContext(t.Context(), path, "-addr", "127.0.0.1:0", "-user", "alice=wonder")
	server.Env = append(os.Environ(), "DATABASE_URL="+url)
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return server, strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
}

func healthy(t *testing.T, addr string) {
	t.Helper()
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	answer, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{})
	if err != nil || answer.Status != healthpb.HealthCheckResponse_SERVING {
		t.Errorf("the server is %v, %v", answer, err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}
