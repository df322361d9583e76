package bib_test

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/libtnb/sqlite"
	"github.com/shopspring/decimal"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/grpcgen/grpcgen/example/bib"
	"github.com/grpcgen/grpcgen/example/bib/database"
	"github.com/grpcgen/grpcgen/internal/pgtest"
)

var server *pgtest.Server

func TestMain(m *testing.M) { pgtest.Main(m, &server) }

// library is a bibliography that is served from a database of its own, and its clients.
type library struct {
	authors    *bib.AuthorServiceClient
	publishers *bib.PublisherServiceClient
	categories *bib.PublicationCategoryServiceClient
	books      *bib.BookServiceClient
	journals   *bib.JournalServiceClient
	statements *atomic.Int64 // of SQL, so far
}

// each runs a test on both databases.
func each(t *testing.T, test func(t *testing.T, l *library)) {
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, sqliteDialect)) })
	t.Run("postgres", func(t *testing.T) { test(t, open(t, postgresDialect)) })
}

func open(t *testing.T, dialect func(*testing.T, *atomic.Int64) gorm.Dialector) *library {
	t.Helper()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
	statements := new(atomic.Int64)
	db, err := database.With(dialect(t, statements))
	must(t, err)
	stores, err := database.Stores(db)
	must(t, err)
	all, err := bib.New(stores, map[string]string{"wonder": "alice", "builder": "bob"})
	must(t, err)
	conn := serve(t, all)
	return &library{
		bib.NewAuthorServiceClient(conn), bib.NewPublisherServiceClient(conn), bib.NewPublicationCategoryServiceClient(conn),
		bib.NewBookServiceClient(conn), bib.NewJournalServiceClient(conn), statements,
	}
}

func serve(t *testing.T, all *bib.Bibliography) *grpc.ClientConn {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	srv := grpc.NewServer()
	all.Register(srv)
	done := make(chan error, 1)
	go func() { done <- srv.Serve(listener) }()
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	must(t, err)
	t.Cleanup(func() {
		must(t, conn.Close())
		srv.GracefulStop()
		must(t, <-done)
	})
	return conn
}

// counted is a connection pool that counts the statements outside of transactions.
type counted struct {
	*sql.DB
	statements *atomic.Int64
}

func (c *counted) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	c.statements.Add(1)
	return c.DB.ExecContext(ctx, query, args...)
}

func (c *counted) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.statements.Add(1)
	return c.DB.QueryContext(ctx, query, args...)
}

func (c *counted) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	c.statements.Add(1)
	return c.DB.QueryRowContext(ctx, query, args...)
}

func (c *counted) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	c.statements.Add(1)
	return c.DB.PrepareContext(ctx, query)
}

func sqliteDialect(t *testing.T, statements *atomic.Int64) gorm.Dialector {
	name := filepath.Join(t.TempDir(), "bib.db")
	pool, err := sql.Open(sqlite.DriverName, name+"?"+database.SQLite)
	must(t, err)
	t.Cleanup(func() { must(t, pool.Close()) })
	return sqlite.New(sqlite.Config{Conn: &counted{pool, statements}})
}

// tracer counts the statements that PostgreSQL gets.
type tracer struct{ statements *atomic.Int64 }

func (t tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	t.statements.Add(1)
	return ctx
}

func (t tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

var databases atomic.Int64

func postgresDialect(t *testing.T, statements *atomic.Int64) gorm.Dialector {
	name := fmt.Sprintf("bib%d", databases.Add(1))
	admin, err := sql.Open("pgx", server.DSN("postgres"))
	must(t, err)
	_, err = admin.ExecContext(t.Context(), "CREATE DATABASE "+name)
	must(t, err)
	must(t, admin.Close())
	config, err := pgx.ParseConfig(server.DSN(name))
	must(t, err)
	config.Tracer = tracer{statements}
	pool := stdlib.OpenDB(*config)
	t.Cleanup(func() { must(t, pool.Close()) })
	return postgres.New(postgres.Config{Conn: pool})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fails holds an error against a status.
func fails(t *testing.T, err error, code codes.Code, text string) {
	t.Helper()
	if s := status.Convert(err); s.Code() != code || s.Message() != text {
		t.Errorf("got %v, want %s: %s", err, code, text)
	}
}

// as is a call of a user.
func as(t *testing.T, token string) context.Context {
	return metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token)
}

func ptr[T any](v T) *T { return &v }

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func price(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// shelf is what books refer to.
type shelf struct {
	publishers []*bib.Publisher
	authors    []*bib.Author
	categories []*bib.PublicationCategory
}

func (l *library) shelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{}
	for _, p := range []bib.Publisher{{Name: "Ace", Country: ptr("US")}, {Name: "Gollancz", City: ptr("London"), Country: ptr("GB")}} {
		created, err := l.publishers.Create(t.Context(), &p)
		must(t, err)
		s.publishers = append(s.publishers, created)
	}
	for _, a := range []bib.Author{{FirstName: "Ursula", LastName: "Le Guin", BirthDate: ptr(day(1929, 10, 21))},
		{FirstName: "Frank", LastName: "Herbert"}, {FirstName: "Mary", LastName: "Shelley", BirthDate: ptr(day(1797, 8, 30))}} {
		created, err := l.authors.Create(t.Context(), &a)
		must(t, err)
		s.authors = append(s.authors, created)
	}
	for _, name := range []string{"fiction", "science fiction"} {
		created, err := l.categories.Create(t.Context(), &bib.PublicationCategory{Name: name})
		must(t, err)
		s.categories = append(s.categories, created)
	}
	return s
}

// book is one that can be created.
func (s *shelf) book(title string) *bib.Book {
	return &bib.Book{
		Title: title, Format: bib.FormatPaperback, Price: price("9.99"), PublicationDate: day(1969, 3, 1),
		PublisherID: s.publishers[0].ID, AuthorIDs: []uuid.UUID{s.authors[0].ID},
	}
}
