package clients

import (
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/grpcgen/grpcgen/example/question/internal/django/v019"
	"github.com/grpcgen/grpcgen/internal/pgtest"
)

// A server that is killed while clients write has everything that it acknowledged when it runs again.
func TestKilledServer(t *testing.T) {
	for name, database := range map[string]string{
		"sqlite":   "sqlite:" + filepath.Join(t.TempDir(), "db.sqlite3"),
		"postgres": pgtest.Start(t).DSN("postgres"),
	} {
		t.Run(name, func(t *testing.T) {
			s := launch(t, database)
			kept := writeUntilKilled(t, s)
			s = launch(t, database)
			page, err := dial(t, s).List(t.Context(), &v019.QuestionListRequest{})
			if err != nil {
				t.Fatal(err)
			}
			there := map[int32]string{}
			for _, q := range page.Results {
				there[q.Id] = q.QuestionText
			}
			for id, text := range kept {
				if there[id] != text {
					t.Errorf("question %d is %q, want %q", id, there[id], text)
				}
			}
			if len(kept) < enough {
				t.Errorf("%d questions were acknowledged, want %d", len(kept), enough)
			}
			s.stop(t, syscall.SIGTERM, stopsWithin)
		})
	}
}

// enough is how many questions are acknowledged before the server is killed.
const enough = 100

// writeUntilKilled has four clients create questions, kills the server, and returns those that were acknowledged.
func writeUntilKilled(t *testing.T, s server) map[int32]string {
	t.Helper()
	var mu sync.Mutex
	var clients sync.WaitGroup
	kept := map[int32]string{}
	reached := make(chan struct{})
	for _, text := range []string{"Who?", "What?", "When?", "Where?"} {
		client := dial(t, s)
		clients.Go(func() {
			for {
				q, err := client.Create(t.Context(), &v019.QuestionRequest{QuestionText: text, PubDate: "2025-01-02T03:04:05Z"})
				if err != nil {
					return
				}
				mu.Lock()
				if kept[q.Id] = text; len(kept) == enough {
					close(reached)
				}
				mu.Unlock()
			}
		})
	}
	ended := make(chan struct{})
	go func() {
		clients.Wait()
		close(ended)
	}()
	select {
	case <-reached:
	case <-ended: // with an error each
	}
	if err := s.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = s.cmd.Wait() // killed
	<-ended
	return kept
}

// dial returns a client of a server for the time of a test.
func dial(t *testing.T, s server) v019.QuestionControllerClient {
	t.Helper()
	conn, err := grpc.NewClient(s.addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return v019.NewQuestionControllerClient(conn)
}
