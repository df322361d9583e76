package suite

import (
	"fmt"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	gormpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/example/question"
	"github.com/grpcgen/grpcgen/example/question/database"
	"github.com/grpcgen/grpcgen/internal/pgtest"
)

// server is that of the test binary.
var server *pgtest.Server

// Main runs the tests of a package beside a PostgreSQL server.
func Main(m *testing.M) { pgtest.Main(m, &server) }

func sqlite(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "test.sqlite3") }

var schemas atomic.Int32

// postgres returns the URL of a schema of its own.
func postgres(t *testing.T) string {
	t.Helper()
	name := fmt.Sprintf("test%d", schemas.Add(1))
	db, err := gorm.Open(gormpostgres.Open(server.DSN("postgres")))
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if err := db.Exec("CREATE SCHEMA " + name).Error; err != nil {
		t.Fatal(err)
	}
	return server.DSN("postgres") + " search_path=" + name
}

// serve serves the application until the test ends, and checks that nothing of it is left then.
func serve(t *testing.T, url string) *grpc.ClientConn {
	t.Helper()
	others := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, others) })
	store, closeAll, err := database.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := closeAll(); err != nil {
			t.Error(err)
		}
	})
	svc, err := question.New(store)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := grpc.NewServer()
	question.RegisterQuestionControllerServer(srv, svc)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	t.Cleanup(func() {
		srv.Stop()
		<-served
	})
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
